package casework

import (
	"testing"
	"time"

	"handinhand/models"
)

// TestSwitchLines: what holds now and since when, and what is to come, in the reader's words.
func TestSwitchLines(t *testing.T) {
	r := course(t)
	turn := time.Date(2026, 1, 31, 23, 0, 0, 0, time.UTC)
	lines := switchLines(Actor{Locale: "en"}, r, turn.Add(-time.Second))
	if len(lines) != 1 || lines[0].Variable != "admission_44_4" || lines[0].Value != "open" || lines[0].Since != nil ||
		len(lines[0].Coming) != 1 || !lines[0].Coming[0].From.Equal(turn) || lines[0].Coming[0].Held != "closed" {
		t.Errorf("before the day: %+v", lines)
	}
	lines = switchLines(Actor{Locale: "de"}, r, turn)
	if len(lines) != 1 || lines[0].Held != "geschlossen" || lines[0].Since == nil || !lines[0].Since.Equal(turn) || len(lines[0].Coming) != 0 {
		t.Errorf("on the day: %+v", lines)
	}
	if got := switched(r, models.Case{State: models.CaseRunning}, turn); got["admission_44_4"] != "closed" {
		t.Errorf("a running case is said to read %v", got)
	}
	if got := switched(r, models.Case{State: models.CaseEnded}, turn); len(got) != 0 {
		t.Errorf("an ended case is said to read %v", got)
	}
}
