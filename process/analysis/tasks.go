package analysis

import (
	"slices"

	"handinhand/process/bpmn"
	"handinhand/process/finding"
	"handinhand/process/form"
)

// userTask adds what a task shows to whoever does it, and what they give.
func (u *unit) userTask(e *bpmn.Element) {
	who := u.laneAudience(e)
	u.observed(e, who)
	if len(e.DataIn) > 0 {
		u.join(u.result(e), who, silent, -1)
	}
	if f := u.subject.Forms[e.Ext.Form]; f != nil {
		u.form(e, f)
	}
	for _, q := range e.Ext.Requirements {
		switch {
		case q.Kind == "fact":
			for _, field := range u.subject.Items[q.Item].Fields {
				u.show(e, u.field(field), q.Item)
			}
		case u.isApplicants(e):
			u.given(e, q.Item, u.document(q.Item))
		default:
			u.show(e, u.document(q.Item), q.Item)
		}
	}
	for _, p := range e.Ext.Produces {
		u.produced(e, p)
	}
	u.readNames(e, u.context(e), saysShown, e.Ext.Due)
	u.readNames(e, who, saysShown, e.Ext.Due)
}

// form adds the fields of a task's form. An agency sees those that are only shown; the applicant sees all, with what they
// said before.
func (u *unit) form(e *bpmn.Element, f *form.Form) {
	asked := map[string]bool{}
	for _, field := range f.Fields() {
		ever, always := field.Readonly()
		if ever || u.isApplicants(e) {
			u.show(e, u.field(field.Key), u.itemOf[field.Key])
			u.shows(e, field.Key)
		}
		if !always {
			asked[field.Key] = true
			u.asks(e, field)
		}
	}
	for _, name := range f.Names() {
		if !asked[name] {
			u.shows(e, name)
		}
	}
}

// asks: the task takes the field from whoever does it.
func (u *unit) asks(e *bpmn.Element, field form.Field) {
	item, classified := u.itemOf[field.Key]
	n := u.field(field.Key)
	if classified {
		u.given(e, item, n)
	} else {
		u.join(u.unknown("the field %s", field.Key), n, saysAsked, u.at(e))
	}
	if field.Free() && !u.isApplicants(e) {
		u.join(u.context(e), n, saysFree, u.at(e))
	}
	u.writes.add(field.Key)
	u.join(n, u.variable(e.Parent, field.Key), silent, -1)
}

// given: the item comes into the case here, which tells that the step was reached.
func (u *unit) given(e *bpmn.Element, item string, n node) {
	u.join(u.item(item), n, saysAsked, u.at(e))
	u.join(u.whether(u.in(e)), n, saysWrites, u.at(e))
}

// produced: whoever does the task adds a document, in which they can write what they see, or facts.
func (u *unit) produced(e *bpmn.Element, p bpmn.Production) {
	if p.Kind == "fact" {
		for _, field := range u.subject.Items[p.Item].Fields {
			u.given(e, p.Item, u.field(field))
		}
		return
	}
	u.given(e, p.Item, u.document(p.Item))
	if !u.isApplicants(e) {
		u.join(u.context(e), u.document(p.Item), saysFree, u.at(e))
	}
}

// show puts something before the audiences of an element. What a transfer there names is theirs by law, whatever is in it.
func (u *unit) show(e *bpmn.Element, what node, item string) {
	u.join(what, u.context(e), saysShown, u.at(e))
	for _, who := range u.sinks[e.ID] {
		if a := u.nodes[who].seen; item == "" || !a.transfer.clears(item, a.role) {
			u.join(what, who, saysShown, u.at(e))
		}
	}
}

// shows is show for a variable.
func (u *unit) shows(e *bpmn.Element, name string) {
	u.read(e, name, u.context(e), saysShown, u.at(e))
	for _, who := range u.sinks[e.ID] {
		if a := u.nodes[who].seen; u.itemOf[name] == "" || !a.transfer.clears(u.itemOf[name], a.role) {
			u.read(e, name, who, saysShown, u.at(e))
		}
	}
}

// serviceTask adds a step that the platform or a connector does.
func (u *unit) serviceTask(e *bpmn.Element) {
	switch s := e.Ext.Service; {
	case s != nil && s.Type == "notice":
		u.watched(e, u.roleAudience(e, s.Header("recipient")))
	case s != nil && s.Type == "transfer" && e.Ext.Transfer != nil:
		u.transferTask(e)
	default:
		u.connector(e)
	}
}

// transferTask sends the named items to a role.
func (u *unit) transferTask(e *bpmn.Element) {
	u.watched(e, u.roleAudience(e, e.Ext.Transfer.Recipient))
	for _, item := range e.Ext.Transfer.Items {
		fields := u.subject.Items[item].Fields
		for _, field := range fields {
			u.send(e, u.field(field), item)
		}
		if len(fields) == 0 {
			u.send(e, u.document(item), item)
		}
	}
}

func (u *unit) send(e *bpmn.Element, what node, item string) {
	for _, who := range u.sinks[e.ID] {
		if a := u.nodes[who].seen; !a.transfer.clears(item, a.role) {
			u.join(what, who, saysTransfers, u.at(e))
		}
	}
}

// connector is a call to something that the drawing does not show: it gets what is mapped into it, or else everything, and
// what it answers is classified by nobody.
func (u *unit) connector(e *bpmn.Element) {
	if u.agency(e) != nil {
		u.watched(e, u.laneAudience(e))
	}
	who := u.outside(e)
	if s := e.Ext.Service; s != nil && s.Header("recipient") != "" && e.Ext.Transfer == nil {
		a := u.nodes[who].seen
		a.role, a.outside, a.zone = s.Header("recipient"), false, u.zoneOfRole(s.Header("recipient"))
	}
	u.watched(e, who)
	if len(e.Ext.Inputs) == 0 && len(e.DataIn) == 0 {
		u.hungry = append(u.hungry, hungry{u, e, saysSends})
	}
	result := u.result(e)
	u.join(u.context(e), result, silent, -1)
	u.join(u.unknownOf("the answer of %s", e), result, saysAnswer, u.at(e))
}

// ruleOrScript is a decision or a calculation of the platform. Whoever's lane it stands in may look at how it came about.
func (u *unit) ruleOrScript(e *bpmn.Element) {
	if e.Ext.Service != nil {
		u.connector(e)
		return
	}
	u.watched(e, u.laneAudience(e))
	result := u.result(e)
	switch {
	case e.Ext.Script != nil:
		u.readNames(e, result, saysRead, e.Ext.Script.Expression)
		u.readNames(e, u.context(e), saysRead, e.Ext.Script.Expression)
		u.write(e, e.Ext.Script.ResultVariable, result, silent)
	case e.Ext.Decision != nil:
		u.decision(e, result)
		u.write(e, e.Ext.Decision.ResultVariable, result, silent)
	case e.Code != nil:
		u.readNames(e, result, saysRead, e.Code.Text)
		u.readNames(e, u.context(e), saysRead, e.Code.Text)
	}
}

func (u *unit) decision(e *bpmn.Element, result node) {
	d, known := u.subject.Decision(e.Ext.Decision.ID)
	if !known {
		u.join(u.context(e), result, silent, -1)
		u.hungry = append(u.hungry, hungry{u, e, saysRead})
		return
	}
	for _, name := range d.Inputs() {
		u.read(e, name, result, saysRead, u.at(e))
		u.read(e, name, u.context(e), saysRead, u.at(e))
	}
}

// standing: the applicant sees every milestone and outcome of their case, and what it waits for.
func (u *unit) standing(e *bpmn.Element) {
	rests := e.Kind == bpmn.UserTask || e.Kind == bpmn.ServiceTask || e.Kind == bpmn.CatchEvent
	if e.Ext.Milestone != "" || e.Ext.Outcome != "" || rests && !u.isApplicants(e) {
		u.observed(e, u.audienceOf(e, audience{role: roleApplicant, zone: zoneApplicant}))
	}
}

// ---- nodes ----

func (u *unit) field(key string) node { return u.node(kindField, u.kase(), key) }

func (u *unit) document(item string) node { return u.node(kindDocument, u.kase(), item) }

// kase is the unit whose case holds the answers and documents: a global task works on those of its caller.
func (u *unit) kase() int32 {
	if u.caller != nil {
		return u.caller.unit.kase()
	}
	return u.number
}

func (u *unit) result(e *bpmn.Element) node { return u.node(kindResult, u.number, e.ID) }

// item is a data item of the package.
func (u *unit) item(id string) node { return u.node(kindItem, u.number, id) }

// unknownItem marks the id of what nobody has classified.
const unknownItem = "?"

// unknown is something that no item of data.yaml stands for.
func (u *unit) unknown(format, name string) node {
	return u.unknownAt(finding.Say(format, name))
}

// unknownOf is that of an element.
func (u *unit) unknownOf(format string, e *bpmn.Element) node {
	return u.unknownAt(finding.Say(format, called(e.Name, e.ID)))
}

func (u *unit) unknownAt(what finding.Text) node {
	n := u.node(kindItem, u.number, unknownItem+what.String())
	u.unknowns[n] = what
	return n
}

// takes tells whether the element gives the variable its value.
func takes(e *bpmn.Element, f *form.Form, name string) bool {
	if f != nil {
		if _, asked := f.Field(name); asked {
			return true
		}
	}
	if e.Ext.Script != nil && e.Ext.Script.ResultVariable == name || e.Ext.Decision != nil && e.Ext.Decision.ResultVariable == name {
		return true
	}
	return slices.ContainsFunc(e.Ext.Outputs, func(m bpmn.Mapping) bool { return m.Target == name })
}
