package workflows

import (
	"fmt"

	"go.temporal.io/sdk/workflow"

	"handinhand/process/calls"
	"handinhand/process/engine"
	"handinhand/process/release"
)

// run is one workflow run of a case.
type run struct {
	in       Input
	releases Releases
	release  *release.Release

	state    calls.State
	sequence int64 // of the last projection
	answered []Answered

	arrivals arrivals
	alarm    alarm
	jobs     map[engine.Key]*job // services that run
	messages workflow.ReceiveChannel
	signals  workflow.ReceiveChannel
	sending  int  // messages and signals that are not sent yet
	leave    bool // the next run should take over
}

// Case runs one case from its start to its outcome, over as many runs as the
// length of its history needs. It never fails. A cancellation from outside is
// ignored, because a case ends by its process only.
func (c *Cases) Case(ctx workflow.Context, in Input) (Ending, error) {
	ctx, _ = workflow.NewDisconnectedContext(ctx)
	r := c.begin(in)
	r.messages = workflow.GetSignalChannel(ctx, MessageSignal)
	r.signals = workflow.GetSignalChannel(ctx, SignalSignal)
	if err := r.listen(ctx); err != nil {
		return Ending{}, err
	}
	r.alarm.set(ctx, earliest(r.state))
	for {
		if err := workflow.Await(ctx, func() bool { return r.ready() || r.finished(ctx) || r.renewable(ctx) }); err != nil {
			return Ending{}, err
		}
		switch {
		case r.ready():
			r.drain(ctx)
		case r.finished(ctx):
			return Ending{Outcome: r.state.Outcome()}, nil
		default:
			return Ending{}, r.renew(ctx)
		}
	}
}

// begin sets a run up. A release that is not loaded yet panics: the workflow
// task, not the case, fails and is tried again.
func (c *Cases) begin(in Input) *run {
	rel, err := c.Releases.Get(in.Release)
	if err != nil {
		panic(fmt.Sprintf("release %s of the case is not loaded: %v", in.Release, err))
	}
	r := &run{in: in, releases: c.Releases, release: rel, jobs: map[engine.Key]*job{}}
	if in.Carried == nil {
		r.state = calls.New()
		start := engine.Start{Variables: engine.Variables(in.Variables)}
		if in.Begins != nil {
			start.At, start.Trigger = in.Begins.Element, in.Begins.Trigger
		}
		r.arrivals.add(&arrival{event: start})
		return r
	}
	r.state, r.sequence, r.answered = in.Carried.State, in.Carried.Sequence, in.Carried.Answered
	return r
}

// ready tells whether there is something to step.
func (r *run) ready() bool { return r.alarm.rung || r.arrivals.any() }

// finished tells whether nothing is left to do or to answer.
func (r *run) finished(ctx workflow.Context) bool {
	return r.state.Ended() && r.sending == 0 && workflow.AllHandlersFinished(ctx)
}

// outgrown tells whether the case should go on in a new run, with an empty
// history or a newer version of the worker.
func (r *run) outgrown(ctx workflow.Context) bool {
	info := workflow.GetInfo(ctx)
	return info.GetContinueAsNewSuggested() || info.GetTargetWorkerDeploymentVersionChanged() ||
		r.in.MaxHistory > 0 && info.GetCurrentHistoryLength() >= r.in.MaxHistory
}

// renewable tells whether the case can go on in a new run now: it must rest,
// since a running service or an Update that waits belongs to this run. That it
// has outgrown this one is noted after a drain and not when it wakes, because
// what woke it may not have been taken up yet.
func (r *run) renewable(ctx workflow.Context) bool {
	return r.leave && !r.state.Ended() && len(r.jobs) == 0 && r.sending == 0 && r.messages.Len() == 0 && r.signals.Len() == 0 && workflow.AllHandlersFinished(ctx)
}

// renew continues the case as new. The new run may move to a newer version of
// the worker, where worker versioning is on: the old code is needed no longer.
func (r *run) renew(ctx workflow.Context) error {
	next := Input{Case: r.in.Case, Release: r.in.Release, MaxHistory: r.in.MaxHistory}
	next.Carried = &Carried{State: r.state, Sequence: r.sequence, Answered: r.answered}
	options := workflow.ContinueAsNewErrorOptions{InitialVersioningBehavior: workflow.ContinueAsNewVersioningBehaviorAutoUpgrade}
	return workflow.NewContinueAsNewErrorWithOptions(ctx, options, CaseName, next)
}
