package api

import (
	"context"
	"net/http"
	"time"

	"handinhand/casework"
	"handinhand/models"
)

// planOperations take many cases over to another release, by a plan.
func (m *mount) planOperations() []operation {
	const absent, closed, tag = models.KindNotFound, models.KindClosed, "migrations"
	return []operation{
		read("/processes/{process}/positions", "listPositions", tag, "Where the running cases of a release stand, beside another release", m.positions, absent, models.KindInvalid),
		read("/processes/{process}/migration-plans", "listMigrationPlans", tag, "The plans of a process, newest first", m.plans, models.KindInvalid),
		once(m, "/migration-plans", "makeMigrationPlan", tag, "Write a plan for running cases; it moves nothing", http.StatusCreated, m.makePlan, absent, models.KindConflict),
		read("/migration-plans/{plan}", "getMigrationPlan", tag, "A plan with the report of its dry run or its batch", m.plan, absent, models.KindInvalid),
		read("/migration-plans/{plan}/cases", "listMigrationPlanCases", tag, "What became of each case of a plan, or would", m.planCases, absent, models.KindInvalid),
		once(m, "/migration-plans/{plan}/deeds", "doMigrationPlan", tag, "Try, start, pause, resume or stop a plan; the cases are gone through in the background", http.StatusOK, m.doPlan, absent, closed, models.KindConflict),
	}
}

type positionsIn struct {
	Process       string          `path:"process" maxLength:"100" doc:"Id of a process, which is a case type's."`
	From          string          `query:"from" maxLength:"64" doc:"Release that the cases run under: its hash, or its beginning; absent: the one with the most cases beside the other."`
	To            string          `query:"to" maxLength:"64" doc:"Release that they may go over to; absent: the current one."`
	At            []string        `query:"at" maxItems:"100" doc:"Only cases that stand at one of these elements."`
	Agency        models.AgencyID `query:"agency" maxLength:"100" doc:"Only cases that this agency takes part in."`
	StartedFrom   time.Time       `query:"startedFrom" doc:"Only cases that started then or later."`
	StartedBefore time.Time       `query:"startedBefore" doc:"Only cases that started earlier."`
}

func (m *mount) positions(ctx context.Context, a casework.Actor, in *positionsIn) (*body[casework.Positions], error) {
	picked := models.PickedCases{Positions: in.At, Agency: in.Agency}
	if !in.StartedFrom.IsZero() {
		picked.StartedFrom = &in.StartedFrom
	}
	if !in.StartedBefore.IsZero() {
		picked.StartedBefore = &in.StartedBefore
	}
	return bodyOf(m.Casework.Positions(ctx, a, in.Process, in.From, in.To, picked))
}

func (m *mount) plans(ctx context.Context, a casework.Actor, in *processIn) (*paged[casework.List[casework.PlanLine]], error) {
	list, err := m.Casework.Plans(ctx, a, in.Process, in.page())
	return listOf(ctx, list, err)
}

type planWishIn struct {
	KeyedBody
	Body casework.PlanWish
}

func (m *mount) makePlan(ctx context.Context, a casework.Actor, in *planWishIn) (*result[casework.Plan], error) {
	plan, err := m.Casework.MakePlan(ctx, a, in.Body)
	if err != nil {
		return nil, err
	}
	return &result[casework.Plan]{Value: plan, Location: created("/migration-plans/" + string(plan.ID))}, nil
}

// PlanIn is in the path of everything about a plan.
type PlanIn struct {
	Plan models.PlanID `path:"plan" format:"uuid" doc:"Id of a plan."`
}

func (m *mount) plan(ctx context.Context, a casework.Actor, in *PlanIn) (*body[casework.Plan], error) {
	return bodyOf(m.Casework.Plan(ctx, a, in.Plan))
}

type planCasesIn struct {
	PlanIn
	Paging
	Result models.PlanResult `query:"result" enum:"would-move,moved,stays,stuck,left" doc:"Only cases with this result."`
}

func (m *mount) planCases(ctx context.Context, a casework.Actor, in *planCasesIn) (*paged[casework.List[casework.PlanCase]], error) {
	list, err := m.Casework.PlanCases(ctx, a, in.Plan, in.Result, in.page())
	return listOf(ctx, list, err)
}

// PlanDo says what to do with a plan.
type PlanDo struct {
	Do casework.PlanDeed `json:"do" enum:"try,start,pause,resume,stop" doc:"try is a dry run. A plan about more than 100 cases is started by somebody else than who wrote it."`
}

type planDeedIn struct {
	PlanIn
	KeyedBody
	Body PlanDo
}

func (m *mount) doPlan(ctx context.Context, a casework.Actor, in *planDeedIn) (*result[casework.Plan], error) {
	plan, err := m.Casework.DoPlan(ctx, a, in.Plan, in.Body.Do)
	if err != nil {
		return nil, err
	}
	return &result[casework.Plan]{Value: plan}, nil
}
