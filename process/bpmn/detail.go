package bpmn

import (
	"strings"
	"time"

	"github.com/beevik/etree"
)

// details reads what stands inside a flow node: event definitions, loops, extensions.
func (p *processReader) details(x *etree.Element, e *Element) {
	if !runs[e.Kind] {
		return // refused as a whole
	}
	said := map[string]bool{}
	for _, c := range children(x) {
		switch {
		case said[c.Tag]:
		case strings.HasSuffix(c.Tag, "EventDefinition"):
			p.trigger(x, c, e)
		case c.Tag == "eventDefinitionRef":
			p.cannot(x, "unsupported-trigger", "The event refers to a shared event definition; give it its own.")
		case looping[c.Tag]:
			p.cannot(x, "unsupported-loop", "Steps that repeat (loop or multi-instance markers) are not executed yet; draw the way back as a flow.")
		case c.Tag == "script":
			if extension(x, ZeebeNS, "script") == nil {
				p.cannot(x, "unsupported-script", "The task holds program code, which is not executed; write it as a FEEL expression (zeebe:script).")
			}
		case explaining[c.Tag]:
		case notExecuted[c.Tag]:
			said[c.Tag] = true
			p.warn(x, "not-executed", "The %s of the element is kept, but has no effect when the process runs.", c.Tag)
		default:
			p.fail(x, "unknown-element", "BPMN 2.0 has no <%s> in a %s.", c.Tag, e.Kind)
		}
	}
	p.attributes(x, e)
	p.extensions(x, e)
	p.triggers(x, e)
}

// attributes refuses attributes that change how a node runs.
func (p *processReader) attributes(x *etree.Element, e *Element) {
	if truth(x, "isForCompensation", false) {
		p.cannot(x, "unsupported-compensation", "The step compensates another one, which is not executed yet.")
	}
	for _, attr := range []string{"startQuantity", "completionQuantity"} {
		if v := strings.TrimSpace(x.SelectAttrValue(attr, "1")); v != "1" {
			p.cannot(x, "unsupported-quantity", "The attribute %s is %q; only 1 is executed.", attr, v)
		}
	}
	if truth(x, "parallelMultiple", false) {
		p.cannot(x, "unsupported-trigger", "Parallel multiple events are not executed yet.")
	}
}

func (p *processReader) trigger(x, c *etree.Element, e *Element) {
	t := Trigger{Kind: TriggerKind(strings.TrimSuffix(c.Tag, "EventDefinition"))}
	switch t.Kind {
	case TimerTrigger:
		t.Timer = p.timer(x, c)
	case MessageTrigger:
		ref := local(c.SelectAttrValue("messageRef", ""))
		t.Message = p.messages[ref]
		switch {
		case ref == "":
			p.cannot(x, "message-missing", "The event does not say which message it is about (messageRef is missing).")
		case t.Message == nil:
			p.fail(x, "dangling-reference", "The event refers to the message %q, which the file does not have.", ref)
		case t.Message.Name == "":
			p.cannot(x, "message-without-name", "The message %q of the event has no name, so nobody can send it.", ref)
		}
	}
	e.Triggers = append(e.Triggers, t)
}

func (p *processReader) timer(x, c *etree.Element) *Timer {
	var found []*Timer
	for _, f := range children(c) {
		switch form := TimerForm(f.Tag); form {
		case TimeDate, TimeDuration, TimeCycle:
			found = append(found, &Timer{Form: form, Text: strings.TrimSpace(f.Text())})
		}
	}
	if len(found) != 1 || found[0].Text == "" {
		p.cannot(x, "timer-syntax", "The timer needs exactly one of a date, a duration or a cycle.")
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
		p.cannot(x, "timer-syntax", "The timer cannot be read: %v.", err)
	}
	return t
}

// triggers checks which event definitions an event of that place may have.
func (p *processReader) triggers(x *etree.Element, e *Element) {
	allowed := map[Kind]string{
		StartEvent: "", ThrowEvent: "", EndEvent: "terminate", CatchEvent: "timer message", BoundaryEvent: "timer message",
	}
	list, isEvent := allowed[e.Kind]
	if !isEvent {
		if len(e.Triggers) > 0 {
			p.fail(x, "unknown-element", "A %s cannot have an event definition.", e.Kind)
		}
		return
	}
	if len(e.Triggers) > 1 {
		p.cannot(x, "unsupported-trigger", "The event has %d triggers; events with several triggers are not executed yet.", len(e.Triggers))
	}
	ok := words(list)
	for _, t := range e.Triggers {
		if !ok[string(t.Kind)] {
			p.cannot(x, "unsupported-trigger", "A %s with a %s trigger is not executed yet.", e.Kind, t.Kind)
		}
	}
	if len(e.Triggers) == 0 && (e.Kind == CatchEvent || e.Kind == BoundaryEvent) && child(x, "eventDefinitionRef") == nil {
		p.cannot(x, "event-without-trigger", "The event waits for nothing: give it a timer or a message.")
	}
}
