package analysis_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"handinhand/internal/sketch"
	"handinhand/process/analysis"
	"handinhand/process/finding"
)

// TestEconomy: what is asked twice or for nothing is found, with the way, and nothing else is.
func TestEconomy(t *testing.T) {
	examine(t, "economy", pathOf, analysis.OnceOnly, analysis.Minimisation)
}

// TestAdverse: where a machine has the last word against somebody is found, with the way, and nothing else is.
func TestAdverse(t *testing.T) {
	examine(t, "adverse", wholePath, analysis.Adverse)
}

// examine compares what proofs about one process say of the sketches of a folder.
func examine(t *testing.T, folder string, way func(finding.Finding) string, proofs ...func(*analysis.Subject) []finding.Finding) {
	t.Helper()
	for name, archive := range files(t, folder) {
		t.Run(name, func(t *testing.T) {
			c := sketch.Read(t, archive)
			subjects := c.Subjects(t)
			var got []string
			for i := range subjects {
				s := &subjects[i]
				var found []finding.Finding
				for _, prove := range proofs {
					found = append(found, prove(s)...)
				}
				for _, f := range found {
					if f.Message.IsZero() {
						t.Errorf("%s has no message", f.Rule)
					}
					got = append(got, fmt.Sprintf("%s: %s %s %s: %s", s.Name, f.Severity, f.Rule, f.Element, way(f)))
				}
			}
			if want := c.Expect["expect"]; !slices.Equal(trimmed(got), trimmed(want)) {
				t.Errorf("%s\nwant %s\n got %s", c.Comment, strings.Join(want, "\n     "), strings.Join(got, "\n     "))
			}
		})
	}
}

// wholePath names every station, flows among them.
func wholePath(f finding.Finding) string {
	var ids []string
	for _, step := range f.Path {
		ids = append(ids, step.Element)
	}
	return strings.Join(ids, " ")
}

func trimmed(lines []string) []string {
	var out []string
	for _, line := range lines {
		out = append(out, strings.TrimSpace(line))
	}
	return out
}
