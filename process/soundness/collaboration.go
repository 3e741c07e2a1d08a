package soundness

import (
	"handinhand/process/bpmn"
	"handinhand/process/finding"
)

// maxBeginnings bounds the ways in which several processes can begin together.
const maxBeginnings = 64

// talk is the message flows between processes of one file. A message that comes from elsewhere, or from inside of a
// sub-process, is taken to come.
type talk struct {
	sends map[*bpmn.Element][]*bpmn.MessageFlow
	needs map[*bpmn.Element][]*bpmn.MessageFlow
	owner map[*bpmn.Element]int // number of the process
}

// conversation gives the message flows that join top levels of executable processes, and those processes; nil if there
// are none.
func conversation(m *bpmn.Model) (*talk, []*bpmn.Definition) {
	t := &talk{map[*bpmn.Element][]*bpmn.MessageFlow{}, map[*bpmn.Element][]*bpmn.MessageFlow{}, map[*bpmn.Element]int{}}
	all := m.Executable()
	at := func(id string) *bpmn.Element {
		for i, d := range all {
			if e, ok := d.Element(id); ok && e.Parent == nil {
				t.owner[e] = i
				return e
			}
		}
		return nil
	}
	joined := map[int]bool{}
	for _, f := range m.MessageFlows {
		from, to := at(f.Source), at(f.Target)
		if from == nil || to == nil || t.owner[from] == t.owner[to] {
			continue
		}
		t.sends[from] = append(t.sends[from], f)
		t.needs[to] = append(t.needs[to], f)
		joined[t.owner[from]], joined[t.owner[to]] = true, true
	}
	var talking []*bpmn.Definition
	for i, d := range all {
		if joined[i] {
			talking = append(talking, d)
		}
		for _, e := range d.Body.Elements {
			t.owner[e] = i
		}
	}
	return t, talking
}

// proveTogether proves that processes that send each other messages do not wait for each other in vain. That each of them
// is sound when its messages come is proven before.
func proveTogether(m *bpmn.Model, outcomes map[*bpmn.Element]outcome) []finding.Finding {
	t, talking := conversation(m)
	if len(talking) < 2 {
		return nil
	}
	all := &bpmn.Scope{}
	together := [][]*bpmn.Element{{}}
	for _, d := range talking {
		if e := uncounted(d.Body); e != nil {
			return []finding.Finding{unproven(d.ID, d.Name, finding.Say("%s takes or gives several tokens at once", e.ID))}
		}
		all.Elements = append(all.Elements, d.Body.Elements...)
		var more [][]*bpmn.Element
		for _, way := range t.ownBeginnings(d) {
			for _, before := range together {
				more = append(more, append(append([]*bpmn.Element{}, before...), way...))
			}
		}
		if together = more; len(together) > maxBeginnings {
			return []finding.Finding{unproven(d.ID, d.Name, finding.Say("the processes can begin in too many ways together"))}
		}
	}
	graph := newGraph(all)
	region := graph.region(together)
	for _, e := range all.Elements {
		if e.Kind == bpmn.StartEvent && len(t.needs[e]) > 0 {
			graph.extend(&region, e)
		}
	}
	net := newNet(graph, region, outcomes, t, false)
	found := net.search()
	if !found.why.IsZero() || found.lossy && len(found.deadlocks) > 0 {
		why := found.why
		if why.IsZero() {
			why = finding.Say("a message can be sent again before the first is taken")
		}
		return []finding.Finding{unproven(talking[0].ID, talking[0].Name, finding.Say("with the messages between the processes, %s", why))}
	}
	var findings []finding.Finding
	for _, x := range found.deadlocks {
		findings = append(findings, finding.Finding{
			Severity: finding.Error, Element: x.element.ID, Name: x.element.Name, Rule: "deadlock", Path: x.path,
			Message: finding.Say("The processes can wait for each other for ever: this %s waits for a message that can no longer come.", x.element.Kind),
		})
	}
	return findings
}

// ownBeginnings gives the ways in which a process begins by itself. One that only messages of the others start has one:
// nothing.
func (t *talk) ownBeginnings(d *bpmn.Definition) [][]*bpmn.Element {
	var ways [][]*bpmn.Element
	for _, way := range beginnings(d.Body) {
		if len(way) == 1 && len(t.needs[way[0]]) > 0 && (way[0].Kind == bpmn.StartEvent || way[0].Instantiate) {
			continue
		}
		ways = append(ways, way)
	}
	if len(ways) == 0 {
		return [][]*bpmn.Element{nil}
	}
	return ways
}
