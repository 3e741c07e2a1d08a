package engine_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"handinhand/process/bpmn"
	"handinhand/process/dmn"
	"handinhand/process/engine"
	"handinhand/process/finding"
	"handinhand/process/scenario"
)

var update = flag.Bool("update", false, "write the traces that the engine gives into the golden files")

var morning = time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)

// definitions wraps the inside of a process, and what stands beside it, in a file.
func definitions(inside, beside string) []byte {
	return []byte(`<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
	  xmlns:hih="https://handinhand.example/schema/process/1" id="definitions">` + beside + `<process id="P" isExecutable="true">` + inside + `</process></definitions>`)
}

func compile(t testing.TB, xml []byte) *engine.Program {
	t.Helper()
	model, findings := bpmn.Parse(xml)
	if finding.AnyError(findings) {
		t.Fatalf("the process is not sound: %v", findings)
	}
	program, findings := engine.Compile(model.Processes[0], decisions(t))
	if finding.AnyError(findings) {
		t.Fatalf("the process does not compile: %v", findings)
	}
	return program
}

func decisions(t testing.TB) func(string) (*dmn.Decision, bool) {
	t.Helper()
	xml, err := os.ReadFile("testdata/route.dmn")
	if err != nil {
		t.Fatal(err)
	}
	d, findings := dmn.Parse(xml)
	if finding.AnyError(findings) {
		t.Fatal(findings)
	}
	return d.Decision
}

// TestGolden plays the scenario of every file and compares the whole journal.
func TestGolden(t *testing.T) {
	files, _ := filepath.Glob("testdata/*.txtar")
	if len(files) == 0 {
		t.Fatal("no scenarios")
	}
	for _, path := range files {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) { golden(t, path) })
	}
}

func golden(t *testing.T, path string) {
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	script, err := scenario.Parse(path, data)
	if err != nil {
		t.Fatal(err)
	}
	archive := txtar.Parse(data)
	player := scenario.NewCore(compile(t, definitions(section(archive, "process"), section(archive, "beside"))), morning)
	trace, err := scenario.Run(script, player)
	if err != nil {
		t.Errorf("%v\ntrace:\n%s", err, strings.Join(trace, "\n"))
	}
	if len(trace) > 60 {
		trace = append(trace[:60:60], "…") // the endless one
	}
	got := strings.Join(trace, "\n") + "\n"
	if *update {
		for i := range archive.Files {
			if archive.Files[i].Name == "trace" {
				archive.Files[i].Data = []byte(got)
			}
		}
		if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(section(archive, "trace"), got); diff != "" {
		t.Errorf("trace (-want +got):\n%s", diff)
	}
}

func section(archive *txtar.Archive, name string) string {
	for _, f := range archive.Files {
		if f.Name == name {
			return string(f.Data)
		}
	}
	return ""
}
