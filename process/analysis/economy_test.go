package analysis_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"handinhand/process/analysis"
)

// TestEconomy: what is asked twice or for nothing is found, with the way, and nothing else is.
func TestEconomy(t *testing.T) {
	for name, archive := range files(t, "economy") {
		t.Run(name, func(t *testing.T) {
			c := readCorpus(t, archive)
			var got []string
			for i := range c.subjects {
				s := &c.subjects[i]
				for _, f := range append(analysis.OnceOnly(s), analysis.Minimisation(s)...) {
					if f.Message == "" {
						t.Errorf("%s has no message", f.Rule)
					}
					got = append(got, fmt.Sprintf("%s: %s %s %s: %s", s.Name, f.Severity, f.Rule, f.Element, pathOf(f)))
				}
			}
			if want := c.expect["expect"]; !slices.Equal(trimmed(got), trimmed(want)) {
				t.Errorf("%s\nwant %s\n got %s", c.comment, strings.Join(want, "\n     "), strings.Join(got, "\n     "))
			}
		})
	}
}

func trimmed(lines []string) []string {
	var out []string
	for _, line := range lines {
		out = append(out, strings.TrimSpace(line))
	}
	return out
}
