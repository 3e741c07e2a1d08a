package cli

import (
	"testing"

	"handinhand/demo"
	"handinhand/internal/stacktest"
	"handinhand/store"
)

// TestKilledBetweenAnyTwoSteps kills the worker, or the API, after every step of
// a registration. It must come to its end, and nothing may be there twice.
func TestKilledBetweenAnyTwoSteps(t *testing.T) {
	for _, command := range []string{"worker", "serve"} {
		t.Run(command, func(t *testing.T) {
			t.Parallel()
			d := startDev(t, "--no-seed")
			story := demo.NewStory(d.place(), func(line demo.Line) { t.Log(line.Who, line.What) })
			for _, step := range story.Steps() {
				if err := step.Do(t.Context()); err != nil {
					t.Fatalf("step %s: %v", step.Name, err)
				}
				d.kill(t, command)
			}
			if story.Outcome() != "registered" {
				t.Errorf("the case ended as %q", story.Outcome())
			}
			nothingDoubled(t, d, story.CaseID())
		})
	}
}

// nothingDoubled looks for rows that a repeated effect would leave behind.
func nothingDoubled(t *testing.T, d devStack, id string) {
	t.Helper()
	s, err := store.Open(t.Context(), stacktest.Superuser(t, d.Addresses.DatabaseURL))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for what, query := range map[string]string{
		"task of an element":     `SELECT element FROM tasks WHERE case_id = ? GROUP BY element HAVING count(*) > 1`,
		"completion in journal":  `SELECT element FROM journal_entries WHERE case_id = ? AND kind = 'completed' GROUP BY element HAVING count(*) > 1`,
		"notice":                 `SELECT text FROM notices WHERE case_id = ? GROUP BY text, agency_id HAVING count(*) > 1`,
		"final answer":           `SELECT field FROM answers WHERE case_id = ? AND NOT draft GROUP BY task_id, field HAVING count(*) > 1`,
		"paper of an item":       `SELECT item FROM "references" WHERE case_id = ? GROUP BY item HAVING count(*) > 1`,
		"grant of a step":        `SELECT item FROM grants WHERE case_id = ? GROUP BY key, item HAVING count(*) > 1`,
		"open grant at the end":  `SELECT item FROM grants WHERE case_id = ? AND closed_at IS NULL`,
		"token at the end":       `SELECT element FROM tokens WHERE case_id = ?`,
		"open task at the end":   `SELECT element FROM tasks WHERE case_id = ? AND state = 'open'`,
		"draft left at the end":  `SELECT field FROM answers WHERE case_id = ? AND draft`,
		"message awaited at end": `SELECT message FROM subscriptions WHERE case_id = ? AND closed_at IS NULL`,
	} {
		var found []string
		if err := s.DB.WithContext(t.Context()).Raw(query, id).Scan(&found).Error; err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if len(found) > 0 {
			t.Errorf("%s: %v", what, found)
		}
	}
}
