package casework

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"handinhand/models"
	"handinhand/process/release"
)

// TestNews: a note is told of releases that are valid, since the moment that matters to its reader and no later than the
// release that they work with, in their language or in German.
func TestNews(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2026, 11, n, 0, 0, 0, 0, time.UTC) }
	back := day(8)
	note := func(de, en string) models.ReleaseNotes {
		n := models.ReleaseNotes{Clerks: models.Texts{"de": de}, Applicants: models.Texts{"de": "für Sie: " + de}}
		if en != "" {
			n.Clerks["en"] = en
		}
		return n
	}
	rows := []models.Publication{
		{Release: "e", ValidFrom: day(28), Notes: note("kommt erst", "")},
		{Release: "d", ValidFrom: day(20), Notes: note("vier", "four")},
		{Release: "c", ValidFrom: day(10)},
		{Release: "x", ValidFrom: day(7), RolledBackAt: &back, Notes: note("zurückgenommen", "")},
		{Release: "b", ValidFrom: day(5), Notes: note("zwei", "")},
		{Release: "a", ValidFrom: day(1), Notes: note("eins", "one")},
	}
	for _, c := range []struct {
		name, release string
		since         time.Time
		to            audience
		want          []string
	}{
		{"all", "d", time.Time{}, forClerks, []string{"en four", "de zwei", "en one"}},
		{"since a day", "d", day(5), forClerks, []string{"en four"}},
		{"up to the release of a case that stays", "c", time.Time{}, forClerks, []string{"de zwei", "en one"}},
		{"to applicants", "b", day(1), forApplicants, []string{"de für Sie: zwei"}},
		{"of a release that is to come", "e", time.Time{}, forClerks, nil},
	} {
		var got []string
		for _, n := range news("en", &release.Release{Hash: c.release}, rows, c.since, day(26), c.to) {
			got = append(got, n.Language+" "+n.Text)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
	for _, c := range []struct {
		started time.Time
		release string
		want    bool
	}{
		{day(3), "a", false}, {day(3), "d", true}, {day(7).Add(time.Hour), "x", false}, {day(12), "c", false}, {day(12), "d", true},
	} {
		if got := wentOver(models.Case{StartedAt: c.started, Release: c.release}, rows); got != c.want {
			t.Errorf("a case of %s under %s went over: %v", c.started.Format(time.DateOnly), c.release, got)
		}
	}
}
