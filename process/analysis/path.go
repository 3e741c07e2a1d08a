package analysis

import (
	"strings"

	"handinhand/process/finding"
)

// path makes the steps of a counter-example: one for each element that something happens at, and the flows in between.
// home is the unit that the finding is about; steps elsewhere say where.
func (s *search) path(w meeting, home int32) []finding.Step {
	var steps []finding.Step
	add := func(at int32, says finding.Text) {
		p := s.places[at]
		step := finding.Step{Element: p.id, Name: p.name, Text: says}
		if u := s.units[p.unit]; p.unit != home {
			step.Process = u.def.ID
		}
		if n := len(steps); n > 0 && steps[n-1].Element == step.Element && steps[n-1].Process == step.Process {
			switch {
			case says.IsZero() || steps[n-1].Text.String() == says.String():
			case steps[n-1].Text.IsZero():
				steps[n-1].Text = says
			default:
				steps[n-1].Text = finding.And(steps[n-1].Text, says)
			}
			return
		}
		steps = append(steps, step)
	}
	for _, e := range w.edges {
		if e.via >= 0 {
			add(e.via, s.passing(e))
		}
		if e.at >= 0 {
			add(e.at, phrases[e.says])
		}
	}
	end := s.places[s.nodes[w.to].seen.place]
	if n := len(steps); n == 0 || steps[n-1].Element != end.id {
		add(s.nodes[w.to].seen.place, phrases[saysShown])
	}
	return steps
}

// passing is what happens on the way to an edge's own place: a message is sent, an event is triggered, a flow is only followed.
func (s *search) passing(e *edge) finding.Text {
	if e.says == saysReceives || e.says == saysTriggered {
		return phrases[saysSends]
	}
	p := s.places[e.via]
	if x, ok := s.units[p.unit].def.Element(p.id); ok && x.IsEvent() {
		return finding.Say("is triggered or not")
	}
	return finding.Text{}
}

// sentence says the steps one after the other. Flows are drawn, but not said.
func sentence(path []finding.Step) finding.Text {
	var parts []finding.Text
	for _, step := range path {
		if step.Text.IsZero() {
			continue
		}
		name := called(step.Name, step.Element)
		if step.Process != "" {
			name = finding.Say("%s of %s", name, step.Process)
		}
		parts = append(parts, finding.Say("%s %s", name, step.Text))
	}
	return finding.Join("%s; %s", parts...)
}

// called is how an owner knows an element: by its name, else by its id.
func called(name, id string) finding.Text {
	if name != "" {
		return finding.Say("“%s”", name)
	}
	return finding.Say("%s", id)
}

// who names an audience.
func (a *audience) who() finding.Text {
	switch {
	case a.outside:
		return finding.Say("whoever stands outside of the published processes (counted as enforcement)")
	case a.role == "":
		return finding.Say("a lane that names no agency (zone %s)", a.zone)
	}
	return finding.Say("%s (zone %s)", a.role, a.zone)
}

// wayOut is what the process owner can do about a leak.
func wayOut(a *audience, items []string) finding.Text {
	if len(items) == 0 {
		return finding.Say("Declare it in data.yaml, as an item with a label or as a switch, or keep it away from there.")
	}
	recipient := a.role
	if recipient == "" {
		recipient = "…"
	}
	law := finding.Say("If a law demands it, name the transfer")
	switch {
	case a.transfer != nil && a.transfer.statute == "":
		law = finding.Say("The transfer there cites no statute; name it")
	case a.transfer != nil && a.transfer.recipient != a.role:
		law = finding.Say("The transfer there is for another recipient; name the right one")
	case a.transfer != nil:
		law = finding.Say("The transfer there does not name this; if a law demands it, say so")
	}
	return finding.Say("Keep it away from there. %s: <hih:transfer items=%q recipient=%q statute=\"…\"/>.", law, strings.Join(items, " "), recipient)
}

// list names several things.
func list(things []finding.Text) finding.Text {
	quoted := make([]finding.Text, len(things))
	for i, what := range things {
		quoted[i] = finding.Say("“%s”", what)
	}
	return finding.And(quoted...)
}
