package analysis_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"handinhand/internal/sketch"
	"handinhand/process/analysis"
	"handinhand/process/finding"
)

// pathOf is a counter-example in one line: the elements at which something happens.
func pathOf(f finding.Finding) string {
	var ids []string
	for _, step := range f.Path {
		if step.Text.IsZero() {
			continue
		}
		id := step.Element
		if step.Process != "" {
			id = step.Process + "/" + id
		}
		ids = append(ids, id)
	}
	return strings.Join(ids, " > ")
}

func files(t *testing.T, dir string) map[string]*txtar.Archive {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("testdata", dir, "*.txtar"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no files in testdata/%s: %v", dir, err)
	}
	out := map[string]*txtar.Archive{}
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		out[strings.TrimSuffix(filepath.Base(path), ".txtar")] = archive
	}
	return out
}

// kinds of leaks that the corpus must have, by how the names of their files begin.
var kinds = []string{"direct", "gateway", "dmn", "message", "signal", "call", "store", "boundary", "timing", "free", "connector", "kind"}

// TestLeaks: every seeded leak is caught, on the way that its file expects.
func TestLeaks(t *testing.T) {
	all, caught, by := files(t, "leaks"), 0, map[string]int{}
	for name, archive := range all {
		t.Run(name, func(t *testing.T) {
			c := sketch.Read(t, archive)
			subjects := c.Subjects(t)
			proof := analysis.Firewall(c.Policy, subjects...)
			var got []string
			for _, leak := range proof.Leaks {
				got = append(got, fmt.Sprintf("%s: %s", subjects[leak.Subject].Name, pathOf(leak.Finding)))
			}
			for _, want := range c.Expect["expect"] {
				found := false
				for _, g := range got {
					found = found || g == want
				}
				if !found {
					t.Errorf("%s\nwant %s\n got %s", c.Comment, want, strings.Join(got, "\n     "))
				}
			}
			if len(c.Expect["expect"]) == 0 {
				t.Errorf("the file expects nothing; got\n%s", strings.Join(got, "\n"))
			}
			if len(got) > 0 {
				caught++
				kind, _, _ := strings.Cut(name, "_")
				by[kind]++
			}
		})
	}
	t.Logf("seeded leaks caught: %d of %d; by kind: %v", caught, len(all), by)
	for _, kind := range kinds {
		if by[kind] == 0 {
			t.Errorf("no leak of the kind %q is caught", kind)
		}
	}
	if len(all) < 60 {
		t.Errorf("only %d seeded leaks", len(all))
	}
}

// TestHarmless: what leaks nothing is rarely said to leak. A file that is known to be a false alarm says so.
func TestHarmless(t *testing.T) {
	all, alarms := files(t, "harmless"), 0
	for name, archive := range all {
		t.Run(name, func(t *testing.T) {
			c := sketch.Read(t, archive)
			subjects := c.Subjects(t)
			proof := analysis.Firewall(c.Policy, subjects...)
			if proof.Holds() == (c.Expect["expect-alarm"] != nil) {
				t.Errorf("%s", c.Comment)
				for _, leak := range proof.Leaks {
					t.Errorf("%s: %s", subjects[leak.Subject].Name, leak.Finding)
				}
			}
			if !proof.Holds() {
				alarms++
			}
		})
	}
	t.Logf("false alarms: %d of %d harmless processes (%.1f %%)", alarms, len(all), 100*float64(alarms)/float64(len(all)))
	if len(all) < 30 {
		t.Errorf("only %d harmless processes", len(all))
	}
}
