package analysis

import (
	"slices"

	"handinhand/process/bpmn"
)

// order lays out the points of a process and joins them: what may come after what, what a choice decides, and what makes
// later steps wait.
func (u *unit) order() {
	points := 2*len(u.def.Elements) + 2
	u.first = node(len(u.nodes))
	for range points {
		for _, k := range []kind{kindWhether, kindWhen, kindChoice} {
			u.add(vertex{kind: k, unit: u.number})
		}
	}
	u.control = newControl(points)
	u.enter(u.entry(), u.def.Body)
	u.control.join(u.entry(), u.exit()) // whether the process begins at all decides about all of it
	for _, e := range u.def.Elements {
		u.inside(e)
		u.leave(e)
	}
	u.control.close()
	u.tells()
}

// enter joins a scope's point of entry to where its tokens begin, and to its event sub-processes.
func (u *unit) enter(from int32, s *bpmn.Scope) {
	for _, e := range s.Entries() {
		u.control.join(from, u.in(e))
	}
	for _, e := range s.EventSubProcesses() {
		u.control.join(from, u.in(e))
	}
}

// inside joins the point before an element to the one behind it and to its boundary events.
func (u *unit) inside(e *bpmn.Element) {
	in, out := u.in(e), u.out(e)
	switch {
	case e.Kind == bpmn.AdHocSubProcess, e.Body != nil && len(e.Body.Entries()) == 0:
		u.control.join(in, out)
		u.enter(in, e.Body)
	case e.Body != nil:
		u.enter(in, e.Body)
	default:
		u.control.join(in, out)
	}
	for _, b := range e.Boundary {
		u.control.join(in, u.in(b))
	}
	if u.awaits(e) {
		u.control.join(in, u.exit()) // it may never come
	}
}

// leave joins the point behind an element to what follows it.
func (u *unit) leave(e *bpmn.Element) {
	out := u.out(e)
	for _, f := range e.Outgoing {
		u.control.join(out, u.in(f.Target))
	}
	link := e.Trigger(bpmn.LinkTrigger)
	handler := e.Kind == bpmn.BoundaryEvent && e.AttachedTo != nil && e.Trigger(bpmn.CompensationTrigger) != nil
	switch {
	case handler && e.AttachedTo.Compensation != nil:
		u.control.join(out, u.in(e.AttachedTo.Compensation))
	case link != nil && link.LinkTarget != nil:
		u.control.join(out, u.in(link.LinkTarget))
	case len(e.Outgoing) > 0:
	case e.Parent != nil:
		u.control.join(out, u.out(e.Parent))
	default:
		u.control.join(out, u.exit())
	}
}

// awaits tells whether an element waits for something that may never come. Behind an event-based gateway another event
// comes instead.
func (u *unit) awaits(e *bpmn.Element) bool {
	if e.Kind == bpmn.ReceiveTask || e.Kind == bpmn.BoundaryEvent || e.Kind == bpmn.StartEvent && len(e.Triggers) > 0 {
		return true
	}
	if e.Kind != bpmn.CatchEvent || e.Trigger(bpmn.LinkTrigger) != nil || e.Trigger(bpmn.TimerTrigger) != nil {
		return false
	}
	for _, f := range e.Incoming {
		if f.Source.Kind == bpmn.EventGateway {
			return false
		}
	}
	return true
}

// lasts tells whether an element takes time that somebody can notice. What the platform does by itself (decisions, scripts,
// notices, transfers) counts as done at once.
func lasts(e *bpmn.Element) bool {
	switch e.Kind {
	case bpmn.UserTask, bpmn.Task, bpmn.ManualTask, bpmn.ReceiveTask, bpmn.CallActivity:
		return true
	case bpmn.ServiceTask:
		return e.Ext.Service == nil || e.Ext.Service.Type != "notice" && e.Ext.Service.Type != "transfer"
	case bpmn.BusinessRuleTask, bpmn.ScriptTask:
		return e.Ext.Service != nil
	case bpmn.CatchEvent:
		return e.Trigger(bpmn.LinkTrigger) == nil
	}
	return false
}

// tells turns the order into knowing: a choice decides whether a point is reached, and when one point is reached tells when
// the next one is. Whether a step that lasts was done tells when the next one is reached.
func (u *unit) tells() {
	for point := range u.control.next {
		p := int32(point)
		u.join(u.whether(p), u.choice(p), silent, -1)
		for _, to := range u.control.next[point] {
			if to != u.exit() || !u.abandons(p) {
				u.link(u.when(p), edge{to: u.when(to), at: u.flowPlace(p, to), via: -1})
			}
		}
	}
	u.control.decided(func(choice, first, point int32) {
		e := edge{to: u.whether(point), at: -1, via: u.flowPlace(choice, first)}
		if e.via < 0 && first != point && first%2 == 0 && first < u.entry() {
			e.via = u.at(u.def.Elements[first/2]) // a boundary event, or where a sub-process begins
		}
		if point%2 == 0 && point < u.entry() {
			e.at, e.says = u.at(u.def.Elements[point/2]), saysHappens
		}
		u.link(u.choice(choice), e)
	})
	for _, e := range u.def.Elements {
		if lasts(e) {
			u.join(u.whether(u.in(e)), u.when(u.out(e)), silent, -1)
		}
	}
}

// abandons tells whether a point leads to the exit only because what it waits for may never come.
func (u *unit) abandons(point int32) bool {
	return point%2 == 0 && point < u.entry() && u.awaits(u.def.Elements[point/2])
}

// flowPlace is the sequence flow from one point to the next, -1 if there is none.
func (u *unit) flowPlace(from, to int32) int32 {
	if from%2 == 0 || to%2 == 1 || from >= u.entry() || to >= u.entry() {
		return -1
	}
	source, target := u.def.Elements[from/2], u.def.Elements[to/2]
	for _, f := range source.Outgoing {
		if f.Target == target {
			return u.place(u.number, f.ID, f.Name)
		}
	}
	return -1
}

// decisions adds what the choices of a process go by, and what ends the steps beside them.
func (u *unit) decisions() {
	for _, f := range u.def.Flows {
		u.readAt(f.Source, f.Source, u.choice(u.out(f.Source)), saysChooses, u.at(f.Source), f.Condition)
	}
	for _, e := range u.def.Elements {
		u.readNames(e, u.choice(u.out(e)), saysChooses, e.Activation)
		u.readNames(e, u.when(u.out(e)), saysChooses, e.Activation) // and how long it waits
		if e.Trigger(bpmn.TerminateTrigger) != nil || e.Trigger(bpmn.ErrorTrigger) != nil && e.Kind == bpmn.EndEvent || e.Trigger(bpmn.CancelTrigger) != nil && e.Kind == bpmn.EndEvent {
			u.endsOthers(e)
		}
	}
}

// endsOthers: an end event that ends its whole scope decides whether the steps beside it happen. Beside it can only be what
// comes from a point, at which tokens part, that the end comes from too.
func (u *unit) endsOthers(end *bpmn.Element) {
	before := reach(u.control.back, []int32{u.in(end)})
	var parting []int32
	for point := range u.control.next {
		if before[point] && u.parts(int32(point)) {
			parting = append(parting, int32(point))
		}
	}
	beside := reach(u.control.next, parting)
	for _, e := range u.def.Elements {
		for x := e; x != nil && beside[u.in(e)]; x = x.Parent {
			if x.Parent == end.Parent && x != end {
				u.join(u.whether(u.in(end)), u.whether(u.in(e)), saysHappens, u.at(e))
				break
			}
		}
	}
}

// reach gives the points that can be reached from some, themselves included.
func reach(next [][]int32, from []int32) []bool {
	seen := make([]bool, len(next))
	for todo := slices.Clone(from); len(todo) > 0; {
		at := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if !seen[at] {
			seen[at] = true
			todo = append(todo, next[at]...)
		}
	}
	return seen
}

// parts tells whether one token may become several at a point.
func (u *unit) parts(point int32) bool {
	if point >= u.entry() {
		return len(u.def.Body.Entries())+len(u.def.Body.EventSubProcesses()) > 1
	}
	e := u.def.Elements[point/2]
	if point%2 == 1 {
		return e.Kind != bpmn.ExclusiveGateway && e.Kind != bpmn.EventGateway && len(e.Outgoing) > 1 || e.StartParallel
	}
	nonInterrupting := slices.ContainsFunc(e.Boundary, func(b *bpmn.Element) bool { return !b.Interrupting })
	return nonInterrupting || e.Kind == bpmn.AdHocSubProcess || e.Multi != nil ||
		e.Body != nil && len(e.Body.Entries())+len(e.Body.EventSubProcesses()) > 1
}
