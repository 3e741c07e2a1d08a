package cli

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestProcessRun(t *testing.T) {
	folder := "../library/language-course"
	run := runCommand{Package: folder, Scenario: []string{filepath.Join(folder, "scenarios/self-payer.txtar")}, Now: time.Date(2026, 1, 5, 12, 0, 0, 0, time.UTC)}
	if err := run.Run(); err != nil {
		t.Errorf("a scenario that ships does not hold: %v", err)
	}
	wrong := filepath.Join(t.TempDir(), "wrong.txtar")
	if err := os.WriteFile(wrong, []byte("start\nexpect ended\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	run.Scenario = []string{wrong}
	if err := run.Run(); !errors.Is(err, errSaid) {
		t.Errorf("a scenario that does not hold: %v", err)
	}
}
