package engine_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"handinhand/process/scenario"
)

// TestPatterns plays the scenario of every workflow pattern that docs/patterns.md lists.
func TestPatterns(t *testing.T) {
	table, err := os.ReadFile("../../docs/patterns.md")
	if err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob("testdata/patterns/*.txtar")
	if len(files) == 0 {
		t.Fatal("no patterns")
	}
	for _, path := range files {
		name := strings.TrimSuffix(filepath.Base(path), ".txtar")
		if !strings.Contains(string(table), "("+"../process/engine/"+path+")") {
			t.Errorf("docs/patterns.md does not list %s", path)
		}
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			script, err := scenario.Parse(path, data)
			if err != nil {
				t.Fatal(err)
			}
			archive := txtar.Parse(data)
			program := compile(t, definitions(section(archive, "process"), section(archive, "beside")))
			if trace, err := scenario.Run(script, scenario.NewCore(program, morning)); err != nil {
				t.Errorf("%v\n%s", err, strings.Join(trace, "\n"))
			}
		})
	}
}
