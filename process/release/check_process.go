package release

import (
	"slices"
	"strings"

	"handinhand/process/bpmn"
	"handinhand/process/finding"
)

// checkProcess checks what the diagram says against the rest of the package.
func (l *loader) checkProcess() {
	l.checkRoles()
	for _, e := range l.release.Elements() {
		switch e.Kind {
		case bpmn.UserTask:
			l.checkTask(e)
		case bpmn.ServiceTask:
			l.checkService(e)
		}
	}
	l.checkMilestones()
	l.checkOutcomes()
	l.checkUnused()
}

func (l *loader) onElement(e *bpmn.Element, rule, format string, args ...any) {
	l.fail(processFile, e.ID, rule, format, args...)
}

// checkRoles sees to it that someone is responsible for every element.
func (l *loader) checkRoles() {
	for _, lane := range l.release.lanes() {
		switch {
		case lane.Agency == nil:
			l.fail(processFile, lane.ID, "lane-without-role", "the lane %q does not say which role acts in it (hih:agency)", lane.Name)
		case lane.Agency.Role == RoleApplicant && lane.Agency.Zone != RoleApplicant:
			l.fail(processFile, lane.ID, "applicant-zone", "the applicant's lane has the zone %q", lane.Agency.Zone)
		case lane.Agency.Role != RoleApplicant && lane.Agency.Zone == RoleApplicant:
			l.fail(processFile, lane.ID, "applicant-zone", "the lane of %q is in the zone of the applicant", lane.Agency.Role)
		}
	}
	if !l.role(RoleApplicant) && !l.nobodys() {
		l.fail(processFile, l.release.Definition.ID, "no-applicant", "no lane is the applicant's (hih:agency role=\"applicant\"); only a process that timers begin, and that has no items, needs none")
	}
	for _, e := range l.release.Elements() {
		if l.release.Role(e) == "" {
			l.onElement(e, "element-without-lane", "the element stands in no lane with a role, so nobody is responsible for it")
		}
	}
	for _, id := range sorted(l.release.Data.Items) {
		if source := l.release.Data.Items[id].Source; source != "" && !l.role(source) {
			l.fail(dataFile, id, "unknown-role", "the source %q is no role of the process", source)
		}
	}
}

func (l *loader) role(name string) bool {
	return slices.ContainsFunc(l.release.Roles(), func(r Role) bool { return r.Name == name })
}

func (l *loader) checkTask(e *bpmn.Element) {
	if e.Ext.Form != "" && l.release.Forms[e.Ext.Form] == nil {
		l.onElement(e, "unknown-form", "the package has no form %q", e.Ext.Form)
	}
	seen := map[string]bool{}
	for _, q := range e.Ext.Requirements {
		if seen[q.Item] {
			l.onElement(e, "requirement-twice", "the item %q is required twice", q.Item)
		}
		seen[q.Item] = true
		l.checkItem(e, q.Item, q.Kind)
		l.checkZone(e, q.Item)
		if law := l.release.law(q.Item, q.Purpose, q.LegalBasis, q.Statute); !legalBases.MatchString(law.LegalBasis) {
			l.onElement(e, "legal-basis", "%q is no legal basis such as eu-gdpr:A6-1-e", law.LegalBasis)
		}
	}
	l.checkLending(e)
	for _, p := range e.Ext.Produces {
		l.checkItem(e, p.Item, p.Kind)
		l.checkZone(e, p.Item)
	}
}

// checkLending looks at how documents are asked for and lent: what is said to the applicant means nothing to an agency, and the
// reverse; and only who sees a document can give a word on it.
func (l *loader) checkLending(e *bpmn.Element) {
	applicants := e.Role() == RoleApplicant
	seen := map[string]bool{}
	for _, q := range e.Ext.Requirements {
		seen[q.Item] = q.Kind == "document" && !q.FactOnly && !applicants
		switch {
		case q.NeverReuse && (!applicants || q.Kind != "document"):
			l.onElement(e, "lending", "only a document that the applicant hands in can be reused or not: leave reuse out of the requirement %q", q.Item)
		case (q.FactOnly || q.Expires != "") && applicants:
			l.onElement(e, "lending", "nothing is lent to the applicant: leave lends and expires out of the requirement %q", q.Item)
		case q.FactOnly && q.Kind != "document":
			l.onElement(e, "lending", "the item %q is a fact already: leave lends out", q.Item)
		}
	}
	for _, item := range e.Ext.Attests {
		if !seen[item] {
			l.onElement(e, "lending", "the task may attest %q, but is not lent that document", item)
		}
	}
}

// checkItem finds an item that a step names and compares its kind.
func (l *loader) checkItem(e *bpmn.Element, id, kind string) {
	item, known := l.release.Data.Items[id]
	switch {
	case !known:
		l.onElement(e, "unknown-item", "data.yaml has no item %q", id)
	case kind != item.Kind():
		l.onElement(e, "item-kind", "the item %q is a %s (it has %d form fields), not a %s", id, kindOf(item.Kind()), len(item.Fields), kindOf(kind))
	}
}

func kindOf(kind string) finding.Text {
	if kind == "fact" {
		return finding.Word("fact")
	}
	return finding.Word("document")
}

// checkZone keeps an item in the zones of its label. Only a named transfer may cross. What comes there on a longer way is
// found by Prove.
func (l *loader) checkZone(e *bpmn.Element, id string) {
	item, known := l.release.Data.Items[id]
	if !known || e.Lane == nil || e.Lane.Agency == nil {
		return
	}
	if t := e.Ext.Transfer; t != nil && t.Recipient == l.release.Role(e) && slices.Contains(t.Items, id) {
		return
	}
	label, known := l.release.Data.Labels[item.Label]
	if zone := e.Lane.Agency.Zone; known && !slices.Contains(label.Zones, zone) {
		l.onElement(e, "zone", "the item %q bears the label %q, which must not be seen in the zone %q", id, item.Label, zone)
	}
}

func (l *loader) checkService(e *bpmn.Element) {
	service := e.Ext.Service
	if service == nil {
		return // bpmn.Parse said so
	}
	if e.Ext.Transfer != nil && service.Type != "transfer" && service.Type != "notice" {
		l.onElement(e, "service-type", "hih:transfer needs the service type \"transfer\", not %q", service.Type)
	}
	switch service.Type {
	case "notice":
		l.checkNotice(e, service)
	case "transfer":
		l.checkTransfer(e)
	default:
		l.onElement(e, "service-type", "the service type %q is not known; \"notice\" and \"transfer\" are", service.Type)
	}
}

func (l *loader) checkNotice(e *bpmn.Element, service *bpmn.Service) {
	for _, h := range service.Headers {
		if h.Key != "text" && h.Key != "recipient" {
			l.onElement(e, "service-header", "a notice has the headers text and recipient; %q would have no effect", h.Key)
		}
	}
	if service.Header("text") == "" {
		l.onElement(e, "service-header", "the notice does not say which text it is (header text)")
	}
	if recipient := service.Header("recipient"); !l.role(recipient) {
		l.onElement(e, "unknown-role", "the recipient %q of the notice is no role of the process", recipient)
	}
}

func (l *loader) checkTransfer(e *bpmn.Element) {
	t := e.Ext.Transfer
	if t == nil {
		l.onElement(e, "transfer-missing", "the step transfers, but does not say what to whom (hih:transfer)")
		return
	}
	if t.Recipient == RoleApplicant || !l.role(t.Recipient) {
		l.onElement(e, "unknown-role", "the recipient %q of the transfer is no agency of the process", t.Recipient)
	}
	if !legalBases.MatchString(t.LegalBasis) {
		l.onElement(e, "legal-basis", "%q is no legal basis such as eu-gdpr:A6-1-e", t.LegalBasis)
	}
	for _, id := range t.Items {
		if _, known := l.release.Data.Items[id]; !known {
			l.onElement(e, "unknown-item", "data.yaml has no item %q", id)
		}
	}
}

func (l *loader) checkMilestones() {
	declared := l.release.Data.Milestones
	reached := map[string]bool{}
	for _, e := range l.release.Elements() {
		key := e.Ext.Milestone
		if key != "" && !slices.Contains(declared, key) {
			l.onElement(e, "unknown-milestone", "the milestone %q is not in the milestones of data.yaml", key)
		}
		reached[key] = true
	}
	for _, key := range declared {
		if !reached[key] {
			l.fail(dataFile, key, "unreached-milestone", "no element of the process reaches the milestone")
		}
	}
}

// checkOutcomes wants an outcome at every end event that ends the main way. A side way, which begins at a boundary event
// that does not interrupt, may end without one: the case goes on.
func (l *loader) checkOutcomes() {
	for _, e := range l.mainWay() {
		if e.Kind == bpmn.EndEvent && e.Ext.Outcome == "" {
			l.onElement(e, "end-without-outcome", "the end event does not say how the case ended (hih:outcome)")
		}
	}
}

// mainWay gives what a token of the case's own process can reach without leaving through a boundary event that does not interrupt.
func (l *loader) mainWay() []*bpmn.Element {
	var way, todo []*bpmn.Element
	for _, e := range l.release.Definition.Elements {
		if e.Kind == bpmn.StartEvent {
			todo = append(todo, e)
		}
	}
	for len(todo) > 0 {
		e := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if slices.Contains(way, e) {
			continue
		}
		way = append(way, e)
		for _, f := range e.Outgoing {
			todo = append(todo, f.Target)
		}
		for _, b := range e.Boundary {
			if b.Interrupting {
				todo = append(todo, b)
			}
		}
	}
	slices.SortFunc(way, func(a, b *bpmn.Element) int { return a.Index - b.Index })
	return way
}

// checkUnused names files that no step uses.
func (l *loader) checkUnused() {
	used := map[string]bool{}
	for _, e := range l.release.Elements() {
		used[e.Ext.Form] = true
	}
	for _, id := range sorted(l.release.Forms) {
		if !used[id] {
			l.warn(l.formFiles[id], id, "unused-form", "no task uses the form")
		}
	}
	for _, name := range sorted(l.release.Texts) {
		if !slices.Contains(l.release.Data.Languages, name) {
			l.warn("i18n/"+name+".json", "", "unused-language", "the language is not among %s of data.yaml", strings.Join(l.release.Data.Languages, ", "))
		}
	}
}
