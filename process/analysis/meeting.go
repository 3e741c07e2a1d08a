package analysis

import (
	"cmp"
	"slices"

	"handinhand/process/finding"
)

// meeting is where items of one label come to one audience, which must not know them.
type meeting struct {
	source source // of the shortest way
	to     node
	edges  []*edge        // the shortest way
	items  []string       // ids of all that come there
	what   []finding.Text // the same in words
}

// meetings are the leaks that a search finds, made one where they are one to a reader.
type meetings struct {
	*search
	wanted map[node]bool
	index  map[meetingKey]int
	found  []meeting
}

type meetingKey struct {
	place       int32
	role, label string
}

func newMeetings(s *search) *meetings {
	return &meetings{search: s, index: map[meetingKey]int{}}
}

// expect says which audiences are looked at from now on: the nearest ones, so that a process in which everything leaks is
// told about in a time that a person waits.
func (m *meetings) expect(audiences []node) {
	m.wanted = map[node]bool{}
	for _, n := range audiences[:min(len(audiences), maxLeaks)] {
		m.wanted[n] = true
	}
}

// add notes that the walk that was just made brought an item to an audience.
func (m *meetings) add(src source, to node) {
	if !m.wanted[to] {
		return
	}
	a := m.nodes[to].seen
	key := meetingKey{a.place, a.role, src.label}
	i, known := m.index[key]
	if !known {
		if len(m.found) == maxLeaks {
			return
		}
		i = len(m.found)
		m.index[key] = i
		m.found = append(m.found, meeting{})
	}
	at := &m.found[i]
	if src.id != "" && !slices.Contains(at.items, src.id) {
		at.items = append(at.items, src.id)
	}
	if !slices.ContainsFunc(at.what, func(t finding.Text) bool { return t.String() == src.what.String() }) {
		at.what = append(at.what, src.what)
	}
	if at.edges == nil || m.distance(to) < len(at.edges) {
		at.source, at.to, at.edges = src, to, m.back(to)
	}
}

// distance is the length of the way that the walk took to a node.
func (s *search) distance(n node) int {
	length := 0
	for at := n; s.from[at].node >= 0; at = s.from[at].node {
		length++
	}
	return length
}

// leaks puts what was found into words, in the order of the places.
func (m *meetings) leaks() []Leak {
	slices.SortStableFunc(m.found, func(a, b meeting) int {
		x, y := m.nodes[a.to].seen, m.nodes[b.to].seen
		return cmp.Or(cmp.Compare(x.place, y.place), cmp.Compare(x.role, y.role))
	})
	leaks := []Leak{}
	for _, found := range m.found {
		leaks = append(leaks, m.leak(found))
	}
	return leaks
}

func (m *meetings) leak(found meeting) Leak {
	a := m.nodes[found.to].seen
	at := m.places[a.place]
	path := m.path(found, at.unit)
	return Leak{Subject: m.units[at.unit].index, Finding: finding.Finding{
		Severity: finding.Error, Element: at.id, Name: at.name, Rule: "firewall", Path: path,
		Message: finding.Say("%s can become known to %s, where the label %q does not allow it: %s. %s",
			list(found.what), a.who(), found.source.named(), sentence(path), wayOut(a, found.items)),
	}}
}

// named is the label of a source, in a sentence.
func (s source) named() finding.Text {
	if s.id == "" {
		return finding.Word("unclassified")
	}
	return finding.Say("%s", s.label)
}
