package workflows

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"go.temporal.io/sdk/workflow"

	"handinhand/models"
	"handinhand/process/calls"
	"handinhand/process/engine"
)

// listenToOperators registers what is done to a running case by hand. All of it is
// tried on a copy first: what cannot be done costs no history.
func (r *run) listenToOperators(ctx workflow.Context) error {
	for _, h := range []struct {
		name, about   string
		handler, asks any
	}{
		{ModifyName, "An operator changes the case by hand.", r.modify, r.mayModify},
		{MigrateName, "An operator takes the case over to another release.", r.moveOver, r.mayMoveOver},
		{ChooseName, "Somebody chooses a step of an ad-hoc sub-process.", r.choose, r.mayChoose},
		{RaiseName, "Who has a task raises an error or an escalation.", r.raise, r.mayRaise},
	} {
		err := workflow.SetUpdateHandlerWithOptions(ctx, h.name, h.handler, workflow.UpdateHandlerOptions{Validator: h.asks, Description: h.about})
		if err != nil {
			return err
		}
	}
	if err := workflow.SetQueryHandler(ctx, SwitchesQuery, r.switches); err != nil {
		return err
	}
	return workflow.SetQueryHandler(ctx, TryMoveQuery, func(in MigrateCase) (engine.Migration, error) {
		if r.state.Ended() || !r.state.Started() {
			return engine.Migration{}, refuse(models.KindClosed, "only a running case can be migrated")
		}
		if _, err := r.releases.Get(in.Release); err != nil {
			return engine.Migration{}, notYet()
		}
		_, report, err := r.tryMove(in, workflow.Now(ctx).UTC())
		return report, err
	})
}

// switches are the variables of the case that are about nobody, and no others: nothing
// of a person leaves the case for a page.
func (r *run) switches() (Variables, error) {
	out, all := Variables{}, r.state.Own.Variables()
	for _, name := range r.release.OfNobody() {
		if value, set := all[name]; set {
			out[name] = value
		}
	}
	return out, nil
}

func notYet() error {
	return refuse(models.KindUnavailable, "the worker does not have the release yet: try again")
}

func (m ModifyCase) event() engine.Modify {
	var e engine.Modify
	for _, s := range m.Set {
		e.Set = append(e.Set, engine.Assignment{Scope: engine.Key(s.Scope), Variables: engine.Variables(s.Variables)})
	}
	for _, b := range m.Begin {
		e.Begin = append(e.Begin, engine.Activation{Element: b.Element, Scope: engine.Key(b.Scope)})
	}
	for _, key := range m.Cancel {
		e.Cancel = append(e.Cancel, engine.Key(key))
	}
	return e
}

// tried is what an event would lead to; the error is the refusal of its Update.
func (r *run) tried(ctx workflow.Context, e engine.Event) (calls.State, error) {
	next, _, err := calls.Step(r.release.Programs, r.state, e, workflow.Now(ctx).UTC())
	var rejected *engine.Rejected
	switch {
	case errors.As(err, &rejected) && rejected.Reason != engine.RejectInvalid:
		return next, refuse(models.KindClosed, rejected.Message)
	case err != nil:
		return next, refuse(models.KindInvalid, err.Error())
	}
	return next, nil
}

func (r *run) mayModify(ctx workflow.Context, in ModifyCase) error {
	if _, known := r.before(ctx); known {
		return nil
	}
	if len(in.Set)+len(in.Begin)+len(in.Cancel) == 0 {
		return refuse(models.KindInvalid, "a modification changes something")
	}
	next, err := r.tried(ctx, in.event())
	if in.Discard {
		return mayDiscard(next, err)
	}
	if err == nil && next.Ended() && next.Outcome() == "" && r.named() {
		return refuse(models.KindInvalid, "the case would end without an outcome: begin another step with it, for example an end event that names one")
	}
	if err != nil && !r.state.Ended() {
		return refuse(models.KindInvalid, cause(err)) // whatever is wrong is wrong in the request
	}
	return err
}

// mayDiscard refuses to end a case that goes on all the same: what the applicant saw of
// it is no longer true.
func mayDiscard(next calls.State, err error) error {
	if err == nil && !next.Ended() {
		return refuse(models.KindClosed, "the case has gone on meanwhile")
	}
	return err
}

// named tells whether cases of the release end with an outcome.
func (r *run) named() bool {
	for _, e := range r.release.Elements() {
		if e.Ext.Outcome != "" {
			return true
		}
	}
	return false
}

func (r *run) modify(ctx workflow.Context, in ModifyCase) (Done, error) {
	return r.answer(ctx, &arrival{event: in.event(), doer: in.Doer, set: in.Answers, discard: in.Discard})
}

func (in ChooseStep) event() engine.Event {
	return engine.ChooseStep{Scope: engine.Key(in.Scope), Element: in.Element}
}

func (r *run) mayChoose(ctx workflow.Context, in ChooseStep) error {
	if _, known := r.before(ctx); known {
		return nil
	}
	_, err := r.tried(ctx, in.event())
	return err
}

func (r *run) choose(ctx workflow.Context, in ChooseStep) (Done, error) {
	return r.answer(ctx, &arrival{event: in.event(), doer: in.Doer})
}

func (in Raise) event() engine.Event {
	if in.Escalation {
		return engine.RaiseEscalation{Key: engine.Key(in.Task), Code: in.Code}
	}
	return engine.RaiseError{Key: engine.Key(in.Task), Code: in.Code}
}

func (r *run) mayRaise(ctx workflow.Context, in Raise) error {
	if _, known := r.before(ctx); known {
		return nil
	}
	if _, open := r.state.Task(engine.Key(in.Task)); !open || r.arrivals.completes(engine.Key(in.Task)) {
		return refuse(models.KindClosed, "the task is not open")
	}
	_, err := r.tried(ctx, in.event())
	return err
}

func (r *run) raise(ctx workflow.Context, in Raise) (Done, error) {
	return r.answer(ctx, &arrival{event: in.event(), doer: in.Doer})
}

func (r *run) mayMoveOver(ctx workflow.Context, in MigrateCase) error {
	if _, known := r.before(ctx); known {
		return nil
	}
	if _, err := r.releases.Get(in.Release); err != nil {
		return notYet()
	}
	if in.Release == r.in.Release {
		return refuse(models.KindClosed, "the case runs under this release already")
	}
	_, err := r.moved(in, workflow.Now(ctx).UTC())
	return err
}

func (r *run) moveOver(ctx workflow.Context, in MigrateCase) (Done, error) {
	return r.answer(ctx, &arrival{move: &in, doer: in.Doer})
}

// moved is the case under another release, and what follows from that.
type moved struct {
	state    calls.State
	commands []engine.Command
}

// tryMove tries a migration on a copy. The report tells what cannot move and why.
func (r *run) tryMove(in MigrateCase, now time.Time) (moved, engine.Migration, error) {
	target, err := r.releases.Get(in.Release)
	if err != nil {
		panic(fmt.Sprintf("release %s that the case goes over to is not loaded: %v", in.Release, err))
	}
	plan := engine.Plan{Elements: in.Elements, Recompute: in.Recompute}
	state, commands, report, err := calls.Migrate(r.release.Programs, target.Programs, r.state, plan, now)
	if err != nil {
		return moved{}, report, refuse(models.KindClosed, err.Error())
	}
	for _, t := range r.state.Tasks() {
		if to, named := in.Elements[t.Element]; named && to != t.Element {
			continue // the task is opened anew, for whoever the new lane belongs to
		}
		old, now := roleOf(r.release, t.Element), roleOf(target, t.Element)
		if old != now && now != "" {
			report.Stuck = append(report.Stuck, engine.Stuck{Key: t.Key, Element: t.Element, Code: "other-lane", With: []string{string(old), string(now)},
				Reason: fmt.Sprintf("the open task is in the lane of %q and would be in that of %q: finish it first, or cancel it and begin it anew afterwards", old, now)})
		}
	}
	return moved{state, commands}, report, nil
}

// moved is a migration that must succeed. The error names what cannot move and why.
func (r *run) moved(in MigrateCase, now time.Time) (moved, error) {
	to, report, err := r.tryMove(in, now)
	if err != nil {
		return moved{}, err
	}
	if len(report.Stuck) > 0 {
		var why []string
		for _, s := range report.Stuck {
			why = append(why, s.Element+": "+s.Reason)
		}
		return moved{}, refuse(models.KindInvalid, strings.Join(why, "; "))
	}
	return to, nil
}

// migrate takes the case over to another release. It is done between two events,
// so that no token is under way; services that run go on and find their token.
func (r *run) migrate(b *batch, in MigrateCase, now time.Time) error {
	to, err := r.moved(in, now)
	if err != nil {
		return err
	}
	r.state, r.in.Release = to.state, in.Release
	r.release, _ = r.releases.Get(in.Release)
	b.release, b.burst.Release, b.changed = r.release, in.Release, true
	b.burst.Bindings = append(b.burst.Bindings, in.Bindings...)
	for _, c := range to.commands {
		b.add(c, nil)
	}
	for _, t := range r.state.Tasks() {
		b.lendAgain(t)
	}
	return nil
}
