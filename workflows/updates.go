package workflows

import (
	"slices"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"handinhand/models"
	"handinhand/process/engine"
)

// listen registers what people and agencies' systems can tell the case. It must
// be called before the case waits for the first time.
func (r *run) listen(ctx workflow.Context) error {
	err := workflow.SetUpdateHandlerWithOptions(ctx, CompleteName, r.complete,
		workflow.UpdateHandlerOptions{Validator: r.mayComplete, Description: "A person has done a task."})
	if err != nil {
		return err
	}
	err = workflow.SetUpdateHandlerWithOptions(ctx, RetryName, r.retry,
		workflow.UpdateHandlerOptions{Validator: r.mayRetry, Description: "An operator tries an incident's step again."})
	if err != nil {
		return err
	}
	if err := r.listenToOperators(ctx); err != nil {
		return err
	}
	workflow.Go(ctx, func(ctx workflow.Context) {
		for {
			var m Message
			r.messages.Receive(ctx, &m)
			r.arrivals.add(&arrival{event: engine.Deliver{ID: m.ID, Message: m.Name, CorrelationKey: m.CorrelationKey, Variables: engine.Variables(m.Variables), Until: m.Until}})
		}
	})
	workflow.Go(ctx, func(ctx workflow.Context) {
		for {
			var s Signal
			r.signals.Receive(ctx, &s)
			r.arrivals.add(&arrival{event: engine.Signal{ID: s.ID, Signal: s.Name, Variables: engine.Variables(s.Variables)}})
		}
	})
	return nil
}

// mayComplete rejects, without a trace in the history, what cannot apply.
func (r *run) mayComplete(ctx workflow.Context, in CompleteTask) error {
	if _, known := r.before(ctx); known {
		return nil
	}
	key := engine.Key(in.Task)
	if key <= 0 || in.By == "" {
		return refuse(models.KindInvalid, "a completion names its task and who did it")
	}
	if _, open := r.state.Task(key); !open || r.arrivals.completes(key) {
		return refuse(models.KindClosed, "the task is not open")
	}
	return nil
}

func (r *run) complete(ctx workflow.Context, in CompleteTask) (Done, error) {
	event := engine.CompleteTask{Task: engine.Key(in.Task), Variables: engine.Variables(in.Variables)}
	return r.answer(ctx, &arrival{event: event, task: &in})
}

// mayRetry rejects a retry of what is no open incident.
func (r *run) mayRetry(ctx workflow.Context, in RetryIncident) error {
	if _, known := r.before(ctx); known {
		return nil
	}
	if in.Key <= 0 {
		return refuse(models.KindInvalid, "a retry names its incident")
	}
	if !slices.ContainsFunc(r.state.Incidents(), func(i engine.Incident) bool { return i.Key == engine.Key(in.Key) }) {
		return refuse(models.KindClosed, "the incident is not open")
	}
	return nil
}

func (r *run) retry(ctx workflow.Context, in RetryIncident) (Done, error) {
	return r.answer(ctx, &arrival{event: engine.Retry{Incident: engine.Key(in.Key)}, doer: in.Doer})
}

// answer waits until the event is projected.
func (r *run) answer(ctx workflow.Context, a *arrival) (Done, error) {
	ctx, _ = workflow.NewDisconnectedContext(ctx)
	if done, known := r.before(ctx); known {
		return done, nil
	}
	a.update = workflow.GetCurrentUpdateInfo(ctx).ID
	r.arrivals.add(a)
	if err := workflow.Await(ctx, func() bool { return a.settled }); err != nil {
		return Done{}, err
	}
	return Done{Sequence: a.sequence}, a.err
}

// before finds the answer to an Update that this case has had, maybe in an
// earlier run.
func (r *run) before(ctx workflow.Context) (Done, bool) {
	id := workflow.GetCurrentUpdateInfo(ctx).ID
	i := slices.IndexFunc(r.answered, func(a Answered) bool { return a.Update == id })
	if i < 0 {
		return Done{}, false
	}
	return Done{Sequence: r.answered[i].Sequence}, true
}

// refuse makes the error of an Update; its type tells the Client the kind.
func refuse(kind models.Kind, text string) error {
	return temporal.NewApplicationError(text, string(kind))
}

// refusal is the answer to an Update whose event the engine rejected: something
// that came in the same moment was first.
func refusal(rejected *engine.Rejected) error {
	if rejected.Reason == engine.RejectInvalid {
		return refuse(models.KindInvalid, "the values are not JSON values")
	}
	return refuse(models.KindClosed, "it is no longer open")
}
