package library

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"maps"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"handinhand/process/feel"
	"handinhand/process/release"
	"handinhand/process/scenario"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// each runs a test for every shipped package.
func each(t *testing.T, run func(t *testing.T, p Package, r *release.Release)) {
	t.Helper()
	packages := Packages()
	if len(packages) == 0 {
		t.Fatal("no package is shipped")
	}
	for _, p := range packages {
		t.Run(p.Name, func(t *testing.T) {
			r, findings := release.Load(p.Files)
			for _, f := range findings {
				t.Error(f) // what is shipped has no warnings either
			}
			if r == nil {
				t.FailNow()
			}
			run(t, p, r)
		})
	}
}

func scenarios(t *testing.T, p Package) []string {
	t.Helper()
	names, err := fs.Glob(p.Files, "scenarios/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	if len(names) == 0 {
		t.Fatal("the package has no scenarios")
	}
	return names
}

// TestScenarios plays every scenario on the bare core, and wants every element to have been entered by one of them.
func TestScenarios(t *testing.T) {
	each(t, func(t *testing.T, p Package, r *release.Release) {
		entered := map[string]bool{}
		for _, name := range scenarios(t, p) {
			data, err := fs.ReadFile(p.Files, name)
			if err != nil {
				t.Fatal(err)
			}
			script, err := scenario.Parse(name, data)
			if err != nil {
				t.Error(err)
				continue
			}
			trace, err := scenario.Run(script, scenario.NewCore(r.Programs.Own(), noon, r.Programs[1:]...))
			if err != nil {
				t.Errorf("%v\n%s", err, strings.Join(trace, "\n"))
			}
			for _, line := range trace {
				if element, ok := strings.CutPrefix(line, "entered "); ok {
					entered[element] = true
				}
			}
		}
		for _, e := range r.Definition.Elements {
			if !entered[e.ID] {
				t.Errorf("no scenario comes to %s (%s)", e.ID, e.Name)
			}
		}
	})
}

// TestScenariosFillForms holds every answer of a scenario against the form of its task: a scenario is a life that could
// be lived through the faces too.
func TestScenariosFillForms(t *testing.T) {
	each(t, func(t *testing.T, p Package, r *release.Release) {
		for _, name := range scenarios(t, p) {
			data, err := fs.ReadFile(p.Files, name)
			if err != nil {
				t.Fatal(err)
			}
			fillForms(t, r, name, txtar.Parse(data))
		}
	})
}

func fillForms(t *testing.T, r *release.Release, name string, archive *txtar.Archive) {
	t.Helper()
	known := map[string]any{}
	for line := range strings.Lines(string(archive.Comment)) {
		words := strings.Fields(line)
		if len(words) < 2 || words[0] != "complete" {
			continue
		}
		task, ok := r.Task(words[1])
		if !ok || task.Form == nil {
			t.Errorf("%s: %s is no task with a form", name, words[1])
			continue
		}
		var values map[string]any
		if len(words) == 3 {
			values = body(t, archive, words[2])
		}
		clean, problems := task.Form.Validate(values, feel.Scope{Vars: feel.Vars(known), Now: noon})
		if len(problems) > 0 {
			t.Errorf("%s: %s: the form does not take these answers: %v", name, strings.TrimSpace(line), problems)
		}
		for field := range values {
			if _, kept := clean[field]; !kept {
				t.Errorf("%s: %s: the form hides %s, so it cannot be answered", name, strings.TrimSpace(line), field)
			}
		}
		maps.Copy(known, clean)
	}
}

func body(t *testing.T, archive *txtar.Archive, name string) (values map[string]any) {
	t.Helper()
	for _, f := range archive.Files {
		if f.Name == name {
			d := json.NewDecoder(bytes.NewReader(f.Data))
			d.UseNumber()
			if err := d.Decode(&values); err != nil {
				t.Fatal(err)
			}
		}
	}
	return values
}
