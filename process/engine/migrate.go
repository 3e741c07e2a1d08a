package engine

import (
	"fmt"
	"slices"
	"time"

	"handinhand/process/bpmn"
)

// Plan says how a case goes over to another program. What Elements does not name goes to the element (or flow) of the
// same id. Timers that run keep their time, unless Recompute asks the new process for it.
type Plan struct {
	Elements  map[string]string
	Recompute bool
}

// Migration tells what a plan does to a case. With anything Stuck it is not carried out.
type Migration struct {
	Moved   []Moved
	Stuck   []Stuck
	Armed   []string // events of the new process that are waited for now and were not before
	Dropped []string // events of the old process that are waited for no longer
}

// Moved is an element instance and where it is now.
type Moved struct {
	Key      Key
	From, To string
}

// Stuck is what cannot go over, and why.
type Stuck struct {
	Key     Key
	Element string
	Reason  string
	Code    string   // names the reason, for faces that say it in other words
	With    []string // what the reason is about
}

// Migrate takes a case over to another program. It works on a copy: the report tells what cannot move and why, and then
// the state given back is the one that went in, without commands. The error is a *Rejected: the case has not begun, or
// is over.
func Migrate(from, to *Program, s State, plan Plan, now time.Time) (State, []Command, Migration, error) {
	if s.memory.Phase != phaseRunning {
		return s, nil, Migration{}, reject(RejectEnded, "only a running case can be migrated")
	}
	g := &migration{machine: newMachine(to, s, now), from: from, plan: plan, keys: map[Key]Key{}}
	g.check()
	if len(g.report.Stuck) == 0 {
		g.move()
	}
	if len(g.report.Stuck) > 0 {
		return s, nil, g.report, nil
	}
	g.record(RecordMigrated, to.def.ID)
	g.changed = true
	g.run()
	return g.state(), g.commands, g.report, nil
}

// migration is a machine of the new program that holds the memory of the old one.
type migration struct {
	*machine
	from   *Program
	plan   Plan
	report Migration
	keys   map[Key]Key // instances that have another key now
}

func (g *migration) target(id string) string {
	if to, named := g.plan.Elements[id]; named {
		return to
	}
	if id == g.from.top().id {
		return g.program.top().id
	}
	return id
}

// stuck reports a place that cannot go over. The reason is a format of what it is about.
func (g *migration) stuck(key Key, element, code, reason string, with ...string) {
	args := make([]any, len(with))
	for i := range with {
		args[i] = with[i]
	}
	g.report.Stuck = append(g.report.Stuck, Stuck{key, element, fmt.Sprintf(reason, args...), code, with})
}

// check finds everything that cannot go over.
func (g *migration) check() {
	for _, in := range g.memory.Instances {
		g.checkInstance(in)
	}
	for _, t := range g.memory.Tokens {
		g.checkFlow(t.Key, t.Flow, g.from.targetOf(t.Flow))
	}
	for _, d := range g.memory.Done {
		if n := g.program.node(g.target(d.Element)); n == nil || n.undo < 0 && (n.body == nil || !n.body.undoes) {
			g.stuck(d.Key, d.Element, "compensation", "it is done and can be compensated, which the new process cannot do")
		}
	}
}

func (g *migration) checkInstance(in instance) {
	old, n := g.from.node(in.Element), g.program.node(g.target(in.Element))
	switch {
	case old == nil:
		g.stuck(in.Key, in.Element, "unknown", "the process that the case is said to run does not have the element")
	case n == nil:
		g.stuck(in.Key, in.Element, "no-element", "the new process has no element %q: map it to another one, or end it first", g.target(in.Element))
	case n.kind != old.kind || n.do != old.do || n.byEvent != old.byEvent:
		g.stuck(in.Key, in.Element, "other-kind", "%q is another kind of element in the new process", n.id)
	case (n.loop == nil) != (old.loop == nil) || n.loop != nil && (n.loop.sequential != old.loop.sequential || n.loop.standard != old.loop.standard):
		g.stuck(in.Key, in.Element, "other-loop", "%q repeats in another way in the new process", n.id)
	case n.adHoc != nil && n.adHoc.sequential != old.adHoc.sequential:
		g.stuck(in.Key, in.Element, "other-order", "the steps of %q run in another order in the new process", n.id)
	case in.Parent != 0 && in.Index == 0 && !g.standsIn(n, in.Parent):
		g.stuck(in.Key, in.Element, "other-scope", "%q stands in another sub-process in the new process", n.id)
	}
	if in.Work == workReset {
		for _, flow := range in.Queue {
			g.checkFlow(in.Key, flow, in.Element)
		}
	}
}

// standsIn tells whether a node of the new process stands where its instance runs.
func (g *migration) standsIn(n *node, parent Key) bool {
	outer := g.memory.instance(parent)
	return outer != nil && n.parent >= 0 && g.program.nodes[n.parent].id == g.target(outer.Element)
}

// checkFlow checks a token that waits at the end of a flow.
func (g *migration) checkFlow(key Key, flow, element string) {
	i, known := g.program.byID[g.target(flow)]
	switch {
	case !known:
		g.stuck(key, element, "flow-gone", "a token waits there that came over the flow %q, which the new process does not have", flow)
	case g.program.nodes[g.program.flows[i].target].id != g.target(element):
		g.stuck(key, element, "flow-elsewhere", "the flow %q leads to another element in the new process", g.target(flow))
	}
}

// move takes everything over. What is waited for is compared with what the new process waits for.
func (g *migration) move() {
	old := slices.Clone(g.memory.Instances)
	for _, in := range old {
		g.rename(in)
	}
	each(g.memory.Tokens, func(t *token) { t.Flow = g.target(t.Flow) })
	each(g.memory.Done, func(d *done) { d.Element = g.target(d.Element) })
	each(g.memory.Partial, func(o *occurrence) { o.Element = g.target(o.Element) })
	each(g.memory.Incidents, func(in *Incident) {
		if in.Element != g.target(in.Element) {
			g.emit(CloseIncident{in.Key})
			in.Key, in.Element = g.nextKey(), g.target(in.Element)
			g.emit(OpenIncident{in.Key, in.Element, in.Cause, in.Attempts})
		}
	})
	for _, in := range old {
		if in.Stage == stageActive || in.Stage == stageFailed {
			g.waitsAgain(in)
		}
	}
}

// rename gives an instance its element of the new process, and tells the shell where it is now. What rests under a name
// that changes rests under a new key too: to the world it is another task or token. A service or a called case that runs
// keeps its key, so that its result finds it.
func (g *migration) rename(old instance) {
	to := g.target(old.Element)
	g.report.Moved = append(g.report.Moved, Moved{old.Key, old.Element, to})
	in := g.memory.instance(old.Key)
	if in.Work == workReset {
		in.Queue = slices.Clone(in.Queue)
		for i := range in.Queue {
			in.Queue[i] = g.target(in.Queue[i])
		}
	}
	if in.Flow != "" {
		in.Flow = g.target(in.Flow)
	}
	in.Element = to
	if to == old.Element || !in.Shown {
		return
	}
	if in.Work == workJob || in.Work == workChild || in.Work == workCompensate {
		g.emit(Enter{in.Key, to})
		return
	}
	key := g.rekey(old.Key)
	g.emit(Leave{old.Key, old.Element})
	g.emit(Enter{key, to})
	if old.Work == workTask && old.Stage == stageActive {
		g.emit(CloseTask{Task: old.Key, Element: old.Element, Cancelled: true})
		due, _ := dueOf(g.program.node(to), g.scope(key, nil))
		g.emit(OpenTask{Task: key, Element: to, Due: due})
	}
}

// rekey gives an instance a new key, wherever the old one stands.
func (g *migration) rekey(old Key) Key {
	key := g.nextKey()
	g.keys[old] = key
	at, _ := g.memory.position(old)
	in := g.memory.Instances[at]
	in.Key = key
	g.memory.Instances = append(slices.Delete(g.memory.Instances, at, at+1), in)
	g.memory.eachOwner(func(k *Key) {
		if *k == old {
			*k = key
		}
	})
	return key
}

// eachOwner calls do for every key by which something belongs to an instance.
func (m *memory) eachOwner(do func(*Key)) {
	each(m.Instances, func(in *instance) { do(&in.Parent); do(&in.For) })
	each(m.Tokens, func(t *token) { do(&t.Scope) })
	each(m.Timers, func(t *timer) { do(&t.Instance) })
	each(m.Subscriptions, func(s *Subscription) { do(&s.Instance) })
	each(m.Listeners, func(l *Listener) { do(&l.Instance) })
	each(m.Watches, func(w *watch) { do(&w.Instance) })
	each(m.Partial, func(o *occurrence) { do(&o.Instance) })
	each(m.Done, func(d *done) { do(&d.Scope) })
	each(m.Incidents, func(i *Incident) { do(&i.Instance) })
}

func each[T any](list []T, do func(*T)) {
	for i := range list {
		do(&list[i])
	}
}

// waitsAgain compares what an instance waits for with what the new process waits for there.
func (g *migration) waitsAgain(old instance) {
	key := old.Key
	if now, renamed := g.keys[key]; renamed {
		key = now
	}
	in := g.memory.instance(key)
	n := g.program.node(in.Element)
	waits, why := g.waits(n, in)
	var more []wait
	switch {
	case why != "":
	case n.body != nil && in.Work == workScope && !in.Closed:
		more, why = g.eventWaits(n.body.events, in.Key)
	case n.kind == bpmn.EventGateway:
		more, why = g.eventWaits(g.behind(n), in.Key)
	}
	if why != "" {
		g.stuck(old.Key, old.Element, "waits", "what it waits for cannot be told: %s", string(why))
		return
	}
	g.compare(key, append(waits, more...))
}
