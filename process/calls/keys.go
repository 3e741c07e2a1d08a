package calls

import "handinhand/process/engine"

// inward tells which process an event is for and gives it with that process's keys.
func inward(e engine.Event) (number int64, local engine.Event) {
	switch e := e.(type) {
	case engine.CompleteTask:
		number, e.Task = split(e.Task)
		return number, e
	case engine.FireTimer:
		number, e.Timer = split(e.Timer)
		return number, e
	case engine.FinishService:
		number, e.Job = split(e.Job)
		return number, e
	case engine.FailService:
		number, e.Job = split(e.Job)
		return number, e
	case engine.RaiseError:
		number, e.Key = split(e.Key)
		return number, e
	case engine.RaiseEscalation:
		number, e.Key = split(e.Key)
		return number, e
	case engine.ChooseStep:
		number, e.Scope = split(e.Scope)
		return number, e
	case engine.Retry:
		number, e.Incident = split(e.Incident)
		return number, e
	}
	return 0, e
}

// outward gives a command of a process with the keys of the whole case.
func outward(number int64, c engine.Command) engine.Command {
	if number == 0 {
		return c
	}
	switch c := c.(type) {
	case engine.OpenTask:
		c.Task = whole(number, c.Task)
		return c
	case engine.CloseTask:
		c.Task = whole(number, c.Task)
		return c
	case engine.ArmTimer:
		c.Timer = whole(number, c.Timer)
		return c
	case engine.DisarmTimer:
		c.Timer = whole(number, c.Timer)
		return c
	case engine.CallService:
		c.Job = whole(number, c.Job)
		return c
	case engine.CancelService:
		c.Job = whole(number, c.Job)
		return c
	case engine.Subscribe:
		c.Subscription = whole(number, c.Subscription)
		return c
	case engine.Unsubscribe:
		c.Subscription = whole(number, c.Subscription)
		return c
	case engine.Listen:
		c.Listener = whole(number, c.Listener)
		return c
	case engine.Unlisten:
		c.Listener = whole(number, c.Listener)
		return c
	case engine.Enter:
		c.Key = whole(number, c.Key)
		return c
	case engine.Leave:
		c.Key = whole(number, c.Key)
		return c
	case engine.OpenIncident:
		c.Incident = whole(number, c.Incident)
		return c
	case engine.CloseIncident:
		c.Incident = whole(number, c.Incident)
		return c
	}
	return c
}
