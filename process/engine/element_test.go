package engine_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"handinhand/process/bpmn"
	"handinhand/process/engine"
	"handinhand/process/finding"
	"handinhand/process/scenario"
)

// TestElements plays a scenario for each element in each position.
func TestElements(t *testing.T) {
	files, _ := filepath.Glob("testdata/elements/*.txtar")
	if len(files) == 0 {
		t.Fatal("no elements")
	}
	for _, path := range files {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			script, err := scenario.Parse(path, data)
			if err != nil {
				t.Fatal(err)
			}
			archive := txtar.Parse(data)
			programs := compileFile(t, definitions(section(archive, "process"), section(archive, "beside")), section(archive, "other"))
			if trace, err := scenario.Run(script, scenario.NewCore(programs[0], morning, programs[1:]...)); err != nil {
				t.Errorf("%v\n%s", err, strings.Join(trace, "\n"))
			}
		})
	}
}

// compileFile makes all processes of a file ready to run; other stands behind the first one.
func compileFile(t *testing.T, xml []byte, other string) []*engine.Program {
	t.Helper()
	xml = []byte(strings.Replace(string(xml), "</definitions>", other+"</definitions>", 1))
	model, findings := bpmn.Parse(xml)
	if finding.AnyError(findings) {
		t.Fatalf("the process is not sound: %v", findings)
	}
	var out []*engine.Program
	for _, d := range model.Processes {
		p, findings := engine.Compile(d, nil)
		if finding.AnyError(findings) {
			t.Fatalf("the process does not compile: %v", findings)
		}
		out = append(out, p)
	}
	return out
}
