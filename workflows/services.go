package workflows

import (
	"errors"
	"fmt"
	"time"

	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"handinhand/activities"
	"handinhand/models"
	"handinhand/process/engine"
)

// serviceTimeout bounds one attempt of a service. How long a service may wait
// for a worker is not bounded: a stopped worker is no reason for an incident.
const serviceTimeout = 30 * time.Second

// job is a service that runs.
type job struct{ cancel workflow.CancelFunc }

// call runs a service as an activity. When its attempts are spent the engine
// learns of it and opens an incident.
func (r *run) call(ctx workflow.Context, c engine.CallService, now time.Time) {
	attempts := max(1, c.Retries)
	child, cancel := workflow.WithCancel(ctx)
	child = workflow.WithActivityOptions(child, workflow.ActivityOptions{
		StartToCloseTimeout: serviceTimeout,
		RetryPolicy: &temporal.RetryPolicy{
			InitialInterval:    time.Second,
			BackoffCoefficient: 4,
			MaximumInterval:    10 * time.Minute,
			MaximumAttempts:    int32(attempts),
		},
	})
	j := &job{cancel: cancel}
	r.jobs[c.Job] = j
	future := workflow.ExecuteActivity(child, activities.CallName, r.serviceCall(c, now))
	workflow.Go(child, func(ctx workflow.Context) {
		err := future.Get(ctx, nil)
		if r.jobs[c.Job] != j {
			return // cancelled meanwhile
		}
		delete(r.jobs, c.Job)
		r.arrivals.add(&arrival{event: result(c.Job, attempts, err)})
	})
}

func (r *run) cancel(key engine.Key) {
	if j, ok := r.jobs[key]; ok {
		delete(r.jobs, key)
		j.cancel()
	}
}

func (r *run) serviceCall(c engine.CallService, now time.Time) activities.ServiceCall {
	call := activities.ServiceCall{Case: r.in.Case, Element: c.Element, Key: int64(c.Job), Type: c.Type, Headers: c.Headers, At: now}
	if t, ok := r.release.Transfer(c.Element); ok {
		call.Transfer = &activities.Declared{Recipient: models.AgencyRole(t.Recipient), Expires: t.Expires}
		for _, item := range t.Items {
			call.Transfer.Lends = append(call.Transfer.Lends,
				models.Lending{Item: item, Purpose: t.Purpose, LegalBasis: t.LegalBasis, Statute: t.Statute, Kept: keptFor(r.release, item)})
		}
	}
	return call
}

// result is what the engine learns of a service that is over.
func result(key engine.Key, attempts int, err error) engine.Event {
	if err == nil {
		return engine.FinishService{Job: key}
	}
	var failed *temporal.ActivityError
	if errors.As(err, &failed) && failed.RetryState() == enums.RETRY_STATE_NON_RETRYABLE_FAILURE {
		attempts = 1
	}
	return engine.FailService{Job: key, Cause: cause(err), Attempts: attempts}
}

// cause is what an operator reads. Only texts that activities made for that are
// passed on: any other may hold personal data.
func cause(err error) string {
	var told *temporal.ApplicationError
	var late *temporal.TimeoutError
	switch {
	case errors.As(err, &told):
		return told.Message()
	case errors.As(err, &late):
		return fmt.Sprintf("the service did not answer within %s", serviceTimeout)
	default:
		return fmt.Sprintf("the service failed with an error of type %T", err)
	}
}
