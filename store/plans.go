package store

import (
	"context"

	"gorm.io/gorm"

	"handinhand/models"
)

// AddPlan keeps a new plan, with the first line of its journal.
func (s *Store) AddPlan(ctx context.Context, p models.MigrationPlan) error {
	return s.Tx(ctx, func(tx *Store) error {
		if err := tx.DB.Create(&p).Error; err != nil {
			return problem(err, "add a plan")
		}
		return tx.addPlanEvent(models.PlanEvent{Plan: p.ID, At: p.MadeAt, Kind: "made", By: p.MadeBy})
	})
}

func (s *Store) addPlanEvent(e models.PlanEvent) error {
	return problem(s.DB.Create(&e).Error, "write a plan's journal")
}

// Plan is one plan.
func (s *Store) Plan(ctx context.Context, id models.PlanID) (models.MigrationPlan, error) {
	var out models.MigrationPlan
	err := s.db(ctx).Take(&out, "id = ?", id).Error
	return out, problem(err, "find a plan")
}

// PlansOfType are the plans of a procedure, newest first.
func (s *Store) PlansOfType(ctx context.Context, caseType string, p Page) (List[models.MigrationPlan], error) {
	newest := order{name: "plans", columns: []string{"made_at", "id"}, newest: true}
	return list(s.db(ctx).Where("case_type = ?", caseType), p, newest, func(p models.MigrationPlan) []string {
		return []string{keyTime(p.MadeAt), string(p.ID)}
	})
}

// PlansAtWork are the plans whose cases are looked at or moved now.
func (s *Store) PlansAtWork(ctx context.Context) ([]models.PlanID, error) {
	var out []models.PlanID
	err := s.db(asPart(ctx, PartOperations)).Raw(`SELECT id FROM migration_plans WHERE state IN ('trying', 'running') ORDER BY id`).Scan(&out).Error
	return out, problem(err, "list the plans at work")
}

// PlanEvents are a plan's journal, oldest first.
func (s *Store) PlanEvents(ctx context.Context, id models.PlanID) ([]models.PlanEvent, error) {
	var out []models.PlanEvent
	err := s.db(ctx).Order("id").Find(&out, "plan_id = ?", id).Error
	return out, problem(err, "read a plan's journal")
}

// PlanChange takes a plan from one of some states to another one.
type PlanChange struct {
	From  []models.PlanState
	To    models.PlanState
	Event models.PlanEvent
	Why   string
	// Again makes every case due that has not gone over, and adds those that the plan
	// picks and does not know yet.
	Again bool
}

// ChangePlan changes a plan's state; closed when it is in none of c.From any more.
func (s *Store) ChangePlan(ctx context.Context, id models.PlanID, c PlanChange) error {
	return s.Tx(ctx, func(tx *Store) error {
		more := map[string]any{"state": c.To, "why": c.Why}
		if c.To == models.PlanTried {
			more["tried"] = true
		}
		if c.To == models.PlanRunning && c.Again {
			more["run_by"], more["runs"] = c.Event.By, gorm.Expr("runs + 1")
		}
		done := tx.DB.Model(&models.MigrationPlan{}).Where("id = ? AND state IN ?", id, c.From).Updates(more)
		switch {
		case done.Error != nil:
			return problem(done.Error, "change a plan")
		case done.RowsAffected == 0:
			return models.Problemf(models.KindClosed, "plan.closed", "the plan is in another state by now")
		}
		if c.Again {
			if err := tx.gather(ctx, id); err != nil {
				return err
			}
		}
		c.Event.Plan = id
		return tx.addPlanEvent(c.Event)
	})
}

// gather makes the cases of a plan due.
func (s *Store) gather(ctx context.Context, id models.PlanID) error {
	plan, err := s.Plan(ctx, id)
	if err != nil {
		return err
	}
	err = s.DB.Exec(`UPDATE plan_cases SET result = '', rule = '', stuck = '[]', attempts = 0 WHERE plan_id = ? AND result NOT IN ('moved', '')`, id).Error
	if err != nil {
		return problem(err, "make the cases of a plan due")
	}
	rows := s.pick(ctx, plan.From, plan.Picked).Select("?, cases.id", id)
	err = s.DB.Exec(`INSERT INTO plan_cases (plan_id, case_id) ? ON CONFLICT DO NOTHING`, rows).Error
	return problem(err, "gather the cases of a plan")
}

// pick are the running cases of a release that a plan is about.
func (s *Store) pick(ctx context.Context, release string, p models.PickedCases) *gorm.DB {
	q := s.db(ctx).Table("cases").Where("cases.release = ? AND cases.state <> 'ended'", release)
	if p.StartedFrom != nil {
		q = q.Where("cases.started_at >= ?", *p.StartedFrom)
	}
	if p.StartedBefore != nil {
		q = q.Where("cases.started_at < ?", *p.StartedBefore)
	}
	if p.Agency != "" {
		q = q.Where("EXISTS (SELECT 1 FROM bindings b WHERE b.case_id = cases.id AND b.agency_id = ?)", p.Agency)
	}
	if len(p.Positions) > 0 {
		q = q.Where("EXISTS (SELECT 1 FROM tokens t WHERE t.case_id = cases.id AND t.element IN ?)", p.Positions)
	}
	return q
}

// PlanSize is how many cases a plan is about: those that it picks now, and those that
// went over.
func (s *Store) PlanSize(ctx context.Context, plan models.MigrationPlan) (int64, error) {
	var picked, moved int64
	err := s.pick(ctx, plan.From, plan.Picked).Count(&picked).Error
	if err == nil {
		err = s.db(ctx).Model(&models.PlanCase{}).Where("plan_id = ? AND result = 'moved'", plan.ID).Count(&moved).Error
	}
	return picked + moved, problem(err, "count the cases of a plan")
}

// Position is an element, and how many cases stand there.
type Position struct {
	Element string
	Cases   int64
}

// Positions tell where the picked cases of a release stand, by element; all is how
// many cases that are.
func (s *Store) Positions(ctx context.Context, release string, p models.PickedCases) (at []Position, all int64, err error) {
	if err := s.pick(ctx, release, p).Count(&all).Error; err != nil {
		return nil, 0, problem(err, "count cases")
	}
	err = s.pick(ctx, release, p).Joins("JOIN tokens ON tokens.case_id = cases.id").
		Select("tokens.element, count(DISTINCT cases.id) AS cases").Group("tokens.element").Order("tokens.element").Scan(&at).Error
	return at, all, problem(err, "count cases by position")
}

// CasesByRelease is how many running cases each release of a procedure has.
func (s *Store) CasesByRelease(ctx context.Context, caseType string) (map[string]int64, error) {
	var rows []struct {
		Release string
		N       int64
	}
	err := s.db(ctx).Raw(`SELECT release, count(*) AS n FROM cases WHERE case_type = ? AND state <> 'ended' GROUP BY release`, caseType).Scan(&rows).Error
	out := map[string]int64{}
	for _, row := range rows {
		out[row.Release] = row.N
	}
	return out, problem(err, "count cases by release")
}

// PlanBegins notes that a case's Update is about to be sent; the first time counts.
func (s *Store) PlanBegins(ctx context.Context, row models.PlanCase) error {
	err := s.db(ctx).Exec(`UPDATE plan_cases SET begun_at = coalesce(begun_at, ?) WHERE plan_id = ? AND case_id = ?`, row.BegunAt, row.Plan, row.Case).Error
	return problem(err, "begin with a case of a plan")
}
