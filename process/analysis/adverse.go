package analysis

import (
	"slices"
	"strings"

	"handinhand/process/bpmn"
	"handinhand/process/feel"
	"handinhand/process/finding"
)

// Adverse finds where a machine has the last word against the applicant: a result of a decision table that its file calls
// adverse (hih:adverse) and that reaches an end or a transfer without a person in between who decides (hih:decision, in
// an agency's lane); an adverse outcome that can be reached without one; and decisions that nobody can contest. Each
// comes with the way.
//
// Each process of a file is looked at for itself: what a called process finds against the applicant is decided in it.
func Adverse(s *Subject) []finding.Finding {
	var out []finding.Finding
	for _, def := range append([]*bpmn.Definition{s.Definition}, s.Called...) {
		one := *s
		one.Definition = def
		out = append(out, adverse(&one)...)
	}
	return out
}

func adverse(s *Subject) []finding.Finding {
	w := newWays(s)
	var out []finding.Finding
	for _, e := range s.Definition.Elements {
		switch {
		case e.Kind == bpmn.BusinessRuleTask && e.Ext.Decision != nil:
			out = append(out, adverseResults(s, w, e)...)
		case e.Ext.OutcomeHurts:
			v := verdict{ways: w}
			if path := v.search(func(at int32) bool { return at == w.in(e) }, w.entry()); path != nil {
				path[len(path)-1].Text = finding.Say("ends the case against the applicant")
				out = append(out, alone(e, path, finding.Say("The case can end here against the applicant without a person who decides: %s. Put a task with hih:decision in an agency's lane on the way.", route(path))))
			}
		case e.Ext.Decides:
			out = append(out, contestable(w, e)...)
		}
		out = append(out, reviews(w, e)...)
	}
	return out
}

// alone is the finding that a machine is alone with a result.
func alone(e *bpmn.Element, path []finding.Step, message finding.Text) finding.Finding {
	return finding.Finding{Severity: finding.Error, Element: e.ID, Name: e.Name, Rule: "adverse-by-machine", Path: path, Message: message}
}

func adverseResults(s *Subject, w ways, e *bpmn.Element) []finding.Finding {
	d, known := s.Decision(e.Ext.Decision.ID)
	if !known {
		return nil // the loader said so
	}
	allowed, listed := d.Allowed()
	report := func(severity finding.Severity, rule, format string, args ...any) []finding.Finding {
		return []finding.Finding{{Severity: severity, Element: e.ID, Name: e.Name, Rule: rule, Message: finding.Say(format, args...)}}
	}
	switch {
	case e.Ext.Adverse == nil && listed:
		return report(finding.Warning, "adverse-undeclared", "The step does not say which results of the decision are against the applicant: write <hih:adverse values=\"…\"/> with some of %s, or none.", strings.Join(allowed, ", "))
	case e.Ext.Adverse == nil:
		return nil
	case !listed && len(e.Ext.Adverse.Values) > 0:
		return report(finding.Error, "adverse-unlisted", "The results that are against the applicant cannot be followed: the decision %q needs a table with one output and the list of its values.", d.ID)
	}
	var out []finding.Finding
	for _, value := range e.Ext.Adverse.Values {
		if !slices.Contains(allowed, value) {
			out = append(out, report(finding.Error, "adverse-unknown", "The decision never gives %q; it gives %s.", value, strings.Join(allowed, ", "))...)
			continue
		}
		v := verdict{ways: w, variable: e.Ext.Decision.ResultVariable, value: value}
		path := v.search(v.final, append([]int32{w.out(e)}, w.interruptions(e)...)...)
		if path == nil {
			continue
		}
		path = append([]finding.Step{{Element: e.ID, Name: e.Name, Text: finding.Say("gives %q", value)}}, path...)
		path[len(path)-1].Text = finding.Say("makes it final")
		out = append(out, alone(e, path, finding.Say("The result %q is against the applicant, and no person decides before it is final: %s. Put a task with hih:decision in an agency's lane on the way.", value, route(path))))
	}
	return out
}

// contestable asks for a review behind each decision of an agency, with a task of the applicant between in which they
// can ask for it. What decides about a review is not reviewed again: then the courts are there.
func contestable(w ways, e *bpmn.Element) []finding.Finding {
	if w.isApplicants(e) {
		return []finding.Finding{{Severity: finding.Error, Element: e.ID, Name: e.Name, Rule: "decision-by-applicant", Message: finding.Say("The task stands in the applicant's lane: nobody decides about themself. Remove hih:decision.")}}
	}
	if len(e.Ext.Reviews) > 0 {
		return nil
	}
	for _, review := range w.def.Elements {
		if !slices.Contains(review.Ext.Reviews, e.ID) {
			continue
		}
		for _, asks := range w.def.Elements {
			if asks.Kind == bpmn.UserTask && w.isApplicants(asks) && w.follow(e, asks) != nil && w.follow(asks, review) != nil {
				return nil
			}
		}
	}
	return []finding.Finding{{
		Severity: finding.Error, Element: e.ID, Name: e.Name, Rule: "not-contestable", Path: w.escape(e),
		Message: finding.Say("The applicant cannot contest what is decided here: after it, give them a task, and behind that an agency's task with <hih:review of=%q/>.", e.ID),
	}}
}

// reviews checks what a task says it reviews.
func reviews(w ways, e *bpmn.Element) []finding.Finding {
	var out []finding.Finding
	for _, id := range e.Ext.Reviews {
		of, known := w.def.Element(id)
		if !known || !of.Ext.Decides || of == e || w.isApplicants(e) || !e.Ext.Decides {
			out = append(out, finding.Finding{
				Severity: finding.Error, Element: e.ID, Name: e.Name, Rule: "review-of-nothing",
				Message: finding.Say("The task says that it reviews %q: both must be tasks of agencies with hih:decision.", id),
			})
		}
	}
	return out
}

// verdict follows one value of a variable through a process, as far as no person decides. Without a variable it follows
// every way.
type verdict struct {
	ways
	variable, value string
}

// stand is a point of the process; sure tells whether the variable still has the value.
type stand struct {
	at   int32
	sure bool
}

// interruptions are where the way of a result may go on by itself: before the event sub-processes that end what stands
// around an element.
func (w ways) interruptions(e *bpmn.Element) []int32 {
	var out []int32
	scopes := []*bpmn.Scope{w.def.Body}
	for p := e.Parent; p != nil; p = p.Parent {
		scopes = append(scopes, p.Body)
	}
	for _, s := range scopes {
		for _, sub := range s.EventSubProcesses() {
			if slices.ContainsFunc(sub.Body.Starts(), func(start *bpmn.Element) bool { return start.Interrupting }) {
				out = append(out, w.in(sub))
			}
		}
	}
	return out
}

// search gives a shortest way from one of some points to one that is wanted; nil when a person stands on all of them.
func (v verdict) search(wanted func(int32) bool, from ...int32) []finding.Step {
	came := map[stand]stand{}
	var todo []stand
	for _, at := range from {
		start := stand{at, v.variable != ""}
		came[start] = start
		todo = append(todo, start)
	}
	for i := 0; i < len(todo); i++ {
		here := todo[i]
		if wanted(here.at) {
			return v.way(came, here)
		}
		for _, next := range v.next(here) {
			if _, been := came[next]; !been {
				came[next] = here
				todo = append(todo, next)
			}
		}
	}
	return nil
}

// final tells whether what is known at a point is final there: an end of the process, or something sent to an agency.
func (v verdict) final(at int32) bool {
	e, before := v.element(at)
	if e == nil || before != (e.Body == nil) { // a sub-process ends behind what stands in it
		return false
	}
	sends := e.Kind == bpmn.ServiceTask || e.Kind == bpmn.SendTask || e.Kind == bpmn.ThrowEvent || e.Kind == bpmn.EndEvent
	return e.Ext.Transfer != nil && sends || e.Parent == nil && len(e.Outgoing) == 0 && e.Trigger(bpmn.LinkTrigger) == nil
}

// element is the one before which a point lies.
func (v verdict) element(at int32) (e *bpmn.Element, before bool) {
	if at >= v.entry() {
		return nil, false
	}
	return v.def.Elements[at/2], at%2 == 0
}

// next are the points that may come next. Behind a person who decides comes nothing, but time may pass them by; what
// runs beside a task without ending it is not the way of the result.
func (v verdict) next(here stand) []stand {
	var out []stand
	e, before := v.element(here.at)
	for _, to := range v.control.next[here.at] {
		switch {
		case to == v.exit():
			continue // an end is found before it
		case e == nil:
		case before && to == v.out(e) && e.Ext.Decides && !v.isApplicants(e):
			continue
		case before && v.variable != "" && v.beside(to):
			continue
		case !before && !v.open(e, to, here.sure):
			continue
		}
		out = append(out, stand{to, here.sure && !(e != nil && before && v.writes(e))})
	}
	return out
}

// beside tells whether a point lies before an event that does not end the task that it stands on.
func (v verdict) beside(at int32) bool {
	e, before := v.element(at)
	return before && e.Kind == bpmn.BoundaryEvent && !e.Interrupting
}

// open tells whether one of the flows from an element to a point may be followed.
func (v verdict) open(e *bpmn.Element, to int32, sure bool) bool {
	flows := 0
	taken := false // an exclusive gateway has found its flow
	for _, f := range e.Outgoing {
		holds, certain := v.condition(f, sure)
		follows := holds || !certain
		if f == e.Default {
			holds, certain, follows = false, false, !v.leaves(e, sure)
		}
		if v.in(f.Target) == to {
			flows++
			if follows && !(taken && e.Kind == bpmn.ExclusiveGateway) {
				return true
			}
		}
		taken = taken || holds && certain
	}
	return flows == 0 // no sequence flow: a link, a boundary, the end of a sub-process
}

// leaves tells whether a flow that is not the default one is surely taken.
func (v verdict) leaves(e *bpmn.Element, sure bool) bool {
	return slices.ContainsFunc(e.Outgoing, func(f *bpmn.Flow) bool {
		holds, certain := v.condition(f, sure)
		return f != e.Default && holds && certain
	})
}

// condition evaluates a condition that asks for nothing but the variable.
func (v verdict) condition(f *bpmn.Flow, sure bool) (holds, certain bool) {
	source, ok := strings.CutPrefix(f.Condition, "=")
	if !ok {
		return true, false
	}
	x, err := feel.Compile(source)
	if err != nil || !sure || len(x.Names()) != 1 || x.Names()[0] != v.variable {
		return true, false
	}
	result, _ := x.Eval(feel.Scope{Vars: feel.Vars(map[string]any{v.variable: v.value})})
	return result == true, true
}

// writes tells whether an element may give the variable another value.
func (v verdict) writes(e *bpmn.Element) bool {
	if slices.ContainsFunc(e.Ext.Outputs, func(m bpmn.Mapping) bool {
		return m.Target == v.variable || strings.HasPrefix(m.Target, v.variable+".")
	}) {
		return true
	}
	if e.Ext.Decision != nil && e.Ext.Decision.ResultVariable == v.variable || e.Ext.Script != nil && (e.Ext.Script.ResultVariable == v.variable || e.Ext.Script.ResultVariable == "") {
		return true
	}
	if f := v.subject.Forms[e.Ext.Form]; f != nil {
		if field, has := f.Field(v.variable); has {
			_, always := field.Readonly()
			return !always
		}
	}
	switch e.Kind {
	case bpmn.ServiceTask, bpmn.CallActivity, bpmn.ReceiveTask, bpmn.CatchEvent, bpmn.BoundaryEvent:
		return lasts(e) || e.Kind == bpmn.BoundaryEvent
	}
	return false
}

// way is the path that the search took.
func (v verdict) way(came map[stand]stand, here stand) []finding.Step {
	var points []int32
	for {
		points = append(points, here.at)
		before := came[here]
		if before == here {
			break
		}
		here = before
	}
	slices.Reverse(points)
	steps := []finding.Step{}
	for i, at := range points {
		if i > 0 {
			if flow := v.flowPlace(points[i-1], at); flow >= 0 {
				steps = append(steps, finding.Step{Element: v.places[flow].id, Name: v.places[flow].name})
			}
		}
		if e, before := v.element(at); before {
			steps = append(steps, finding.Step{Element: e.ID, Name: e.Name})
		}
	}
	return steps
}

// route names the elements of a way.
func route(path []finding.Step) finding.Text {
	var names []finding.Text
	for _, step := range path {
		if step.Name != "" {
			names = append(names, called(step.Name, step.Element))
		}
	}
	if len(names) == 0 {
		return called("", path[len(path)-1].Element)
	}
	return finding.Join("%s, %s", names...)
}
