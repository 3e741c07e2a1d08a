package release

import (
	"strings"
	"time"

	"handinhand/process/bpmn"
	"handinhand/process/engine"
	"handinhand/process/finding"
)

// Beginning is one way in which a case begins without a person: a message, a signal or a timer of a start event.
type Beginning struct {
	engine.Beginning
	Role string // of the lane that the event stands in
}

// Beginnings are all of them, in document order.
func (r *Release) Beginnings() []Beginning {
	var all []Beginning
	for _, b := range r.Programs.Own().Beginnings() {
		e, _ := r.Definition.Element(b.Element)
		all = append(all, Beginning{b, e.Role()})
	}
	return all
}

// ByHand tells whether a person can begin a case.
func (r *Release) ByHand() bool { return r.Programs.Own().ByHand() && r.hasApplicant() }

func (r *Release) hasApplicant() bool {
	for _, role := range r.Roles() {
		if role.Name == RoleApplicant {
			return true
		}
	}
	return false
}

// nobodys tells whether the cases of the process are about nobody: only timers begin them, and it declares no item.
func (l *loader) nobodys() bool {
	if len(l.release.Data.Items) > 0 || len(l.release.Programs) == 0 {
		return false
	}
	begins := l.release.Beginnings()
	for _, b := range begins {
		if b.Kind != bpmn.TimerTrigger {
			return false
		}
	}
	return len(begins) > 0 && !l.release.Programs.Own().ByHand()
}

// checkBeginnings refuses what nobody could begin a case by.
func (l *loader) checkBeginnings() {
	if len(l.release.Programs) == 0 {
		return
	}
	for _, b := range l.release.Beginnings() {
		e, _ := l.release.Definition.Element(b.Element)
		switch b.Kind {
		case bpmn.ConditionalTrigger:
			l.onElement(e, "conditional-start", "no case can begin by a condition: outside of a case there are no data that could come to fulfil it. Begin the case by hand, by a message or by a timer, and wait for the condition inside")
		case bpmn.MessageTrigger, bpmn.SignalTrigger:
			if b.Message+b.Signal == "" {
				l.onElement(e, "start-name", "the name of the message or signal that begins a case must stand there: no variable is there yet that it could be made of")
			}
		case bpmn.TimerTrigger:
			l.checkTimerStart(e, b)
		}
	}
}

func (l *loader) checkTimerStart(e *bpmn.Element, b Beginning) {
	if l.release.hasApplicant() {
		l.onElement(e, "timer-start-person", "the timer would begin a case of nobody, but the process has an applicant. Begin it by a message or signal from the applicant's case, or wait for the time inside of a case; a process that a timer begins has no applicant's lane and no items in data.yaml")
	}
	if strings.HasPrefix(b.Timer, "=") {
		l.onElement(e, "timer-start-expression", "a timer that begins a case must say a fixed date, duration or cycle: no variable is there yet that an expression could be about")
		return
	}
	if _, err := b.Schedule(time.Unix(0, 0).UTC()); err != nil {
		l.onElement(e, "timer-start", "%v", err)
	}
}

// Schedule is when a timer begins cases. Times is how often, -1 without end.
type Schedule struct {
	First time.Time
	Every bpmn.Span // zero for once
	Times int
}

// Schedule is that of a timer in a release that is the current one since then. A cycle without a beginning of its own
// fires first one period later, as a duration does.
func (b Beginning) Schedule(since time.Time) (Schedule, error) {
	switch form := b.Form; {
	case form == bpmn.TimeCycle:
		c, err := bpmn.ParseCycle(b.Timer)
		if err != nil {
			return Schedule{}, err
		}
		if c.Every.Exact%time.Second != 0 {
			return Schedule{}, finding.Reason("the period of %q is no whole number of seconds, which is the least that cases begin in", b.Timer)
		}
		if c.Start.IsZero() {
			c.Start = c.Every.After(since)
		}
		return Schedule{c.Start.UTC(), c.Every, c.Times}, nil
	case form == bpmn.TimeDuration:
		span, err := bpmn.ParseSpan(b.Timer)
		return Schedule{First: span.After(since).UTC(), Times: 1}, err
	}
	at, err := bpmn.ParseMoment(b.Timer, time.UTC)
	return Schedule{First: at.UTC(), Times: 1}, err
}
