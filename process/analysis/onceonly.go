package analysis

import (
	"maps"
	"slices"

	"handinhand/process/bpmn"
	"handinhand/process/finding"
)

// demand is something that a task takes from whoever does it and does not go on without.
type demand struct {
	element *bpmn.Element // where in the process at hand: the task, or the call activity that leads to it
	task    *bpmn.Element
	asked   bool   // of the applicant
	maybe   bool   // the called process may also end without it
	what    string // "document:ID" or "field:KEY"
	item    string
	words   noun
}

// noun is what a demand is called, at the start of a sentence and inside of one.
type noun struct{ start, inside finding.Text }

// OnceOnly finds what the applicant is asked for although the case, or an agency, has it already. What every way to the
// task has brought is an Error; what some way has brought is a Warning. What a task asks for only when it is wanted (optional)
// is no demand, and neither is the same task once more.
func OnceOnly(s *Subject) []finding.Finding {
	var out []finding.Finding
	for _, def := range append([]*bpmn.Definition{s.Definition}, s.Called...) {
		one := *s
		one.Definition = def
		out = append(out, onceOnly(&one)...)
	}
	return out
}

func onceOnly(s *Subject) []finding.Finding {
	w := newWays(s)
	given := demands(s, w)
	var out []finding.Finding
	for _, d := range given {
		if !d.asked {
			continue
		}
		if source := s.Items[d.item].Source; source != "" && source != roleApplicant && d.element == d.task {
			out = append(out, finding.Finding{
				Severity: finding.Error, Element: d.element.ID, Name: d.element.Name, Rule: "once-only", Path: []finding.Step{{Element: d.element.ID, Name: d.element.Name, Text: finding.Say("asks for it")}},
				Message: finding.Say("The applicant is asked for %s here, but data.yaml says that %s has it: ask there.", d.words.inside, source),
			})
			continue
		}
		if f, found := twice(w, given, d); found {
			out = append(out, f)
		}
	}
	return out
}

// twice looks for a task before a demand that has brought the same thing.
func twice(w ways, given []demand, d demand) (finding.Finding, bool) {
	f := finding.Finding{Element: d.element.ID, Name: d.element.Name, Rule: "once-only"}
	for _, earlier := range given {
		if earlier.what != d.what || earlier.element == d.element || earlier.task == d.task {
			continue
		}
		path := w.follow(earlier.element, d.element)
		if path == nil {
			continue
		}
		sure := !earlier.maybe && !d.maybe && w.always(earlier.element, d.element)
		if f.Severity == finding.Error || f.Severity == finding.Warning && !sure {
			continue
		}
		path[0].Text, path[len(path)-1].Text = finding.Say("brings it"), finding.Say("asks for it again")
		f.Path, f.Severity = path, finding.Warning
		f.Message = finding.Say("%s is asked for again here, although a case that came over %s has it already: %s. Show it there, or make it optional.", d.words.start, called(earlier.element.Name, earlier.element.ID), sentence(path))
		if sure {
			f.Severity = finding.Error
			f.Message = finding.Say("%s is asked for again here, although every case has it already: %s. Show it there instead of asking.", d.words.start, sentence(path))
		}
	}
	return f, f.Severity != ""
}

// demands lists what the tasks of a process bring, in the order of the file, and what those of called ones do.
func demands(s *Subject, w ways) []demand {
	itemOf := s.itemsByField()
	var out []demand
	for _, e := range s.Definition.Elements {
		if e.Kind == bpmn.CallActivity && e.Call != nil {
			out = append(out, calledDemands(s, w, e)...)
		}
		if e.Kind != bpmn.UserTask {
			continue
		}
		document := func(item string) {
			out = append(out, demand{element: e, task: e, asked: w.isApplicants(e), what: "document:" + item, item: item, words: noun{finding.Say("The document “%s”", item), finding.Say("the document “%s”", item)}})
		}
		for _, q := range e.Ext.Requirements {
			if w.isApplicants(e) && q.Kind == "document" && !q.Optional {
				document(q.Item)
			}
		}
		for _, p := range e.Ext.Produces {
			if p.Kind == "document" && !p.Optional {
				document(p.Item)
			}
		}
		f := s.Forms[e.Ext.Form]
		if f == nil {
			continue
		}
		for _, field := range f.Fields() {
			if ever, _ := field.Readonly(); !ever && field.Rules.Required {
				out = append(out, demand{element: e, task: e, asked: w.isApplicants(e), what: "field:" + field.Key, item: itemOf[field.Key], words: noun{finding.Say("The field “%s”", field.Key), finding.Say("the field “%s”", field.Key)}})
			}
		}
	}
	return out
}

// calledDemands are those of a process that a call activity begins, as they look from the caller. A process that calls
// itself brings nothing new.
func calledDemands(s *Subject, w ways, e *bpmn.Element) []demand {
	i := slices.IndexFunc(s.Called, func(d *bpmn.Definition) bool { return d.ID == e.Call.Target() })
	if i < 0 {
		return nil
	}
	inner := *s
	inner.Definition, inner.Called = s.Called[i], slices.Delete(slices.Clone(s.Called), i, i+1)
	within := newWays(&inner)
	list := demands(&inner, within)
	for k := range list {
		d := &list[k]
		d.maybe = d.maybe || !within.everyEnd(d.element)
		d.asked = d.asked || inner.Definition.Global && w.isApplicants(e)
		d.element = e
	}
	return list
}

// sortedItems are the ids of the items of a subject.
func sortedItems(s *Subject) []string { return slices.Sorted(maps.Keys(s.Items)) }
