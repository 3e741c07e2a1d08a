package casework

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"handinhand/models"
)

// TestVisits pairs what was entered with what was left: twice at one element, left by
// a migration to a release without it, cancelled, and still there.
func TestVisits(t *testing.T) {
	r := course(t)
	start := time.Date(2026, 11, 3, 9, 0, 0, 0, time.UTC)
	at := func(minute int) *time.Time { t := start.Add(time.Duration(minute) * time.Minute); return &t }
	var journal []models.JournalEntry
	for i, e := range []struct{ kind, element string }{
		{"entered", "apply"}, {"completed", "apply"}, {"taken", "f1"}, {"entered", "apply"}, {"entered", "goneStep"}, {"entered", "confirm"},
		{"migrated", "P"}, {"cancelled", "confirm"}, {"completed", "nowhere"},
	} {
		journal = append(journal, models.JournalEntry{At: *at(i), Kind: e.kind, Element: e.element})
	}
	type visit struct {
		Element string
		Entered time.Time
		Left    *time.Time
		How     string
	}
	seen := func(row models.Case) (got []visit) {
		for _, v := range visits(Actor{Locale: "de"}, r, journal, row) {
			got = append(got, visit{v.Element, v.EnteredAt, v.LeftAt, v.How})
		}
		return got
	}
	want := []visit{{"apply", *at(0), at(1), "completed"}, {"apply", *at(3), nil, "here"}, {"goneStep", *at(4), at(6), "migrated"}, {"confirm", *at(5), at(7), "cancelled"}}
	if diff := cmp.Diff(want, seen(models.Case{})); diff != "" {
		t.Errorf("of a running case (-want +got):\n%s", diff)
	}
	want[1] = visit{"apply", *at(3), at(9), "cancelled"}
	if diff := cmp.Diff(want, seen(models.Case{EndedAt: at(9)})); diff != "" {
		t.Errorf("of an ended case (-want +got):\n%s", diff)
	}
}
