package analysis

import (
	"slices"
	"strings"

	"handinhand/process/bpmn"
	"handinhand/process/feel"
	"handinhand/process/finding"
)

// use is where something is used.
type use struct {
	element *bpmn.Element
	own     bool // the element's own form looks at it
}

// Minimisation finds what is asked for and never used: a field that no step reads, shows or sends once it is given, and a
// document that no agency is lent. What the applicant is asked for in vain is an Error (GDPR Art. 5(1)(c)); what an agency
// writes down for nobody is a Warning. Called processes that get every variable are named where they read only some.
func Minimisation(s *Subject) []finding.Finding {
	definitions := append([]*bpmn.Definition{s.Definition}, s.Called...)
	var out []finding.Finding
	for i, def := range definitions {
		one := *s
		one.Definition = def
		out = append(out, minimise(&one, slices.Delete(slices.Clone(definitions), i, i+1))...)
	}
	return out
}

// minimise looks at one process. What another one of the file uses counts as used: it may be called with it, or have called
// for it.
func minimise(s *Subject, others []*bpmn.Definition) []finding.Finding {
	w := newWays(s)
	fields, documents := uses(s, w)
	elsewhere := map[string]bool{}
	for _, def := range others {
		other := *s
		other.Definition = def
		theirs, papers := uses(&other, newWays(&other))
		for name := range theirs {
			elsewhere[name] = true
		}
		for name := range papers {
			elsewhere["document:"+name] = true
		}
	}
	var out []finding.Finding
	for _, e := range s.Definition.Elements {
		if e.Kind == bpmn.CallActivity {
			out = append(out, passesAll(e)...)
		}
		if e.Kind != bpmn.UserTask {
			continue
		}
		later := w.later(e)
		used := func(list []use) bool {
			return slices.ContainsFunc(list, func(u use) bool { return u.own && u.element == e || !u.own && later[w.in(u.element)] })
		}
		if f := s.Forms[e.Ext.Form]; f != nil {
			for _, field := range f.Fields() {
				if _, always := field.Readonly(); !always && !used(fields[field.Key]) && !used(fields[""]) && !elsewhere[field.Key] {
					out = append(out, unused(w, e, finding.Say("The field “%s”", field.Key), "unused-field"))
				}
			}
		}
		for _, q := range e.Ext.Requirements {
			if q.Kind == "document" && w.isApplicants(e) && !used(documents[q.Item]) && !elsewhere["document:"+q.Item] {
				out = append(out, unused(w, e, finding.Say("The document “%s”", q.Item), "unused-document"))
			}
		}
	}
	return out
}

func unused(w ways, e *bpmn.Element, what finding.Text, rule string) finding.Finding {
	f := finding.Finding{Severity: finding.Warning, Element: e.ID, Name: e.Name, Rule: rule, Path: w.escape(e)}
	if len(f.Path) > 0 {
		f.Path[0].Text = finding.Say("asks for it")
	}
	f.Message = finding.Say("%s is written down here, and no later step uses it: leave it out.", what)
	if w.isApplicants(e) {
		f.Severity = finding.Error
		f.Message = finding.Say("%s is asked of the applicant here, and no later step reads, shows or sends it: do not ask for it.", what)
	}
	return f
}

// uses lists where each field is used, by its key ("" where everything is), and where each document is.
func uses(s *Subject, w ways) (fields, documents map[string][]use) {
	fields, documents = map[string][]use{}, map[string][]use{}
	for _, x := range s.Definition.Expressions() {
		e, isNode := s.Definition.Element(x.Element)
		if flow, isFlow := s.Definition.Flow(x.Element); isFlow && !isNode {
			e = flow.Target // it is taken behind what it leaves
		}
		compiled, err := feel.Compile(x.Text)
		if err != nil || e == nil {
			continue
		}
		for _, name := range compiled.Names() {
			fields[name] = append(fields[name], use{element: e}, use{element: e, own: true})
		}
	}
	for _, e := range s.Definition.Elements {
		stepUses(s, w, e, fields, documents)
	}
	return fields, documents
}

func stepUses(s *Subject, w ways, e *bpmn.Element, fields, documents map[string][]use) {
	item := func(id string) {
		for _, field := range s.Items[id].Fields {
			fields[field] = append(fields[field], use{element: e})
		}
		documents[id] = append(documents[id], use{element: e})
	}
	for _, q := range e.Ext.Requirements {
		if q.Kind == "document" && !w.isApplicants(e) {
			item(q.Item)
		}
	}
	if t := e.Ext.Transfer; t != nil && e.Kind != bpmn.UserTask {
		for _, id := range t.Items {
			item(id)
		}
	}
	if f := s.Forms[e.Ext.Form]; f != nil {
		for _, field := range f.Fields() {
			if ever, _ := field.Readonly(); ever {
				fields[field.Key] = append(fields[field.Key], use{element: e})
			}
		}
		for _, name := range f.Names() {
			fields[name] = append(fields[name], use{element: e, own: true}, use{element: e})
		}
	}
	if e.Ext.Decision != nil {
		if d, known := s.Decision(e.Ext.Decision.ID); known {
			for _, name := range d.Inputs() {
				fields[name] = append(fields[name], use{element: e})
			}
		}
	}
	if takesAll(e) {
		fields[""] = append(fields[""], use{element: e})
		for _, id := range sortedItems(s) {
			documents[id] = append(documents[id], use{element: e})
		}
	}
}

// takesAll tells whether a step is given every variable, so that what it uses cannot be told.
func takesAll(e *bpmn.Element) bool {
	if len(e.Ext.Inputs) > 0 || len(e.DataIn) > 0 {
		return false
	}
	switch e.Kind {
	case bpmn.CallActivity:
		return e.Call.AllIn
	case bpmn.ServiceTask:
		return e.Ext.Service != nil && e.Ext.Service.Type != "notice" && e.Ext.Service.Type != "transfer"
	case bpmn.SendTask:
		return true
	}
	return len(e.DataOut) > 0 && e.Kind == bpmn.UserTask
}

// passesAll names a call that passes everything to a process of the same file that reads only some of it.
func passesAll(e *bpmn.Element) []finding.Finding {
	if !e.Call.AllIn || strings.HasPrefix(e.Call.Target(), "=") {
		return nil
	}
	return []finding.Finding{{
		Severity: finding.Warning, Element: e.ID, Name: e.Name, Rule: "passes-all",
		Message: finding.Say("The called process gets every variable of this one: map what it needs, and set propagateAllParentVariables=\"false\"."),
	}}
}
