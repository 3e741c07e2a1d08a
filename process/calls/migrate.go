package calls

import (
	"slices"
	"time"

	"handinhand/process/engine"
)

// Migrate takes a case over to the processes of another release, its called ones with it: all of them, or none. A called
// process goes to the one of the same id, or to the one that the plan names for it. The rest is as of engine.Migrate.
func Migrate(from, to Programs, s State, plan engine.Plan, now time.Time) (State, []engine.Command, engine.Migration, error) {
	own, commands, report, err := engine.Migrate(from.Own(), to.Own(), s.Own, plan, now)
	if err != nil {
		return s, nil, report, err
	}
	next := State{Own: own, Called: slices.Clone(s.Called), Last: s.Last}
	w := &walk{programs: to, state: next, now: now}
	for _, c := range commands {
		w.carry(0, c)
	}
	for _, c := range s.Called {
		if err := w.move(from, c, plan, &report); err != nil {
			return s, nil, report, err
		}
	}
	if len(report.Stuck) > 0 {
		return s, nil, report, nil
	}
	for len(w.todo) > 0 {
		d := w.todo[0]
		w.todo = w.todo[1:]
		if err := w.follow(d); err != nil {
			return s, nil, report, err
		}
	}
	if w.end != nil {
		w.commands = append(w.commands, *w.end)
	}
	return w.state, w.commands, report, nil
}

// move takes one called process over and adds to the report what becomes of it.
func (w *walk) move(from Programs, c Called, plan engine.Plan, report *engine.Migration) error {
	process := c.Process
	if named, ok := plan.Elements[process]; ok {
		process = named
	}
	old, known := from.Find(c.Process)
	program, ok := w.programs.Find(process)
	i, running := w.state.at(c.Number)
	switch {
	case !running:
		return nil // what the caller's own move has ended
	case !known || !ok:
		report.Stuck = append(report.Stuck, engine.Stuck{Key: c.By, Element: c.Process,
			Code: "no-process", Reason: "the new release has no such process: map it to another one, or end the call first"})
		return nil
	}
	state, commands, moved, err := engine.Migrate(old, program, c.State, plan, w.now)
	if err != nil {
		return err
	}
	report.Armed, report.Dropped = append(report.Armed, moved.Armed...), append(report.Dropped, moved.Dropped...)
	for _, m := range moved.Moved {
		m.Key = whole(c.Number, m.Key)
		report.Moved = append(report.Moved, m)
	}
	for _, m := range moved.Stuck {
		m.Key = whole(c.Number, m.Key)
		report.Stuck = append(report.Stuck, m)
	}
	w.state.Called[i].State, w.state.Called[i].Process = state, process
	for _, x := range commands {
		w.carry(c.Number, x)
	}
	return nil
}
