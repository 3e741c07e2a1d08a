package bpmn

import (
	"strings"
	"time"

	"github.com/beevik/etree"
)

// trigger reads an event definition c that the element x uses.
func (p *processReader) trigger(x, c *etree.Element) Trigger {
	t := Trigger{ID: id(c), Kind: TriggerKind(strings.TrimSuffix(c.Tag, "EventDefinition"))}
	switch t.Kind {
	case TimerTrigger:
		t.Timer = p.timer(x, c)
	case MessageTrigger:
		if c.SelectAttrValue("messageRef", "") == "" {
			p.cannot(x, "message-missing", "The event does not say which message it is about (messageRef is missing).")
		}
		t.Message = resolve(c.SelectAttrValue("messageRef", ""), p.messages)
		t.Operation = resolve(text(child(c, "operationRef")), p.roots.operations)
		if t.Message != nil && t.Message.Name == "" {
			p.cannot(x, "message-without-name", "The message %q of the event has no name, so nobody can send it.", t.Message.ID)
		}
	case SignalTrigger:
		if c.SelectAttrValue("signalRef", "") == "" {
			p.cannot(x, "signal-missing", "The event does not say which signal it is about (signalRef is missing).")
		}
		t.Signal = resolve(c.SelectAttrValue("signalRef", ""), p.signals)
	case ErrorTrigger:
		t.Error = resolve(c.SelectAttrValue("errorRef", ""), p.errors)
	case EscalationTrigger:
		t.Escalation = resolve(c.SelectAttrValue("escalationRef", ""), p.escalations)
	case ConditionalTrigger:
		if t.Condition = text(child(c, "condition")); t.Condition == "" {
			p.cannot(x, "condition-empty", "The event does not say which condition it waits for.")
		}
		p.feel(x, "condition", t.Condition)
	case LinkTrigger:
		t.Link = name(c)
	case CompensationTrigger:
		t.Wait = truth(c, "waitForCompletion", true)
		t.Activity = p.def.elements[local(c.SelectAttrValue("activityRef", ""))]
	}
	return t
}

// shared reads an event definition that stands at the top of the file.
func (p *processReader) shared(x, ref *etree.Element) (Trigger, bool) {
	c := resolve(ref.Text(), p.events)
	if c == nil {
		if strings.HasSuffix(p.ids[local(ref.Text())], "EventDefinition") {
			p.fail(x, "event-definition-shared", "The event refers to the event definition %q, which belongs to another event; shared ones stand at the top of the file.", local(ref.Text()))
		}
		return Trigger{}, false
	}
	t := p.trigger(x, c)
	t.Shared = true
	return t, true
}

func (p *processReader) timer(x, c *etree.Element) *Timer {
	var found []*Timer
	for _, f := range children(c) {
		switch form := TimerForm(f.Tag); form {
		case TimeDate, TimeDuration, TimeCycle:
			found = append(found, &Timer{Form: form, Text: strings.TrimSpace(f.Text())})
		}
	}
	if len(found) > 1 {
		p.fail(x, "timer-twice", "The timer has more than one of a date, a duration and a cycle; only one may stand there.")
	}
	if len(found) == 0 || found[0].Text == "" {
		p.cannot(x, "timer-missing", "The timer does not say when: it needs a date, a duration or a cycle.")
		return &Timer{}
	}
	t := found[0]
	if strings.HasPrefix(t.Text, "=") {
		p.feel(x, "timer", t.Text)
		return t
	}
	var err error
	switch t.Form {
	case TimeDate:
		_, err = ParseMoment(t.Text, time.UTC)
	case TimeDuration:
		_, err = ParseSpan(t.Text)
	case TimeCycle:
		_, err = ParseCycle(t.Text)
	}
	if err != nil {
		p.fail(x, "timer-syntax", "The timer cannot be read: %v.", err)
	}
	return t
}

// links joins each throwing link event to the catching one of that name in the same scope.
func (p *processReader) links(s *Scope) {
	for _, e := range s.Elements {
		t := e.Trigger(LinkTrigger)
		if e.Kind != ThrowEvent || t == nil {
			continue
		}
		for _, to := range s.Elements {
			if to.linkTarget() && to.Trigger(LinkTrigger).Link == t.Link {
				t.LinkTarget = to
				break
			}
		}
	}
}

// handlers finds what compensates an activity: the end of an association from the compensation event on its boundary.
func (p *processReader) handlers() {
	for _, a := range p.associations() {
		from, to := p.def.elements[a.Source], p.def.elements[a.Target]
		if from != nil && to != nil && to.Kind == BoundaryEvent {
			from, to = to, from
		}
		if from == nil || to == nil || from.Kind != BoundaryEvent || from.AttachedTo == nil || from.Trigger(CompensationTrigger) == nil || !to.IsActivity() {
			continue
		}
		if from.AttachedTo.Compensation == nil {
			from.AttachedTo.Compensation = to
		}
	}
}
