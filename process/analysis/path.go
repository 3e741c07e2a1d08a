package analysis

import (
	"fmt"
	"strings"

	"handinhand/process/finding"
)

// path makes the steps of a counter-example: one for each element that something happens at, and the flows in between.
// home is the unit that the finding is about; steps elsewhere say where.
func (s *search) path(w meeting, home int32) []finding.Step {
	var steps []finding.Step
	add := func(at int32, says string) {
		p := s.places[at]
		step := finding.Step{Element: p.id, Name: p.name, Text: says}
		if u := s.units[p.unit]; p.unit != home {
			step.Process = u.def.ID
		}
		if n := len(steps); n > 0 && steps[n-1].Element == step.Element && steps[n-1].Process == step.Process {
			switch {
			case says == "" || steps[n-1].Text == says:
			case steps[n-1].Text == "":
				steps[n-1].Text = says
			default:
				steps[n-1].Text += " and " + says
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
		add(s.nodes[w.to].seen.place, "shows it")
	}
	return steps
}

// passing is what happens on the way to an edge's own place: a message is sent, an event is triggered, a flow is only followed.
func (s *search) passing(e *edge) string {
	if e.says == saysReceives || e.says == saysTriggered {
		return phrases[saysSends]
	}
	p := s.places[e.via]
	if x, ok := s.units[p.unit].def.Element(p.id); ok && x.IsEvent() {
		return "is triggered or not"
	}
	return ""
}

// sentence says the steps one after the other. Flows are drawn, but not said.
func sentence(path []finding.Step) string {
	var parts []string
	for _, step := range path {
		if step.Text == "" {
			continue
		}
		name := step.Element
		if step.Name != "" {
			name = "“" + step.Name + "”"
		}
		if step.Process != "" {
			name += " of " + step.Process
		}
		parts = append(parts, name+" "+step.Text)
	}
	return strings.Join(parts, "; ")
}

// who names an audience.
func (a *audience) who() string {
	switch {
	case a.outside:
		return "whoever stands outside of the published processes (counted as enforcement)"
	case a.role == "":
		return "a lane that names no agency (zone " + a.zone + ")"
	}
	return fmt.Sprintf("%s (zone %s)", a.role, a.zone)
}

// wayOut is what the process owner can do about a leak.
func wayOut(a *audience, items []string) string {
	if len(items) == 0 {
		return "Declare it in data.yaml, as an item with a label or as a switch, or keep it away from there."
	}
	recipient := a.role
	if recipient == "" {
		recipient = "…"
	}
	law := "If a law demands it, name the transfer"
	switch {
	case a.transfer != nil && a.transfer.statute == "":
		law = "The transfer there cites no statute; name it"
	case a.transfer != nil && a.transfer.recipient != a.role:
		law = "The transfer there is for another recipient; name the right one"
	case a.transfer != nil:
		law = "The transfer there does not name this; if a law demands it, say so"
	}
	return fmt.Sprintf("Keep it away from there. %s: <hih:transfer items=%q recipient=%q statute=\"…\"/>.", law, strings.Join(items, " "), recipient)
}

func list(words []string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = "“" + w + "”"
	}
	if n := len(quoted); n > 1 {
		return strings.Join(quoted[:n-1], ", ") + " and " + quoted[n-1]
	}
	return quoted[0]
}
