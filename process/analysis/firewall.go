package analysis

import (
	"fmt"
	"slices"
	"strings"

	"handinhand/process/finding"
)

// Limits of a proof. What is larger than maxEdges is not proven; of more leaks than maxLeaks the nearest are told.
const (
	maxEdges = 20_000_000
	maxLeaks = 100
)

// Leak is a way on which items become known where their label forbids it.
type Leak struct {
	Subject int // the index of the process at whose element it comes out
	Finding finding.Finding
}

// Proof is what the firewall proof found. Without a leak it holds: no item of the processes can become known in a zone that
// its label does not list, by what is said or by what can be told from the steps, but through the named transfers.
type Proof struct {
	Leaks     []Leak
	Transfers []NamedTransfer
	Elements  int // of all processes together
	Items     int
}

// NamedTransfer is a hih:transfer that lets items through. It is what the proof takes from the law without being able to
// check it, so it is part of every certificate.
type NamedTransfer struct {
	Process   string   `json:"process"`
	Element   string   `json:"element"`
	Items     []string `json:"items"`
	Recipient string   `json:"recipient"`
	Statute   string   `json:"statute"`
}

// Holds tells whether there is no leak.
func (p Proof) Holds() bool { return len(p.Leaks) == 0 }

// Firewall proves that data stays in the zones of its labels, over all processes that are published together, or shows the
// shortest ways on which it does not.
func Firewall(policy Policy, subjects ...Subject) Proof {
	p := newProver(policy, subjects)
	proof := Proof{Transfers: namedTransfers(subjects)}
	for _, u := range p.units {
		proof.Elements += len(u.def.Elements)
	}
	if p.count > maxEdges {
		proof.Leaks = []Leak{{Finding: finding.Finding{
			Severity: finding.Error, Rule: "firewall-not-proven", Message: finding.Say("The processes are too large together for the proof: nothing is proven."),
		}}}
		return proof
	}
	search := &search{prover: p, from: make([]step, len(p.nodes)), stamp: make([]int32, len(p.nodes))}
	proof.Leaks = search.leaks()
	for n := range p.nodes {
		if p.nodes[n].kind == kindItem {
			proof.Items++
		}
	}
	return proof
}

func namedTransfers(subjects []Subject) []NamedTransfer {
	out := []NamedTransfer{}
	for _, s := range subjects {
		for _, e := range s.Definition.Elements {
			if t := e.Ext.Transfer; t != nil && t.Statute != "" {
				out = append(out, NamedTransfer{s.Name, e.ID, slices.Clone(t.Items), t.Recipient, t.Statute})
			}
		}
		for _, f := range s.Definition.Model.MessageFlows {
			if t := f.Transfer; t != nil && t.Statute != "" {
				out = append(out, NamedTransfer{s.Name, f.ID, slices.Clone(t.Items), t.Recipient, t.Statute})
			}
		}
	}
	return out
}

// search walks the graph from items, breadth first, so that the first way that it finds is a shortest one.
type search struct {
	*prover
	from  []step  // how each node was reached, where stamp says that it was
	stamp []int32 // the walk that reached a node
	walk  int32
}

type step struct {
	node node
	edge int32
}

// source is an item and where it may be seen.
type source struct {
	node      node
	id        string       // empty for what is unclassified
	what      finding.Text // in words
	label     string
	zones     []string
	behaviour string // items that are treated alike have the same
}

// unclassified stands for the label of what nobody has classified.
const unclassified = "unclassified"

// unclassifiedZones may see what nobody has classified: the person themself and those who serve them.
var unclassifiedZones = []string{zoneApplicant, zoneService}

func (s *search) sources() []source {
	transfers := s.transfers()
	var out []source
	for n, v := range s.nodes {
		if v.kind != kindItem {
			continue
		}
		u := s.units[v.unit]
		src := source{node: node(n), id: v.id, what: finding.Say("%s", v.id), label: u.subject.Items[v.id].Label}
		if what, unknown := s.unknowns[node(n)]; unknown {
			src.id, src.what, src.label, src.zones = "", what, unclassified, unclassifiedZones
		} else {
			src.zones = u.subject.Labels[src.label]
		}
		var b strings.Builder
		fmt.Fprintf(&b, "%d %q", len(src.zones), src.zones)
		for i, t := range transfers {
			if t.items[src.id] {
				fmt.Fprintf(&b, " %d", i)
			}
		}
		src.behaviour = b.String()
		out = append(out, src)
	}
	return out
}

// transfers are all that let something through, in the order of the graph.
func (s *search) transfers() []*transfer {
	var out []*transfer
	for n := range s.nodes {
		if a := s.nodes[n].seen; a != nil && a.transfer != nil {
			out = append(out, a.transfer)
		}
		for _, e := range s.edges[n] {
			if e.clears != nil {
				out = append(out, e.clears)
			}
		}
	}
	return out
}

// leaks looks from all items that are treated alike at once, and only where that finds something from each of them.
func (s *search) leaks() []Leak {
	alike := map[string][]source{}
	var order []string
	for _, src := range s.sources() {
		if alike[src.behaviour] == nil {
			order = append(order, src.behaviour)
		}
		alike[src.behaviour] = append(alike[src.behaviour], src)
	}
	found := newMeetings(s)
	for _, behaviour := range order {
		group := alike[behaviour]
		found.expect(s.reach(group))
		if len(found.wanted) == 0 {
			continue
		}
		for i := range group {
			for _, n := range s.reach(group[i : i+1]) {
				found.add(group[i], n)
			}
		}
	}
	return found.leaks()
}

// reach walks from some items and gives the audiences that must not know them.
func (s *search) reach(from []source) []node {
	s.walk++
	var todo, found []node
	for _, src := range from {
		s.stamp[src.node], s.from[src.node] = s.walk, step{node: -1}
		todo = append(todo, src.node)
	}
	item := from[0]
	for i := 0; i < len(todo); i++ {
		at := todo[i]
		if a := s.nodes[at].seen; a != nil && !slices.Contains(item.zones, a.zone) && !a.transfer.clears(item.id, a.role) {
			found = append(found, at)
		}
		for j := range s.edges[at] {
			e := &s.edges[at][j]
			if s.stamp[e.to] == s.walk || e.clears != nil && e.clears.items[item.id] {
				continue
			}
			s.stamp[e.to], s.from[e.to] = s.walk, step{at, int32(j)}
			todo = append(todo, e.to)
		}
	}
	return found
}

// back is the way that the walk took to a node.
func (s *search) back(n node) []*edge {
	var way []*edge
	for at := n; s.from[at].node >= 0; at = s.from[at].node {
		way = append(way, &s.edges[s.from[at].node][s.from[at].edge])
	}
	slices.Reverse(way)
	return way
}
