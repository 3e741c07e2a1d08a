package release

import (
	"handinhand/process/bpmn"
	"handinhand/process/feel"
	"handinhand/process/form"
)

// checkFields checks every field of every form: whose item it is and who sees it.
func (l *loader) checkFields() {
	l.checkClassified()
	for _, e := range l.release.Elements() {
		f := l.release.Forms[e.Ext.Form]
		if e.Kind != bpmn.UserTask || f == nil {
			continue
		}
		readonly := f.Readonly(nil, feel.Scope{})
		for _, field := range f.Fields() {
			l.checkZone(e, l.release.items[field.Key])
			if l.release.Role(e) != RoleApplicant && readonly[field.Key] {
				l.checkShown(e, field)
			}
		}
		l.checkLent(e, f)
	}
}

// checkClassified matches fields and items: unclassified means forbidden.
func (l *loader) checkClassified() {
	known := map[string]bool{}
	for _, id := range sorted(l.release.Forms) {
		for _, field := range l.release.Forms[id].Fields() {
			known[field.Key] = true
			if _, ok := l.release.items[field.Key]; !ok {
				l.fail(l.formFiles[id], field.Key, "unclassified-field", "no item of data.yaml lists the field, so nobody may ask for it")
			}
		}
	}
	for _, field := range sorted(l.release.items) {
		if !known[field] {
			l.fail(dataFile, l.release.items[field], "unknown-field", "no form has the field %q", field)
		}
	}
}

// checkShown wants a requirement behind each fact that an agency's task shows: without one the page stays empty.
func (l *loader) checkShown(e *bpmn.Element, field form.Field) {
	item := l.release.items[field.Key]
	for _, q := range e.Ext.Requirements {
		if q.Item == item && q.Kind == "fact" {
			return
		}
	}
	l.onElement(e, "fact-not-required", "the form shows the field %q, but the task does not require the fact %q", field.Key, item)
}

// checkLent names facts that an agency is lent and its form does not show: nobody lends what nobody looks at.
func (l *loader) checkLent(e *bpmn.Element, f *form.Form) {
	shown := map[string]bool{}
	for key, readonly := range f.Readonly(nil, feel.Scope{}) {
		if readonly {
			shown[l.release.items[key]] = true
		}
	}
	for _, q := range e.Ext.Requirements {
		if q.Kind == "fact" && !shown[q.Item] {
			l.warn(processFile, e.ID, "fact-not-shown", "the task requires the fact %q, but its form shows no field of it", q.Item)
		}
	}
}
