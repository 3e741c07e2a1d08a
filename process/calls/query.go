package calls

import "handinhand/process/engine"

// Ended tells whether the case is over.
func (s State) Ended() bool { return s.Own.Ended() }

// Started tells whether the case has begun.
func (s State) Started() bool { return s.Own.Started() }

// Outcome is how the case's own process came out.
func (s State) Outcome() string { return s.Own.Outcome() }

// Task finds an open task.
func (s State) Task(key engine.Key) (engine.Task, bool) {
	number, local := split(key)
	i, ok := s.at(number)
	if !ok {
		return engine.Task{}, false
	}
	task, ok := s.part(i).Task(local)
	task.Key = key
	return task, ok
}

// Tasks are the open tasks.
func (s State) Tasks() []engine.Task {
	return gather(s, engine.State.Tasks, func(t *engine.Task) *engine.Key { return &t.Key })
}

// Timers are the armed timers.
func (s State) Timers() []engine.Timer {
	return gather(s, engine.State.Timers, func(t *engine.Timer) *engine.Key { return &t.Key })
}

// Subscriptions are the messages that the case waits for; their Instance is no key of the whole case.
func (s State) Subscriptions() []engine.Subscription {
	return gather(s, engine.State.Subscriptions, func(x *engine.Subscription) *engine.Key { return &x.Key })
}

// Listeners are the signals that the case waits for; their Instance is no key of the whole case.
func (s State) Listeners() []engine.Listener {
	return gather(s, engine.State.Listeners, func(l *engine.Listener) *engine.Key { return &l.Key })
}

// Incidents are the open incidents; their Instance is no key of the whole case.
func (s State) Incidents() []engine.Incident {
	return gather(s, engine.State.Incidents, func(i *engine.Incident) *engine.Key { return &i.Key })
}

// Running are all element instances. What stands at the top of a called process has the call activity as its Parent.
func (s State) Running() []engine.Running {
	out := s.Own.Running()
	for _, c := range s.Called {
		for _, r := range c.State.Running() {
			r.Key = whole(c.Number, r.Key)
			if r.Parent == 0 {
				r.Parent = c.By
			} else {
				r.Parent = whole(c.Number, r.Parent)
			}
			out = append(out, r)
		}
	}
	return out
}

// Tokens are those on the diagrams.
func (p Programs) Tokens(s State) []engine.Token {
	out := p.Own().Tokens(s.Own)
	for _, c := range s.Called {
		program, ok := p.Find(c.Process)
		if !ok {
			continue
		}
		for _, t := range program.Tokens(c.State) {
			out = append(out, engine.Token{Key: whole(c.Number, t.Key), Element: t.Element})
		}
	}
	return out
}

// gather asks each process of the case and makes the keys those of the whole case.
func gather[T any](s State, of func(engine.State) []T, key func(*T) *engine.Key) []T {
	out := of(s.Own)
	for _, c := range s.Called {
		for _, x := range of(c.State) {
			k := key(&x)
			*k = whole(c.Number, *k)
			out = append(out, x)
		}
	}
	return out
}
