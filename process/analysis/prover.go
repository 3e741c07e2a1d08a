package analysis

import (
	"strings"

	"handinhand/process/bpmn"
	"handinhand/process/feel"
)

// prover builds the graph of all published processes together.
type prover struct {
	*graph
	policy Policy
	units  []*unit
	byID   map[string]*unit // executable processes, by the id that call activities name

	throws  []throw
	catches []catch
	calls   []call
	hungry  []hungry
}

// unit is one process, or one global task as one call activity runs it.
type unit struct {
	*prover
	number  int32
	index   int // of the subject
	subject *Subject
	def     *bpmn.Definition
	caller  *caller // of a global task
	itemOf  map[string]string
	first   node // of the points: three nodes for each, whether, when and choice
	control *control
	sinks   map[string][]node // element -> its audiences
	reads   names
	writes  names
	called  []*unit // by whom, with all variables
}

// caller is a call activity that does a global task: in its lane, with its case's data, and drawn where it is.
type caller struct {
	unit    *unit
	element *bpmn.Element
}

// names is a set that keeps the order in which names came.
type names struct {
	order []string
	has   map[string]bool
}

func (n *names) add(name string) {
	if n.has == nil {
		n.has = map[string]bool{}
	}
	if !n.has[name] {
		n.has[name] = true
		n.order = append(n.order, name)
	}
}

// hungry is a step that is given every variable, because nothing says which ones it needs.
type hungry struct {
	unit    *unit
	element *bpmn.Element
	says    phrase
}

func newProver(policy Policy, subjects []Subject) *prover {
	p := &prover{graph: newGraph(), policy: policy, byID: map[string]*unit{}}
	for i := range subjects {
		u := p.unit(i, &subjects[i], subjects[i].Definition, nil)
		if p.byID[u.def.ID] == nil {
			p.byID[u.def.ID] = u
		}
	}
	for i := 0; i < len(p.units); i++ { // a call activity may add a unit
		p.units[i].build()
	}
	p.exchange()
	p.propagate()
	p.feed()
	p.unclassified()
	return p
}

func (p *prover) unit(index int, s *Subject, def *bpmn.Definition, by *caller) *unit {
	u := &unit{
		prover: p, number: int32(len(p.units)), index: index, subject: s, def: def, caller: by,
		itemOf: s.itemsByField(), sinks: map[string][]node{},
	}
	p.units = append(p.units, u)
	return u
}

func (u *unit) build() {
	u.order()
	for _, e := range u.def.Elements {
		u.element(e)
	}
	u.decisions()
	u.messageFlows()
}

// element adds what one step says, shows and decides.
func (u *unit) element(e *bpmn.Element) {
	u.associations(e)
	u.mappings(e)
	u.repetition(e)
	switch e.Kind {
	case bpmn.UserTask:
		u.userTask(e)
	case bpmn.Task, bpmn.ManualTask:
		u.watched(e, u.laneAudience(e))
	case bpmn.ServiceTask:
		u.serviceTask(e)
	case bpmn.BusinessRuleTask, bpmn.ScriptTask:
		u.ruleOrScript(e)
	case bpmn.CallActivity:
		u.callActivity(e)
	case bpmn.AdHocSubProcess:
		u.readNames(e, u.choice(u.in(e)), saysChooses, e.AdHoc.Active, e.AdHoc.Completion)
	}
	u.events(e)
	u.standing(e)
}

// ---- names ----

// variable is the node of a variable as the element sees it: that of the step itself, of a sub-process around it, or of the
// process.
func (u *unit) variable(e *bpmn.Element, name string) node {
	for ; e != nil; e = e.Parent {
		if local(e, name) {
			return u.node(kindVariable, u.number, e.ID+"\x00"+name)
		}
	}
	return u.node(kindVariable, u.number, name)
}

// local tells whether a step has a variable of its own of that name.
func local(e *bpmn.Element, name string) bool {
	for _, m := range e.Ext.Inputs {
		if m.Target == name {
			return true
		}
	}
	if m := e.Multi; m != nil && (m.InputElement == name || name == "loopCounter" || m.InItem != nil && m.InItem.Variable() == name) {
		return true
	}
	lists := [][]*bpmn.Data{e.Inputs, e.Properties}
	if e.IO != nil {
		lists = append(lists, e.IO.Inputs)
	}
	for _, list := range lists {
		for _, d := range list {
			if d.Variable() == name {
				return true
			}
		}
	}
	return false
}

// read joins a variable to what depends on it.
func (u *unit) read(e *bpmn.Element, name string, to node, says phrase, at int32) {
	v := u.variable(e, name)
	if u.nodes[v].id == name {
		u.reads.add(name)
	}
	u.join(v, to, says, at)
}

// write joins what a value follows from to a variable around the element, which then also tells that the element was reached.
func (u *unit) write(e *bpmn.Element, name string, from node, says phrase) {
	v := u.variable(e.Parent, name)
	if u.nodes[v].id == name {
		u.writes.add(name)
	}
	if from >= 0 {
		u.join(from, v, says, u.at(e))
	}
	u.join(u.whether(u.in(e)), v, saysWrites, u.at(e))
}

// readNames joins every variable of some expressions to what depends on them. One that looks at the clock depends on when
// the step is reached, too.
func (u *unit) readNames(e *bpmn.Element, to node, says phrase, texts ...string) {
	u.readAt(e, e, to, says, u.at(e), texts...)
}

// readAt is readNames for expressions that are evaluated in the scope of one element and drawn at another place.
func (u *unit) readAt(e, scope *bpmn.Element, to node, says phrase, at int32, texts ...string) {
	for _, text := range texts {
		source, isExpression := strings.CutPrefix(text, "=")
		if !isExpression {
			continue
		}
		compiled, err := feel.Compile(source)
		if err != nil {
			continue // bpmn.Parse said so
		}
		for _, name := range compiled.Names() {
			u.read(scope, name, to, says, at)
		}
		if strings.Contains(source, "now(") || strings.Contains(source, "today(") {
			u.join(u.when(u.in(e)), to, says, at)
		}
	}
}

// ---- places and points ----

func (u *unit) at(e *bpmn.Element) int32 {
	if by := u.caller; by != nil {
		return by.unit.at(by.element)
	}
	return u.place(u.number, e.ID, e.Name)
}

// in and out are the points before and behind an element.
func (u *unit) in(e *bpmn.Element) int32  { return int32(2 * e.Index) }
func (u *unit) out(e *bpmn.Element) int32 { return int32(2*e.Index + 1) }

func (u *unit) entry() int32 { return int32(2 * len(u.def.Elements)) }
func (u *unit) exit() int32  { return int32(2*len(u.def.Elements) + 1) }

func (u *unit) whether(point int32) node { return u.first + node(3*point) }
func (u *unit) when(point int32) node    { return u.first + node(3*point) + 1 }
func (u *unit) choice(point int32) node  { return u.first + node(3*point) + 2 }

func (u *unit) context(e *bpmn.Element) node { return u.node(kindContext, u.number, e.ID) }

func (u *unit) trigger(e *bpmn.Element) node { return u.node(kindTrigger, u.number, e.ID) }

// ---- audiences ----

// agency is who acts in the element's lane; nil when nobody is named.
func (u *unit) agency(e *bpmn.Element) *bpmn.Agency {
	switch {
	case e.Lane != nil:
		return e.Lane.Agency
	case u.caller != nil:
		return u.caller.unit.agency(u.caller.element)
	}
	return nil
}

func (u *unit) isApplicants(e *bpmn.Element) bool {
	a := u.agency(e)
	return a != nil && a.Role == roleApplicant
}

func roleOf(a *bpmn.Agency) string {
	if a == nil {
		return ""
	}
	return a.Role
}

func named(t *bpmn.Transfer) *transfer {
	if t == nil {
		return nil
	}
	out := &transfer{items: map[string]bool{}, recipient: t.Recipient, statute: t.Statute}
	for _, item := range t.Items {
		out.items[item] = true
	}
	return out
}

// audienceOf makes an audience at an element.
func (u *unit) audienceOf(e *bpmn.Element, a audience) node {
	a.place = u.at(e)
	n := u.add(vertex{kind: kindAudience, unit: u.number, id: e.ID, seen: &a})
	u.sinks[e.ID] = append(u.sinks[e.ID], n)
	return n
}

// laneAudience is the agency in whose lane an element stands.
func (u *unit) laneAudience(e *bpmn.Element) node {
	a := u.agency(e)
	return u.audienceOf(e, audience{role: roleOf(a), zone: u.policy.zone(a), transfer: named(e.Ext.Transfer)})
}

// roleAudience is a role that is named at an element: that of a lane, or else as the policy knows it.
func (u *unit) roleAudience(e *bpmn.Element, role string) node {
	return u.audienceOf(e, audience{role: role, zone: u.zoneOfRole(role), transfer: named(e.Ext.Transfer)})
}

func (u *unit) zoneOfRole(role string) string {
	for _, lane := range u.def.Lanes {
		if lane.Agency != nil && lane.Agency.Role == role {
			return u.policy.zone(lane.Agency)
		}
	}
	return u.policy.roleZone(role)
}

// outside is whoever it may be beyond the published processes: enforcement, unless a transfer names them.
func (u *unit) outside(e *bpmn.Element) node {
	if t := e.Ext.Transfer; t != nil {
		return u.roleAudience(e, t.Recipient)
	}
	return u.audienceOf(e, audience{zone: zoneEnforcement, outside: true})
}

// watched lets an audience see whether and when the element is reached, and what it has before it.
func (u *unit) watched(e *bpmn.Element, who node) {
	u.observed(e, who)
	u.join(u.context(e), who, silent, -1)
}

// observed lets an audience see whether and when the element is reached.
func (u *unit) observed(e *bpmn.Element, who node) {
	u.join(u.whether(u.in(e)), who, silent, -1)
	u.join(u.when(u.in(e)), who, saysLater, u.at(e))
}
