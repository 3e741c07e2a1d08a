package world

import (
	"maps"
	"slices"

	"handinhand/process/engine"
)

// step gives an event to a case and carries out what follows.
func (w *World) step(c *Case, e engine.Event) error {
	state, commands, err := engine.Step(c.Program, c.State, e, w.Now)
	if err != nil {
		return err
	}
	c.State = state
	for _, command := range commands {
		if w.Watch != nil {
			w.Watch(c, command)
		}
		if err := w.carry(c, command); err != nil {
			return err
		}
	}
	return nil
}

// carry carries a command out.
func (w *World) carry(c *Case, command engine.Command) error {
	switch command := command.(type) {
	case engine.CallService:
		w.serve(c, command)
	case engine.CancelService:
		w.later = slices.DeleteFunc(w.later, func(a answer) bool { return a.to == c && a.job == command.Job })
	case engine.Subscribe:
		w.unbox()
	case engine.SendMessage:
		w.todo = append(w.todo, delivery{message: &command})
	case engine.Broadcast:
		w.broadcast(c, command.Signal, command.Variables)
	case engine.StartChild:
		return w.call(c, command)
	case engine.CancelChild:
		if child := c.children[command.Child]; child != nil {
			child.Parent = nil
			delete(c.children, command.Child)
			w.todo = append(w.todo, delivery{to: child, event: engine.Modify{Cancel: []engine.Key{child.State.Running()[0].Key}}})
		}
	case engine.Escalate:
		if c.Parent != nil {
			w.todo = append(w.todo, delivery{to: c.Parent, event: engine.EscalateChild{Child: c.caller, Code: command.Code, Variables: command.Variables}})
		}
	case engine.EndCase:
		c.Fault = command.Error
		w.returns(c)
	}
	return nil
}

// serve runs a service.
func (w *World) serve(c *Case, call engine.CallService) {
	var a Answer
	if w.Services != nil {
		a = w.Services(c, call)
	}
	var e engine.Event = engine.FinishService{Job: call.Job, Variables: a.Variables}
	switch {
	case a.Error != "":
		e = engine.RaiseError{Key: call.Job, Code: a.Error, Variables: a.Variables}
	case a.Failure != "":
		e = engine.FailService{Job: call.Job, Cause: a.Failure, Attempts: max(call.Retries, 1)}
	}
	d := delivery{to: c, event: e}
	if a.After > 0 {
		w.later = append(w.later, answer{d, call.Job, w.Now.Add(a.After)})
		return
	}
	w.todo = append(w.todo, d)
}

// call starts a called case. A process that is not there fails the call.
func (w *World) call(c *Case, start engine.StartChild) error {
	p, ok := w.Program(start.Process)
	if !ok {
		missing := &engine.Fault{Code: "no-such-process"}
		w.todo = append(w.todo, delivery{to: c, event: engine.FinishChild{Child: start.Child, Error: missing}})
		return nil
	}
	if len(w.Cases) >= maxCases {
		return errTooMany
	}
	child := w.New(p)
	child.Parent, child.CalledAt, child.caller = c, start.Element, start.Child
	c.children[start.Child] = child
	w.todo = append(w.todo, delivery{to: child, event: engine.Start{Variables: start.Variables, Called: true}})
	return nil
}

// returns brings the end of a called case to its caller.
func (w *World) returns(c *Case) {
	if c.Parent == nil {
		return
	}
	delete(c.Parent.children, c.caller)
	end := engine.FinishChild{Child: c.caller, Variables: maps.Clone(c.State.Variables()), Error: c.Fault}
	w.todo = append(w.todo, delivery{to: c.Parent, event: end})
}

// post gives a message to the oldest case that waits for it, else to the first process that it begins.
func (w *World) post(m engine.SendMessage) (taken bool, err error) {
	for _, c := range w.Cases {
		for _, s := range c.State.Subscriptions() {
			if s.Message == m.Message && (s.CorrelationKey == "" || s.CorrelationKey == m.CorrelationKey) {
				e := engine.Deliver{Message: m.Message, CorrelationKey: m.CorrelationKey, Variables: m.Variables}
				err := w.step(c, e)
				return !rejected(err), err
			}
		}
	}
	for _, p := range w.programs {
		for _, b := range p.Beginnings() {
			if b.Message == m.Message && b.Message != "" {
				_, err := w.begin(p, engine.Start{Variables: m.Variables, At: b.Element, Trigger: b.Trigger})
				return err == nil, err
			}
		}
	}
	return false, nil
}

// unbox sends the messages that nobody waited for anew.
func (w *World) unbox() {
	for _, m := range w.mail {
		w.todo = append(w.todo, delivery{message: &m})
	}
	w.mail = nil
}

// broadcast gives a signal to every case that waits for it but the one that threw it, and begins cases.
func (w *World) broadcast(from *Case, name string, variables engine.Variables) {
	for _, c := range w.Cases {
		if c != from && slices.ContainsFunc(c.State.Listeners(), func(l engine.Listener) bool { return l.Signal == name }) {
			w.todo = append(w.todo, delivery{to: c, event: engine.Signal{Signal: name, Variables: variables}})
		}
	}
	for _, p := range w.programs {
		for _, b := range p.Beginnings() {
			if b.Signal == name && name != "" {
				w.todo = append(w.todo, delivery{to: w.New(p), event: engine.Start{Variables: variables, At: b.Element, Trigger: b.Trigger}})
			}
		}
	}
}
