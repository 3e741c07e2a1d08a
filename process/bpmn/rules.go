package bpmn

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"

	"handinhand/process/finding"
)

//go:embed rules.md
var rulesText string

// Rule is one static rule. Catalogue holds its numbers in the betsy and BPMNspector catalogue of BPMN constraints.
type Rule struct {
	Key, Kind, Section, Meaning string
	Catalogue                   []int
}

// Standard tells whether the rule is BPMN's own, as opposed to what only this engine cannot run.
func (r Rule) Standard() bool { return r.Kind == "bpmn" || r.Kind == "form" }

// FormOnly tells whether a rule of the standard is broken in a way that leaves no doubt about what is meant: a file that
// breaks only such rules must not be published, but the bare engine can run it. The suites of other engines need that.
func FormOnly(f finding.Finding) bool { return rules()[f.Rule].Kind == "form" }

var rules = sync.OnceValue(Rules)

// Rules gives every rule of the reader by the key that findings carry.
func Rules() map[string]Rule {
	out := map[string]Rule{}
	for _, cells := range table(rulesText, 5) {
		r := Rule{Key: cells[0], Kind: cells[1], Section: cells[2], Meaning: cells[4]}
		for _, n := range strings.Fields(cells[3]) {
			if number, err := strconv.Atoi(n); err == nil {
				r.Catalogue = append(r.Catalogue, number)
			}
		}
		out[r.Key] = r
	}
	return out
}

// Tolerated gives the rules of the catalogue that a file may break, with the section and the reason.
func Tolerated() map[int]string {
	out := map[int]string{}
	for _, cells := range table(rulesText, 3) {
		if n, err := strconv.Atoi(cells[0]); err == nil {
			out[n] = "section " + cells[1] + ": " + cells[2]
		}
	}
	return out
}

// table gives the rows of the Markdown tables that have that many columns, without their heads.
func table(text string, columns int) [][]string {
	var out [][]string
	for line := range strings.Lines(text) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		switch {
		case len(cells) != columns || line[0] != '|':
			continue
		case strings.HasPrefix(cells[0], "---"):
			out = out[:len(out)-1] // what came before was the head
			continue
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		out = append(out, cells)
	}
	return out
}
