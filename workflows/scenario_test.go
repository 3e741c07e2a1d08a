package workflows

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"handinhand/process/bpmn"
	"handinhand/process/release"
	"handinhand/process/scenario"
)

// script is a scenario and the release that it is about.
type script struct {
	scenario.Script
	text    string
	release *release.Release
}

// scripts are those of the test's own process and of every shipped one.
func scripts(t *testing.T) []script {
	t.Helper()
	all := scriptsIn(t, "testdata/scenarios", permit(t))
	all = append(all, scriptsIn(t, "testdata/scenarios/visit", visit(t))...)
	all = append(all, scriptsIn(t, "testdata/scenarios/switch", reopening(t))...)
	packages, err := filepath.Glob("../library/*/process.bpmn")
	if err != nil || len(packages) == 0 {
		t.Fatalf("no shipped process found beside this package: %v", err)
	}
	for _, file := range packages {
		dir := filepath.Dir(file)
		rel, findings := release.Load(os.DirFS(dir))
		if rel == nil {
			t.Fatalf("%s does not load: %v", dir, findings)
		}
		all = append(all, scriptsIn(t, filepath.Join(dir, "scenarios"), rel)...)
	}
	return all
}

// reopening is the shipped process with a switch that opens again while cases run.
func reopening(t *testing.T) *release.Release {
	t.Helper()
	from := os.DirFS("../library/language-course")
	files := fstest.MapFS{}
	err := fs.WalkDir(from, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := fs.ReadFile(from, name)
		files[name] = &fstest.MapFile{Data: []byte(strings.Replace(string(text), "2026-02-01: closed", "2026-02-01: closed\n      2026-04-01: open", 1))}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	rel, findings := release.Load(files)
	if rel == nil {
		t.Fatal(findings)
	}
	return rel
}

func scriptsIn(t *testing.T, dir string, rel *release.Release) []script {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.txtar"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no scenarios in %s: %v", dir, err)
	}
	var all []script
	for _, file := range files {
		all = append(all, readScript(t, file, rel))
	}
	return all
}

func readScript(t *testing.T, file string, rel *release.Release) script {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := scenario.Parse(file, text)
	if err != nil {
		t.Fatal(err)
	}
	return script{parsed, string(text), rel}
}

// monday is when the scripts begin, as they do in the library's own tests.
var monday = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)

// core plays a script on the bare engine.
func (s script) core(t *testing.T) scenario.Trace {
	t.Helper()
	trace, err := scenario.Run(s.Script, scenario.NewCore(s.release.Programs.Own(), monday, s.release.Programs[1:]...))
	if err != nil {
		t.Fatalf("on the bare core: %v", err)
	}
	return trace
}

// TestScenariosUnderTemporal: the same life of a case leaves the same trace on
// the bare core and as a workflow.
func TestScenariosUnderTemporal(t *testing.T) {
	for _, s := range scripts(t) {
		t.Run(filepath.Base(s.Name), func(t *testing.T) {
			want := s.core(t)
			b := benchOf(t, s.release)
			b.SetStartTime(monday)
			got, err := scenario.Run(s.Script, &player{stage: newRehearsal(b), ledger: b.ledger, id: testCase, release: s.release})
			if err != nil {
				t.Errorf("under Temporal: %v", err)
			}
			if diff := s.compare(want, got); diff != "" {
				t.Errorf("trace (-core +Temporal):\n%s", diff)
			}
		})
	}
}

// compare tells how two traces of a script differ. Services that run at the same time may come back in any order: where
// there are such, the lines are compared without their order.
func (s script) compare(want, got scenario.Trace) string {
	if !s.atOnce(want) {
		return cmp.Diff(want, got)
	}
	return cmp.Diff(slices.Sorted(slices.Values(want)), slices.Sorted(slices.Values(got)))
}

// atOnce tells whether two services ever ran at the same time.
func (s script) atOnce(trace scenario.Trace) bool {
	running := 0
	for _, line := range trace {
		kind, element, _ := strings.Cut(line, " ")
		if e, ok := s.release.Element(element); !ok || e.Kind != bpmn.ServiceTask {
			continue
		}
		switch kind {
		case "entered":
			running++
		case "completed", "cancelled":
			running--
		}
		if running > 1 {
			return true
		}
	}
	return false
}
