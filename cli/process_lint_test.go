package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"handinhand/process/finding"
)

// lintOf runs the command and gives what it printed.
func lintOf(t *testing.T, l lintCommand) (string, error) {
	t.Helper()
	kept, failed := os.Stdout, error(nil)
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	os.Stdout = write
	printed := make(chan string)
	go func() {
		var all bytes.Buffer
		_, _ = all.ReadFrom(read)
		printed <- all.String()
	}()
	failed = l.Run()
	os.Stdout = kept
	_ = write.Close()
	return <-printed, failed
}

// brokenProcess is a copy of the shipped one with a word where a truth value belongs.
func brokenProcess(t *testing.T) string {
	t.Helper()
	xml, err := os.ReadFile("../library/language-course/process.bpmn")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "broken.bpmn")
	text := strings.Replace(string(xml), `id="apply"`, `id="apply" isForCompensation="maybe"`, 1)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestProcessLint(t *testing.T) {
	text, err := lintOf(t, lintCommand{Paths: []string{"../library/language-course"}})
	if err != nil || !strings.Contains(text, ": release ") || !strings.Contains(text, " of language-course") {
		t.Errorf("what is shipped: %v\n%s", err, text)
	}
	file := brokenProcess(t)
	text, err = lintOf(t, lintCommand{Paths: []string{file, "../library/language-course"}})
	if !errors.Is(err, errSaid) || !strings.Contains(text, file+": 1 errors") || !strings.Contains(text, "apply") || !strings.Contains(text, ": release ") {
		t.Errorf("a broken file beside a good package: %v\n%s", err, text)
	}
	text, err = lintOf(t, lintCommand{Paths: []string{file}, JSON: true})
	var all []linted
	if failed := json.Unmarshal([]byte(text), &all); failed != nil || !errors.Is(err, errSaid) || len(all) != 1 || all[0].Path != file || all[0].Release != "" {
		t.Fatalf("as JSON: %v, %v\n%s", err, failed, text)
	}
	if !slices.ContainsFunc(all[0].Findings, func(f finding.Finding) bool { return f.Severity == finding.Error && f.Element == "apply" }) {
		t.Errorf("no error names the element: %+v", all[0].Findings)
	}
	if _, err := lintOf(t, lintCommand{Paths: []string{"no-such-file.bpmn"}}); err == nil || errors.Is(err, errSaid) {
		t.Errorf("a file that is not there: %v", err)
	}
}
