package workflows

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestMapsAreSorted closes the gap that workflowcheck.yaml opens.
func TestMapsAreSorted(t *testing.T) {
	unsorted := regexp.MustCompile(`maps\.(Keys|Values|All)\(`)
	read := 0
	for _, dir := range []string{".", "../process/engine", "../process/feel", "../process/dmn", "../process/calls"} {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			read++
			rest := strings.ReplaceAll(string(text), "slices.Sorted(maps.Keys(", "")
			if found := unsorted.FindString(rest); found != "" {
				t.Errorf("%s: %s…) has no order: write slices.Sorted(maps.Keys(…))", file, found)
			}
		}
	}
	if read == 0 {
		t.Fatal("no files read")
	}
}
