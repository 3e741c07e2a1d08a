package casework

import (
	"testing"
	"time"

	"handinhand/library"
	"handinhand/process/release"
)

// course is the shipped registration for an integration course.
func course(t *testing.T) *release.Release {
	t.Helper()
	r, findings := release.Load(library.Packages()[0].Files)
	if r == nil {
		t.Fatal(findings)
	}
	return r
}

// TestEntriesAreKeptAsTheReleaseSays: the law that has an item kept has the entries of
// who read it kept, and a refusal a year.
func TestEntriesAreKeptAsTheReleaseSays(t *testing.T) {
	r := course(t)
	at := time.Date(2026, 2, 28, 12, 0, 0, 0, time.UTC)
	for item, want := range map[string]time.Time{
		"name":            at.AddDate(10, 0, 0),
		"residence-title": at.AddDate(5, 0, 0),
		"contact":         at.AddDate(1, 0, 0),
		"":                at.Add(refusalKept),
		"unheard-of":      at.Add(refusalKept),
	} {
		if got := keepUntil(r, item, at); !got.Equal(want) {
			t.Errorf("an entry about %q is kept until %s, want %s", item, got, want)
		}
	}
}

// TestMask leaves of somebody else's name what its writer needs, and no more.
func TestMask(t *testing.T) {
	for text, want := range map[string]string{"": "", "Farid Haddad": "F••• H•••", "  Öz  ": "Ö•••"} {
		if got := mask(text); got != want {
			t.Errorf("%q is masked as %q, want %q", text, got, want)
		}
	}
}
