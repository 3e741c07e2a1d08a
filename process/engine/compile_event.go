package engine

import (
	"strings"
	"time"

	"handinhand/process/bpmn"
)

// compileTriggers reads what a catching event waits for.
func compileTriggers(c *compiler, n *node, e *bpmn.Element) {
	for _, t := range e.Triggers {
		n.triggers = append(n.triggers, c.trigger(e, t))
	}
	switch {
	case e.Kind == bpmn.StartEvent:
		return // it is entered when it has happened
	case e.Trigger(bpmn.LinkTrigger) != nil:
		n.do = &passing
		return
	}
	n.plain = false
	if len(n.triggers) == 0 {
		c.report(e.ID, e.Name, "event-definitions", "The event waits for nothing: it needs a trigger.")
	}
}

// compileThrow reads what a throwing event throws. One that throws nothing lets its token pass.
func compileThrow(c *compiler, n *node, e *bpmn.Element) {
	if e.Ext.Service != nil {
		c.service(n, e)
		n.plain = false
		return
	}
	for _, t := range e.Triggers {
		if t.Kind == bpmn.TerminateTrigger {
			n.terminates = true
			continue
		}
		n.triggers = append(n.triggers, c.trigger(e, t))
	}
	if len(n.triggers) == 0 {
		n.do = &passing
		return
	}
	n.plain = false
}

func compileSend(c *compiler, n *node, e *bpmn.Element) {
	if e.Ext.Service != nil {
		c.service(n, e)
		return
	}
	m := operationMessage(e)
	if m == nil {
		c.report(e.ID, e.Name, "message-missing", "The send task does not say which message to send.")
		return
	}
	n.send = c.message(e, m)
}

// operationMessage is the message of a send or receive task, also where its operation names it.
func operationMessage(e *bpmn.Element) *bpmn.Message {
	if e.Message == nil && e.Operation != nil {
		return e.Operation.In
	}
	return e.Message
}

func compileReceive(c *compiler, n *node, e *bpmn.Element) {
	m := operationMessage(e)
	if m == nil {
		c.report(e.ID, e.Name, "message-missing", "The receive task does not say which message it waits for.")
		return
	}
	n.triggers = []trigger{{kind: bpmn.MessageTrigger, message: c.message(e, m), link: -1, activity: -1}}
}

func (c *compiler) message(e *bpmn.Element, m *bpmn.Message) *message {
	return &message{name: c.text(e, m.Name), key: c.expression(e.ID, e.Name, m.CorrelationKey)}
}

func (c *compiler) trigger(e *bpmn.Element, t bpmn.Trigger) trigger {
	out := trigger{kind: t.Kind, link: -1, activity: -1}
	switch t.Kind {
	case bpmn.TimerTrigger:
		if t.Timer != nil {
			out.timer = c.timing(e, t.Timer.Form, t.Timer.Text)
		}
		if out.timer == nil {
			c.report(e.ID, e.Name, "timer-syntax", "The timer needs a date, a duration or a cycle.")
		}
	case bpmn.MessageTrigger:
		m := t.Message
		if m == nil && t.Operation != nil {
			m = t.Operation.In
		}
		if m == nil {
			c.report(e.ID, e.Name, "message-missing", "The event does not say which message it is about.")
			break
		}
		out.message = c.message(e, m)
	case bpmn.SignalTrigger:
		if t.Signal == nil {
			c.report(e.ID, e.Name, "signal-missing", "The event does not say which signal it is about.")
			break
		}
		out.signal = c.text(e, t.Signal.Name)
	case bpmn.ErrorTrigger:
		if t.Error != nil {
			out.code = c.text(e, t.Error.Code)
		}
	case bpmn.EscalationTrigger:
		if t.Escalation != nil {
			out.code = c.text(e, t.Escalation.Code)
		}
	case bpmn.ConditionalTrigger:
		if out.condition = c.expression(e.ID, e.Name, t.Condition); out.condition == nil {
			c.report(e.ID, e.Name, "condition-missing", "The event does not say on which condition it happens.")
		}
	case bpmn.LinkTrigger:
		if t.LinkTarget != nil {
			out.link = t.LinkTarget.Index
		}
	case bpmn.CompensationTrigger:
		out.detached = !t.Wait
		if t.Activity != nil {
			out.activity = t.Activity.Index
		}
	}
	return out
}

// timing compiles the text of a timer or a due date; nil for an empty text.
func (c *compiler) timing(e *bpmn.Element, form bpmn.TimerForm, s string) *timing {
	if s == "" {
		return nil
	}
	if strings.HasPrefix(s, "=") {
		return &timing{form: form, source: c.expression(e.ID, e.Name, s)}
	}
	t, err := parseTiming(form, s, time.UTC)
	if err != nil {
		c.report(e.ID, e.Name, "timer-syntax", "The timer cannot be read: %v.", err)
	}
	return &t
}
