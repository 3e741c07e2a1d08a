package release

import (
	"slices"

	"handinhand/process/bpmn"
	"handinhand/process/calls"
	"handinhand/process/dmn"
	"handinhand/process/form"
)

// RoleApplicant is the one role in a lane that no agency plays.
const RoleApplicant = "applicant"

// sourceLanguage is the language of the law, in which files are written and texts fall back.
const sourceLanguage = "de"

// Release is one loaded process package. Nobody may change it.
type Release struct {
	Hash       string // sha256 over the manifest, hex
	CaseType   string
	Definition *bpmn.Definition   // of the case's own process: the first of the file
	Called     []*bpmn.Definition // the other processes and the global tasks of the file, which call activities begin
	Programs   calls.Programs     // the case's own one, then the called ones
	BPMN       []byte             // process.bpmn as it was
	Forms      map[string]*form.Form
	Data       Data
	Texts      map[string]map[string]string // language -> key -> text

	decisions map[string]*dmn.Decision // id -> decision

	reads map[string][]string
	items map[string]string // field -> item
}

// Task is what a release says of a user task.
type Task struct {
	Element      string
	Role         string
	Form         *form.Form // nil if the task has none
	Requirements []Requirement
	Produces     []Production
	Attests      []string // items that its doer may give a signed word on
	Milestone    string
	Decides      bool     // whoever does the task decides about the applicant
	Reviews      []string // elements whose decisions the task looks at anew: nobody does it who did one of them
}

// Requirement is an item that a task needs: handed in (document, applicant's lane), lent (document, agency's lane) or shown
// (fact). Purpose, LegalBasis and Statute are the item's where the process does not say more.
type Requirement struct {
	Item, Kind                   string // Kind is document or fact
	Optional                     bool
	Purpose, LegalBasis, Statute string
	NeverReuse                   bool   // it is asked anew although another case has it
	FactOnly                     bool   // what was attested of the document is lent, not the document
	Expires                      string // ISO 8601 duration of the lending, empty: until the task ends
}

// Lasts is how long an agency is lent the item, if not until the task ends.
func (q Requirement) Lasts() (span bpmn.Span, limited bool) {
	span, err := bpmn.ParseSpan(q.Expires)
	return span, err == nil
}

// Production is an item that completing a task adds to the case.
type Production struct {
	Item, Kind string
	Optional   bool
}

// Transfer is a named transfer of items to an agency's system. Expires is an ISO 8601 duration, empty for no end.
type Transfer struct {
	Items                        []string
	Recipient                    string
	Purpose, LegalBasis, Statute string
	Expires                      string
}

// Role is a part in the process and its zone.
type Role struct{ Name, Zone string }

// Task gives the user task of that id.
func (r *Release) Task(element string) (Task, bool) {
	e, ok := r.Element(element)
	if !ok || e.Kind != bpmn.UserTask {
		return Task{}, false
	}
	task := Task{Element: e.ID, Role: r.Role(e), Form: r.Forms[e.Ext.Form], Milestone: e.Ext.Milestone, Decides: e.Ext.Decides, Reviews: e.Ext.Reviews}
	for _, q := range e.Ext.Requirements {
		law := r.law(q.Item, q.Purpose, q.LegalBasis, q.Statute)
		task.Requirements = append(task.Requirements, Requirement{q.Item, q.Kind, q.Optional, law.Purpose, law.LegalBasis, law.Statute, q.NeverReuse, q.FactOnly, q.Expires})
	}
	for _, p := range e.Ext.Produces {
		task.Produces = append(task.Produces, Production(p))
	}
	task.Attests = append(task.Attests, e.Ext.Attests...)
	return task, true
}

// law fills what the process leaves open from the item and the package.
func (r *Release) law(item, purpose, legalBasis, statute string) Item {
	known := r.Data.Items[item]
	return Item{
		Purpose:    first(purpose, known.Purpose, r.Data.Purpose),
		LegalBasis: first(legalBasis, known.LegalBasis),
		Statute:    first(statute, known.Statute),
	}
}

func first(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}

// Transfer gives the transfer of a service task.
func (r *Release) Transfer(element string) (Transfer, bool) {
	e, ok := r.Element(element)
	if !ok || e.Ext.Transfer == nil {
		return Transfer{}, false
	}
	t := e.Ext.Transfer
	return Transfer{
		Items: append([]string(nil), t.Items...), Recipient: t.Recipient, Purpose: first(t.Purpose, r.Data.Purpose),
		LegalBasis: t.LegalBasis, Statute: t.Statute, Expires: t.Expires,
	}, true
}

// Roles are the parts in the process, the applicant first, then in the order of the lanes.
func (r *Release) Roles() []Role {
	var applicant, others []Role
	seen := map[string]bool{}
	for _, lane := range r.lanes() {
		if lane.Agency == nil || seen[lane.Agency.Role] {
			continue
		}
		seen[lane.Agency.Role] = true
		role := Role{lane.Agency.Role, lane.Agency.Zone}
		if role.Name == RoleApplicant {
			applicant = append(applicant, role)
		} else {
			others = append(others, role)
		}
	}
	return append(applicant, others...)
}

// Reads tells whether some expression, mapping or decision of the process reads the variable. Nothing else may enter a
// case's workflow.
func (r *Release) Reads(variable string) bool { return len(r.reads[variable]) > 0 }

// ReadBy are the elements and flows that read the variable, in the order of the file, those that call a decision last.
func (r *Release) ReadBy(variable string) []string { return slices.Clone(r.reads[variable]) }

func (r *Release) read(variable, element string) {
	if !slices.Contains(r.reads[variable], element) {
		r.reads[variable] = append(r.reads[variable], element)
	}
}

// Milestones are the keys of the timeline, in order.
func (r *Release) Milestones() []string { return append([]string(nil), r.Data.Milestones...) }

// Locales are the languages that every text exists in.
func (r *Release) Locales() []string { return append([]string(nil), r.Data.Languages...) }

// Text is the text in a language, else in German, else the key.
func (r *Release) Text(locale, key string) string {
	if text, ok := r.Texts[locale][key]; ok {
		return text
	}
	if text, ok := r.Texts[sourceLanguage][key]; ok {
		return text
	}
	return key
}

// ItemIDs are the ids of all data items, sorted.
func (r *Release) ItemIDs() []string { return sorted(r.Data.Items) }

// Item gives a data item.
func (r *Release) Item(id string) (Item, bool) {
	item, ok := r.Data.Items[id]
	return item, ok
}

// ItemOfField gives the item that a form field belongs to.
func (r *Release) ItemOfField(field string) (string, bool) {
	item, ok := r.items[field]
	return item, ok
}

// OfNobody are the switches that no step and no form writes: whatever they hold tells
// nothing of a person.
func (r *Release) OfNobody() []string {
	return slices.DeleteFunc(r.Data.Switches.Names(), func(name string) bool {
		_, asked := r.items[name]
		return asked || slices.ContainsFunc(r.Elements(), func(e *bpmn.Element) bool { return slices.Contains(written(e), name) })
	})
}
