package cli

import (
	"strings"
	"testing"
	"time"

	"handinhand/casework"
)

// TestSwitches: what holds, since when, and what is to come, a line each.
func TestSwitches(t *testing.T) {
	since, from := time.Date(2026, 1, 31, 23, 0, 0, 0, time.UTC), time.Date(2027, 6, 30, 22, 0, 0, 0, time.UTC)
	var out strings.Builder
	s := switchesCommand{ofProcess{Config: Config{TimeZone: "Europe/Berlin"}}}
	s.tell(&out, []casework.SwitchLine{
		{Variable: "admission", Name: "Admission", Value: "closed", Held: "shut", Since: &since, Coming: []casework.SwitchTurn{{From: from, Value: "open", Held: "wide"}}},
		{Variable: "paperless", Name: "No paper", Value: true, Held: "yes"},
	})
	want := "admission = closed  since 2026-02-01  (Admission: shut)\n  from 2027-07-01  open  (wide)\npaperless = true  from the beginning  (No paper: yes)\n"
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", &out, want)
	}
}
