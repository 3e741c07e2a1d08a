package engine

import (
	"maps"
	"slices"
	"time"
)

// Job is a service that runs. Program.Call gives it as it was called.
type Job struct {
	Key     Key
	Element string
}

// Task is an open task.
type Task struct {
	Key     Key
	Element string
}

// Timer is an armed timer.
type Timer struct {
	Key     Key
	Element string
	Due     time.Time
}

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

// Listeners are the signals that the case waits for, oldest first.
func (s State) Listeners() []Listener { return append([]Listener(nil), s.memory.Listeners...) }

// Children are the called cases that run, oldest first. Program.Child gives one as it was started.
func (s State) Children() []Job {
	var out []Job
	for _, in := range s.memory.Instances {
		if in.Work == workChild && in.Stage == stageActive {
			out = append(out, Job{in.Key, in.Element})
		}
	}
	return out
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

// Call gives a running service of the state as it was called, for a shell that lost the command.
func (p *Program) Call(s State, job Key) (CallService, bool) {
	in := s.memory.instance(job)
	if in == nil || in.Work != workJob || in.Stage != stageActive {
		return CallService{}, false
	}
	n := p.node(in.Element)
	if n == nil || n.service == nil {
		return CallService{}, false
	}
	return p.call(n, in), true
}

// Running is one element instance of a case: what Modify and Migrate name. The process itself is the first; its Parent
// is 0. Index counts the iterations of a loop from 1; the loop as a whole has 0.
type Running struct {
	Key, Parent Key
	Element     string
	Index       int
}

// Running are all element instances, each after the one around it.
func (s State) Running() []Running {
	var out []Running
	for _, in := range s.memory.Instances {
		out = append(out, Running{in.Key, in.Parent, in.Element, in.Index})
	}
	return out
}

// Visible are the variables that an element instance sees: its own and those of everything around it.
func (s State) Visible(key Key) Variables {
	out := Variables{}
	for in := s.memory.instance(key); in != nil; in = s.memory.instance(in.Parent) {
		for _, name := range slices.Sorted(maps.Keys(in.Variables)) {
			if _, nearer := out[name]; !nearer {
				out[name] = in.Variables[name]
			}
		}
	}
	return out
}
