package workflows

import (
	"fmt"
	"strings"
	"time"

	"go.temporal.io/sdk/workflow"

	"handinhand/models"
	"handinhand/process/calls"
	"handinhand/process/engine"
)

// listenToOperators registers what operators can do to a running case. Both are
// tried on a copy first: what cannot be done costs no history.
func (r *run) listenToOperators(ctx workflow.Context) error {
	err := workflow.SetUpdateHandlerWithOptions(ctx, ModifyName, r.modify,
		workflow.UpdateHandlerOptions{Validator: r.mayModify, Description: "An operator changes the case by hand."})
	if err != nil {
		return err
	}
	return workflow.SetUpdateHandlerWithOptions(ctx, MigrateName, r.moveOver,
		workflow.UpdateHandlerOptions{Validator: r.mayMoveOver, Description: "An operator takes the case over to another release."})
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

func (r *run) mayModify(ctx workflow.Context, in ModifyCase) error {
	if _, known := r.before(ctx); known {
		return nil
	}
	if len(in.Set)+len(in.Begin)+len(in.Cancel) == 0 {
		return refuse(models.KindInvalid, "a modification changes something")
	}
	if _, _, err := calls.Step(r.release.Programs, r.state, in.event(), workflow.Now(ctx).UTC()); err != nil {
		return refuse(models.KindInvalid, err.Error())
	}
	return nil
}

func (r *run) modify(ctx workflow.Context, in ModifyCase) (Done, error) {
	return r.answer(ctx, &arrival{event: in.event()})
}

func (r *run) mayMoveOver(ctx workflow.Context, in MigrateCase) error {
	if _, known := r.before(ctx); known {
		return nil
	}
	if _, err := r.releases.Get(in.Release); err != nil {
		return refuse(models.KindUnavailable, "the worker does not have the release yet: try again")
	}
	_, err := r.moved(in, workflow.Now(ctx).UTC())
	return err
}

func (r *run) moveOver(ctx workflow.Context, in MigrateCase) (Done, error) {
	return r.answer(ctx, &arrival{move: &in})
}

// moved is the case under another release, and what follows from that.
type moved struct {
	state    calls.State
	commands []engine.Command
}

// moved tries a migration. The error tells what cannot move and why.
func (r *run) moved(in MigrateCase, now time.Time) (moved, error) {
	target, err := r.releases.Get(in.Release)
	if err != nil {
		panic(fmt.Sprintf("release %s that the case goes over to is not loaded: %v", in.Release, err))
	}
	plan := engine.Plan{Elements: in.Elements, Recompute: in.Recompute}
	state, commands, report, err := calls.Migrate(r.release.Programs, target.Programs, r.state, plan, now)
	if err != nil {
		return moved{}, refuse(models.KindClosed, err.Error())
	}
	if len(report.Stuck) > 0 {
		var why []string
		for _, s := range report.Stuck {
			why = append(why, s.Element+": "+s.Reason)
		}
		return moved{}, refuse(models.KindInvalid, strings.Join(why, "; "))
	}
	return moved{state, commands}, nil
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
	for _, c := range to.commands {
		b.add(c, nil)
	}
	return nil
}
