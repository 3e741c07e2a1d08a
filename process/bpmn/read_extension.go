package bpmn

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/beevik/etree"
)

// extension gives the first extension element of that namespace and name, nil if there is none.
func extension(x *etree.Element, ns, tag string) *etree.Element {
	all := extensions(x)
	i := slices.IndexFunc(all, func(c *etree.Element) bool { return c.Tag == tag && c.NamespaceURI() == ns })
	if i < 0 {
		return nil
	}
	return all[i]
}

func extensions(x *etree.Element) []*etree.Element {
	var out []*etree.Element
	for _, c := range children(x) {
		if c.Tag == "extensionElements" {
			out = append(out, c.ChildElements()...)
		}
	}
	return out
}

// meaning is what an extension element is for: where it may stand, and how it is read.
type meaning struct {
	on   []Kind // nil: any flow node
	once bool
	read func(p *processReader, x, ext *etree.Element, e *Element)
}

var mappable = []Kind{
	StartEvent, CatchEvent, BoundaryEvent, ThrowEvent, EndEvent, Task, ManualTask, UserTask, ServiceTask, SendTask, ReceiveTask,
	BusinessRuleTask, ScriptTask, CallActivity, SubProcess, Transaction, AdHocSubProcess,
}

// What a job worker can do.
var worked = []Kind{ServiceTask, SendTask, BusinessRuleTask, ScriptTask, ThrowEvent, EndEvent}

// What can tell an agency something: whoever does it, sends it or waits for it.
var passing = []Kind{
	UserTask, Task, ManualTask, ServiceTask, SendTask, ReceiveTask, BusinessRuleTask, ScriptTask, CallActivity, ThrowEvent, EndEvent, CatchEvent, BoundaryEvent,
}

// zeebeMeanings are the extension elements of Camunda 8 that are executed.
var zeebeMeanings = map[string]meaning{
	"formDefinition": {[]Kind{UserTask}, true, readForm},
	"taskSchedule":   {[]Kind{UserTask}, true, readSchedule},
	"taskDefinition": {worked, true, readService},
	"taskHeaders":    {worked, true, readHeaders},
	"calledDecision": {[]Kind{BusinessRuleTask}, true, readDecision},
	"script":         {[]Kind{ScriptTask}, true, readScript},
	"ioMapping":      {mappable, true, readMappings},
	"calledElement":  {[]Kind{CallActivity}, true, readCalledElement},
	"adHoc":          {[]Kind{AdHocSubProcess}, true, readAdHoc},
}

// zeebeSilent are marks of Camunda 8 that change nothing here: every user task is a task of the engine, and who does it
// is said by its lane.
var zeebeSilent = words("userTask properties versionTag")

// zeebeUnheeded are those whose author will expect something that does not happen.
var zeebeUnheeded = words("assignmentDefinition priorityDefinition userTaskForm")

var hihMeanings = map[string]meaning{
	"requirement": {[]Kind{UserTask}, false, readRequirement},
	"produces":    {[]Kind{UserTask}, false, readProduction},
	"attests":     {[]Kind{UserTask}, false, readAttests},
	"milestone":   {nil, true, readMilestone},
	"transfer":    {passing, true, readTransfer},
	"outcome":     {[]Kind{EndEvent}, true, readOutcome},
	"adverse":     {[]Kind{BusinessRuleTask}, true, readAdverse},
	"decision":    {[]Kind{UserTask}, true, readDecides},
	"review":      {[]Kind{UserTask}, true, readReview},
}

// extensions reads the zeebe: and hih: extension elements of a flow node. Those of other vendors are kept in the tree.
func (p *processReader) extensions(x *etree.Element, e *Element) {
	seen := map[string]bool{}
	for _, ext := range extensions(x) {
		var m meaning
		var known bool
		switch ext.NamespaceURI() {
		case ZeebeNS:
			if zeebeSilent[ext.Tag] {
				continue
			}
			if zeebeUnheeded[ext.Tag] {
				p.warn(x, "not-executed", "zeebe:%s has no effect here: the lane says who does the task.", ext.Tag)
				continue
			}
			m, known = zeebeMeanings[ext.Tag]
		case HihNS:
			m, known = hihMeanings[ext.Tag]
		default:
			continue
		}
		switch full := ext.FullTag(); {
		case !known:
			p.cannot(x, "unknown-extension", "The extension %s is not known and would have no effect.", full)
		case m.on != nil && !slices.Contains(m.on, e.Kind):
			p.cannot(x, "misplaced-extension", "The extension %s has no meaning on a %s.", full, e.Kind)
		case m.once && seen[full]:
			p.cannot(x, "repeated-extension", "The extension %s stands here more than once.", full)
		default:
			seen[full] = true
			p.strangers(x, ext)
			m.read(p, x, ext, e)
		}
	}
}

// hihAttributes are the attributes that are read of each hih: element; the editor's descriptor (ui/assets/hih.json) has
// the same.
var hihAttributes = map[string]string{
	"agency":      "role zone",
	"requirement": "item kind optional purpose legalBasis statute reuse lends expires",
	"attests":     "item",
	"produces":    "item kind optional",
	"milestone":   "key",
	"transfer":    "items recipient purpose legalBasis statute expires",
	"outcome":     "key adverse",
	"adverse":     "values",
	"decision":    "",
	"review":      "of",
}

// strangers refuses what is written on a hih: element and would not be read.
func (r *reader) strangers(x, ext *etree.Element) {
	if ext == nil || ext.NamespaceURI() != HihNS {
		return
	}
	known := strings.Fields(hihAttributes[ext.Tag])
	for _, a := range ext.Attr {
		if a.Space == "" && a.Key != "xmlns" && !slices.Contains(known, a.Key) {
			r.cannot(x, "unknown-attribute", "%s has no attribute %s; it has: %s.", ext.FullTag(), a.Key, strings.Join(known, ", "))
		}
	}
}

// elsewhere says which extensions have a meaning beside flow nodes, and on what.
var elsewhere = map[string]map[string]bool{
	HihNS + "agency":                words("lane participant"),
	HihNS + "transfer":              words("messageFlow"),
	ZeebeNS + "subscription":        words("message"),
	ZeebeNS + "loopCharacteristics": words("multiInstanceLoopCharacteristics"),
}

// besideNodes refuses extensions that would have no effect on anything but a flow node. Those on flow nodes are judged
// when the node is read; what is inside a refused one is refused with it.
func (r *reader) besideNodes(x *etree.Element) {
	_, isRefused := refused[Kind(x.Tag)]
	if runs[Kind(x.Tag)] || isRefused || globalTasks[x.Tag] != "" {
		return
	}
	for _, ext := range extensions(x) {
		ns := ext.NamespaceURI()
		if ns != ZeebeNS && ns != HihNS || ns == ZeebeNS && zeebeSilent[ext.Tag] || elsewhere[ns+ext.Tag][x.Tag] {
			continue
		}
		if ns == ZeebeNS && zeebeUnheeded[ext.Tag] {
			r.warn(x, "not-executed", "%s has no effect here.", ext.FullTag())
			continue
		}
		r.cannot(x, "unknown-extension", "The extension %s has no meaning on a %s and would have no effect.", ext.FullTag(), x.Tag)
	}
}

// attr reads an attribute of an extension that must not be empty.
func (r *reader) attr(x, ext *etree.Element, key string) string {
	v := strings.TrimSpace(ext.SelectAttrValue(key, ""))
	if v == "" {
		r.cannot(x, "missing-attribute", "The attribute %s of %s is missing.", key, ext.FullTag())
	}
	return v
}

// fixed is attr for what must be known before a case runs: no expression.
func (r *reader) fixed(x, ext *etree.Element, key string) string {
	v := r.attr(x, ext, key)
	if strings.HasPrefix(v, "=") {
		r.cannot(x, "expression-not-allowed", "The attribute %s of %s must be a fixed value, not an expression.", key, ext.FullTag())
	}
	return v
}

func readForm(p *processReader, x, ext *etree.Element, e *Element) {
	e.Ext.Form = p.fixed(x, ext, "formId")
}

func readSchedule(p *processReader, x, ext *etree.Element, e *Element) {
	if ext.SelectAttrValue("followUpDate", "") != "" {
		p.warn(x, "not-executed", "The follow-up date of the task has no effect; draw a timer on its boundary.")
	}
	e.Ext.Due = strings.TrimSpace(ext.SelectAttrValue("dueDate", ""))
	switch {
	case strings.HasPrefix(e.Ext.Due, "="):
		p.feel(x, "due date", e.Ext.Due)
	case e.Ext.Due != "":
		if _, err := ParseSpan(e.Ext.Due); err == nil {
			return
		}
		if _, err := ParseMoment(e.Ext.Due, time.UTC); err != nil {
			p.cannot(x, "timer-syntax", "The due date cannot be read: %v.", err)
		}
	}
}

func readService(p *processReader, x, ext *etree.Element, e *Element) {
	s := p.service(e)
	s.Type = p.fixed(x, ext, "type")
	text := strings.TrimSpace(ext.SelectAttrValue("retries", "3"))
	n, err := strconv.ParseUint(text, 10, 16)
	if err != nil {
		p.cannot(x, "service-retries", "The number of retries must be a whole number, not %q.", text)
	}
	s.Retries = int(n)
}

func readHeaders(p *processReader, x, ext *etree.Element, e *Element) {
	s := p.service(e)
	for _, h := range ext.ChildElements() {
		s.Headers = append(s.Headers, Header{p.attr(x, h, "key"), h.SelectAttrValue("value", "")})
	}
}

// service gives the element's service, made by whichever of its two extension elements comes first.
func (p *processReader) service(e *Element) *Service {
	if e.Ext.Service == nil {
		e.Ext.Service = &Service{}
	}
	return e.Ext.Service
}

func readDecision(p *processReader, x, ext *etree.Element, e *Element) {
	e.Ext.Decision = &CalledDecision{p.fixed(x, ext, "decisionId"), p.fixed(x, ext, "resultVariable")}
}

func readScript(p *processReader, x, ext *etree.Element, e *Element) {
	e.Ext.Script = &Script{p.attr(x, ext, "expression"), p.fixed(x, ext, "resultVariable")}
	p.feel(x, "script", e.Ext.Script.Expression)
}

func readMappings(p *processReader, x, ext *etree.Element, e *Element) {
	for _, c := range ext.ChildElements() {
		m := Mapping{Source: strings.TrimSpace(c.SelectAttrValue("source", "")), Target: p.fixed(x, c, "target")}
		if slices.Contains(strings.Split(m.Target, "."), "") && m.Target != "" {
			p.cannot(x, "mapping-target", "The mapping's target %q is no name of a variable.", m.Target)
		}
		switch {
		case c.Tag == "input" && !e.catches():
			p.mayBeFeel(x, "input mapping", m.Source)
			e.Ext.Inputs = append(e.Ext.Inputs, m)
		case c.Tag == "output":
			p.mayBeFeel(x, "output mapping", m.Source)
			e.Ext.Outputs = append(e.Ext.Outputs, m)
		default:
			p.cannot(x, "misplaced-extension", "%s has no meaning on a %s.", c.FullTag(), e.Kind)
		}
	}
}

// kinds of requirement and production.
var dataKinds = words("document fact")

func (p *processReader) dataKind(x, ext *etree.Element) string {
	v := strings.TrimSpace(ext.SelectAttrValue("kind", "document"))
	if !dataKinds[v] {
		p.cannot(x, "unknown-kind", "The kind %q of %s is neither document nor fact.", v, ext.FullTag())
	}
	return v
}

func readRequirement(p *processReader, x, ext *etree.Element, e *Element) {
	e.Ext.Requirements = append(e.Ext.Requirements, Requirement{
		Item: p.attr(x, ext, "item"), Kind: p.dataKind(x, ext), Optional: truth(ext, "optional", false),
		Purpose:    ext.SelectAttrValue("purpose", ""),
		LegalBasis: ext.SelectAttrValue("legalBasis", ""),
		Statute:    ext.SelectAttrValue("statute", ""),
		NeverReuse: p.oneOf(x, ext, "reuse", "offer", "never") == "never",
		FactOnly:   p.oneOf(x, ext, "lends", "paper", "fact") == "fact",
		Expires:    p.limit(x, ext),
	})
}

// oneOf reads an attribute that has one of two values, the first of which it has when it is not there.
func (r *reader) oneOf(x, ext *etree.Element, key, usual, other string) string {
	v := strings.TrimSpace(ext.SelectAttrValue(key, usual))
	if v != usual && v != other {
		r.cannot(x, "unknown-value", "The attribute %s of %s is %q; it is %s or %s.", key, ext.FullTag(), v, usual, other)
	}
	return v
}

// limit reads how long a lending may last.
func (r *reader) limit(x, ext *etree.Element) string {
	v := strings.TrimSpace(ext.SelectAttrValue("expires", ""))
	if v != "" {
		if _, err := ParseSpan(v); err != nil {
			r.cannot(x, "timer-syntax", "The time limit of %s cannot be read: %v.", ext.FullTag(), err)
		}
	}
	return v
}

func readAttests(p *processReader, x, ext *etree.Element, e *Element) {
	e.Ext.Attests = append(e.Ext.Attests, p.attr(x, ext, "item"))
}

func readProduction(p *processReader, x, ext *etree.Element, e *Element) {
	e.Ext.Produces = append(e.Ext.Produces, Production{
		Item: p.attr(x, ext, "item"), Kind: p.dataKind(x, ext), Optional: truth(ext, "optional", false),
	})
}

func readMilestone(p *processReader, x, ext *etree.Element, e *Element) {
	e.Ext.Milestone = p.fixed(x, ext, "key")
}

func readOutcome(p *processReader, x, ext *etree.Element, e *Element) {
	e.Ext.Outcome = p.fixed(x, ext, "key")
	e.Ext.OutcomeHurts = truth(ext, "adverse", false)
}

func readAdverse(_ *processReader, _, ext *etree.Element, e *Element) {
	e.Ext.Adverse = &Adverse{strings.Fields(ext.SelectAttrValue("values", ""))}
}

func readDecides(_ *processReader, _, _ *etree.Element, e *Element) { e.Ext.Decides = true }

func readReview(p *processReader, x, ext *etree.Element, e *Element) {
	e.Ext.Reviews = strings.Fields(p.fixed(x, ext, "of"))
}

func readTransfer(p *processReader, x, ext *etree.Element, e *Element) {
	e.Ext.Transfer = p.transfer(x, ext)
}

// transfer reads hih:transfer; nil if there is none.
func (r *reader) transfer(x, ext *etree.Element) *Transfer {
	if ext == nil {
		return nil
	}
	t := &Transfer{
		Items: strings.Fields(r.attr(x, ext, "items")), Recipient: r.attr(x, ext, "recipient"),
		Purpose: ext.SelectAttrValue("purpose", ""), LegalBasis: r.attr(x, ext, "legalBasis"),
		Statute: r.attr(x, ext, "statute"), Expires: r.limit(x, ext),
	}
	return t
}

func readCalledElement(p *processReader, x, ext *etree.Element, e *Element) {
	e.Call.ProcessID = p.attr(x, ext, "processId")
	p.mayBeFeel(x, "process id", e.Call.ProcessID)
	e.Call.AllIn = truth(ext, "propagateAllParentVariables", true)
	e.Call.AllOut = truth(ext, "propagateAllChildVariables", true)
}

func readAdHoc(p *processReader, x, ext *etree.Element, e *Element) {
	e.AdHoc.Active = p.attr(x, ext, "activeElementsCollection")
	p.feel(x, "collection of active elements", e.AdHoc.Active)
}
