package release_test

import (
	"slices"
	"testing"

	"handinhand/process/release"
)

// TestRisks: what the shipped process holds is said, and what a change brings in appears.
func TestRisks(t *testing.T) {
	find := func(r *release.Release, kind release.RiskKind) release.Risk {
		risks := r.Risks()
		i := slices.IndexFunc(risks, func(x release.Risk) bool { return x.Kind == kind })
		if i < 0 {
			return release.Risk{}
		}
		return risks[i]
	}
	r := load(t, shipped(t))
	if got := find(r, release.RiskAutomated).Elements; !slices.Contains(got, "route") {
		t.Errorf("deciding by a table: %v", got)
	}
	for _, d := range r.Disclosures() {
		if got := find(r, release.RiskEnforcement).Items; d.Zone == "enforcement" && !slices.Contains(got, d.Item) {
			t.Errorf("%s goes to enforcement, named are %v", d.Item, got)
		}
	}
	long := find(r, release.RiskLong).Items
	for _, id := range long {
		if r.Data.Items[id].Retention.Period == "P5Y" {
			t.Errorf("%s is said to be kept for long", id)
		}
	}
	files := shipped(t)
	change{"data.yaml", "period: P5Y", "period: P10Y"}.apply(t, files)
	if got := find(load(t, files), release.RiskLong).Items; len(got) != len(long)+1 {
		t.Errorf("kept for ten years: %v", got)
	}
}
