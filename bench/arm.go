package bench

import (
	"context"
	"errors"
	"fmt"
	"time"

	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"

	"handinhand/models"
	"handinhand/store"
	"handinhand/workflows"
)

// arm is one side of the comparison: how it starts a case. All else is shared.
type arm struct {
	name  string
	start func(ctx context.Context, row models.Case) error
}

// Services are what both sides run on.
type Services struct {
	Store    *store.Store
	Temporal client.Client
	Release  string // the published errand's hash
	Person   models.PersonID
	CPU      func() Ticks // of everything that works for a case
}

func (s Services) arms() []arm {
	cases := &workflows.Client{Temporal: s.Temporal, Patience: time.Minute}
	return []arm{
		{"by hand", func(ctx context.Context, row models.Case) error {
			_, err := s.Temporal.ExecuteWorkflow(ctx, client.StartWorkflowOptions{
				ID: row.ID.WorkflowID(), TaskQueue: byHandQueue, WorkflowIDReusePolicy: enums.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE,
			}, byHandName, byHandInput{row.ID})
			return err
		}},
		{"engine", func(ctx context.Context, row models.Case) error {
			return cases.Start(ctx, workflows.Input{Case: row.ID, Release: row.Release, Variables: map[string]any{"caseNumber": row.Number}})
		}},
	}
}

// life plays one case from its start to its end and gives how long each human
// step took, as felt by who did it.
func (s Services) life(ctx context.Context, a arm) (models.CaseID, []time.Duration, error) {
	row := models.Case{ID: models.CaseID(models.NewID()), CaseType: caseType, Release: s.Release, Person: s.Person, State: models.CaseStarting, StartedAt: time.Now()}
	row, err := s.Store.CreateCase(ctx, row, nil)
	if err != nil {
		return "", nil, err
	}
	if err := a.start(ctx, row); err != nil {
		return "", nil, err
	}
	if err := s.Store.AwaitBegun(ctx, row.ID, time.Minute); err != nil { // as casework does
		return "", nil, err
	}
	client := &workflows.Client{Temporal: s.Temporal, Patience: time.Minute}
	var felt []time.Duration
	for range steps {
		open, err := s.Store.OpenTasksOfCases(ctx, row.ID)
		if err != nil || len(open) == 0 {
			return "", nil, errors.Join(err, fmt.Errorf("bench: case %s has %d open tasks", row.ID, len(open)))
		}
		task := open[0]
		began := time.Now()
		_, err = client.Complete(ctx, row.ID, fmt.Sprintf("step-%d", task.Key), workflows.CompleteTask{Task: task.Key, By: s.Person})
		if err != nil {
			return "", nil, err
		}
		felt = append(felt, time.Since(began))
	}
	return row.ID, felt, s.ended(ctx, row.ID)
}

// ended fails when the case has not come to its outcome.
func (s Services) ended(ctx context.Context, id models.CaseID) error {
	row, err := s.Store.Case(ctx, id)
	if err == nil && row.Outcome != "done" {
		err = fmt.Errorf("bench: case %s ended as %q", id, row.Outcome)
	}
	return err
}
