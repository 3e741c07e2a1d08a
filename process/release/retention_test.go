package release

import (
	"os"
	"slices"
	"testing"
	"time"
)

func TestExpiriesAreThoseThatTheReleaseNames(t *testing.T) {
	r, findings := Load(os.DirFS("../../library/language-course"))
	if r == nil {
		t.Fatal(findings)
	}
	ended := time.Date(2028, 2, 29, 10, 0, 0, 0, time.FixedZone("", 3600))
	var items []string
	for i, due := range r.Expiries(ended) {
		// One, five and ten years; the 29th of February is the 28th in years without.
		if want := time.Date([]int{2029, 2033, 2038}[i], 2, 28, 9, 0, 0, 0, time.UTC); !due.At.Equal(want) || !slices.IsSorted(due.Items) {
			t.Errorf("%v of %v, want at %v", due.At, due.Items, want)
		}
		items = append(items, due.Items...)
	}
	if len(items) != len(r.Data.Items) || !slices.Contains(items, "residence-title") {
		t.Errorf("%d of %d items expire", len(items), len(r.Data.Items))
	}
}
