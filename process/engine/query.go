package engine

// Tasks are the open tasks, oldest first.
func (s State) Tasks() []Task {
	var out []Task
	for _, in := range s.memory.Instances {
		if in.Work == workTask && in.Stage == stageActive {
			out = append(out, Task{in.Key, in.Element})
		}
	}
	return out
}

// Task finds an open task.
func (s State) Task(key Key) (Task, bool) {
	in := s.memory.instance(key)
	if in == nil || in.Work != workTask || in.Stage != stageActive {
		return Task{}, false
	}
	return Task{in.Key, in.Element}, true
}

// Timers are the armed timers, oldest first (not by due time).
func (s State) Timers() []Timer {
	var out []Timer
	for _, t := range s.memory.Timers {
		out = append(out, Timer{t.Key, t.Element, t.Due})
	}
	return out
}

// Jobs are the services that run, oldest first: for a shell that has to call them again (Program.Call).
func (s State) Jobs() []Job {
	var out []Job
	for _, in := range s.memory.Instances {
		if in.Work == workJob && in.Stage == stageActive {
			out = append(out, Job{in.Key, in.Element})
		}
	}
	return out
}

// Subscriptions are the messages that the case waits for, oldest first.
func (s State) Subscriptions() []Subscription {
	return append([]Subscription(nil), s.memory.Subscriptions...)
}

// Incidents are the open incidents, oldest first.
func (s State) Incidents() []Incident { return append([]Incident(nil), s.memory.Incidents...) }

// Ended tells whether the case is over.
func (s State) Ended() bool { return s.memory.Phase == phaseEnded }

// Started tells whether Start has been taken.
func (s State) Started() bool { return s.memory.Phase != phaseNew }

// Outcome is that of the last end event reached that names one.
func (s State) Outcome() string { return s.memory.Outcome }

// Variables are the case's variables. The caller must not change them.
func (s State) Variables() Variables {
	if len(s.memory.Instances) > 0 {
		return s.memory.Instances[0].Variables
	}
	return nil
}

// Token is one on the diagram: at an element where the case rests, or at a join that waits for others.
type Token struct {
	Key     Key
	Element string
}

// Tokens are what the Enter commands so far have put on the diagram and no Leave has taken away.
func (p *Program) Tokens(s State) []Token {
	var out []Token
	for _, in := range s.memory.Instances {
		if in.Shown {
			out = append(out, Token{in.Key, in.Element})
		}
	}
	for _, t := range s.memory.Tokens {
		out = append(out, Token{t.Key, p.targetOf(t.Flow)})
	}
	return out
}
