package analysis

import (
	"handinhand/process/bpmn"
)

// mappings adds zeebe:ioMapping: what goes into a step under a name of its own, and what comes out of it.
func (u *unit) mappings(e *bpmn.Element) {
	for _, m := range e.Ext.Inputs {
		own := u.node(kindVariable, u.number, e.ID+"\x00"+m.Target)
		u.readAt(e, e.Parent, own, saysRead, u.at(e), m.Source)
		if e.Kind != bpmn.UserTask && e.Kind != bpmn.BusinessRuleTask && e.Kind != bpmn.ScriptTask {
			u.readAt(e, e.Parent, u.context(e), saysRead, u.at(e), m.Source)
		}
	}
	for _, m := range e.Ext.Outputs {
		u.write(e, m.Target, -1, silent)
		u.readNames(e, u.variable(e.Parent, m.Target), saysWrites, m.Source)
		if n, known := u.answers(e); known {
			u.join(n, u.variable(e.Parent, m.Target), saysWrites, u.at(e))
		}
	}
}

// answers is what comes to a step from beyond the process: the answer of a connector, or the content of a message. What an
// output mapping takes from it has no name that is known here.
func (u *unit) answers(e *bpmn.Element) (node, bool) {
	switch {
	case e.Ext.Service != nil:
		return u.result(e), true
	case e.Kind == bpmn.ReceiveTask, e.Kind == bpmn.CatchEvent, e.Kind == bpmn.StartEvent, e.Kind == bpmn.BoundaryEvent:
		return u.context(e), true
	}
	return 0, false
}

// associations adds data associations and the data stores behind them.
func (u *unit) associations(e *bpmn.Element) {
	for _, a := range e.DataIn {
		at := u.at(e)
		into := []node{u.context(e)}
		if e.Kind == bpmn.UserTask {
			into = append(into, u.result(e)) // shown to whoever does it
		}
		if a.Target != nil {
			into = append(into, u.node(kindVariable, u.number, e.ID+"\x00"+a.Target.Variable()))
		}
		for _, n := range into {
			for _, d := range a.Sources {
				u.load(e, d, n)
			}
			u.readAt(e, e.Parent, n, saysLoads, at, expressionsOf(a)...)
		}
	}
	for _, a := range e.DataOut {
		if a.Target != nil {
			u.storeFrom(e, a)
		}
	}
}

func expressionsOf(a *bpmn.DataAssociation) []string {
	texts := []string{a.Transformation}
	for _, s := range a.Assignments {
		texts = append(texts, s.From)
	}
	return texts
}

// load joins a data object, property or store to what reads it.
func (u *unit) load(e *bpmn.Element, d *bpmn.Data, to node) {
	if d.Kind == bpmn.DataStoreReference || d.Kind == bpmn.DataStore {
		u.join(u.store(d), to, saysLoads, u.at(e))
		return
	}
	u.read(e.Parent, d.Variable(), to, saysLoads, u.at(e))
}

// store is a data store. Stores of one name are one store, in whichever process they are drawn.
func (u *unit) store(d *bpmn.Data) node { return u.node(kindStore, -1, d.Variable()) }

// storeFrom joins what a step has or gives to the target of a data association.
func (u *unit) storeFrom(e *bpmn.Element, a *bpmn.DataAssociation) {
	var target node
	if d := a.Target; d.Kind == bpmn.DataStoreReference || d.Kind == bpmn.DataStore {
		target = u.store(d)
		u.join(u.whether(u.in(e)), target, saysStores, u.at(e))
	} else {
		target = u.variable(e.Parent, d.Variable())
		u.write(e, d.Variable(), -1, silent)
	}
	f := u.subject.Forms[e.Ext.Form]
	precise := len(a.Sources) > 0
	for _, d := range a.Sources {
		precise = precise && takes(e, f, d.Variable())
		u.read(e, d.Variable(), target, saysStores, u.at(e))
	}
	u.readNames(e, target, saysStores, expressionsOf(a)...)
	if precise {
		return
	}
	u.join(u.context(e), target, saysStores, u.at(e)) // nothing says what of it is meant
	if n, known := u.answers(e); known {
		u.join(n, target, saysStores, u.at(e))
	}
	if f != nil {
		for _, field := range f.Fields() {
			if _, always := field.Readonly(); !always {
				u.join(u.field(field.Key), target, saysStores, u.at(e))
			}
		}
	}
	for _, q := range e.Ext.Requirements {
		if q.Kind == "document" {
			u.join(u.document(q.Item), target, saysStores, u.at(e))
		}
	}
	if e.Ext.Script != nil || e.Ext.Decision != nil {
		u.join(u.result(e), target, saysStores, u.at(e))
	}
}

// repetition adds loops and multi-instance: how often a step is done depends on data, and shows.
func (u *unit) repetition(e *bpmn.Element) {
	var counts []string
	if m := e.Multi; m != nil {
		counts = []string{m.Cardinality, m.InputCollection, m.Completion}
		for _, c := range m.Complex {
			counts = append(counts, c.Condition)
		}
		if m.InputElement != "" {
			u.readAt(e, e.Parent, u.node(kindVariable, u.number, e.ID+"\x00"+m.InputElement), saysRead, u.at(e), m.InputCollection)
		}
		if m.OutputCollection != "" {
			u.write(e, m.OutputCollection, -1, silent)
			u.readNames(e, u.variable(e.Parent, m.OutputCollection), saysWrites, m.OutputElement)
		}
		u.collections(e, m)
	}
	if e.Loop != nil {
		counts = append(counts, e.Loop.Condition)
	}
	for _, point := range []node{u.whether(u.in(e)), u.when(u.out(e))} {
		u.readAt(e, e.Parent, point, saysRepeats, u.at(e), counts...)
	}
	if e.Body != nil { // each step inside is done as often
		for _, inner := range e.Body.Elements {
			u.readAt(e, e.Parent, u.whether(u.in(inner)), saysRepeats, u.at(e), counts...)
		}
	}
}

// collections adds a multi-instance activity in BPMN's own words.
func (u *unit) collections(e *bpmn.Element, m *bpmn.MultiInstance) {
	if m.In != nil {
		for _, point := range []node{u.whether(u.in(e)), u.when(u.out(e))} {
			u.load(e, m.In, point)
		}
		if m.InItem != nil {
			u.load(e, m.In, u.node(kindVariable, u.number, e.ID+"\x00"+m.InItem.Variable()))
		}
	}
	if m.Out != nil {
		u.write(e, m.Out.Variable(), u.context(e), saysWrites)
		if m.OutItem != nil {
			u.read(e, m.OutItem.Variable(), u.variable(e.Parent, m.Out.Variable()), saysWrites, u.at(e))
		}
	}
}
