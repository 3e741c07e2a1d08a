package cli

import (
	"strings"
	"testing"
	"testing/fstest"

	"handinhand/casework"
	"handinhand/models"
	"handinhand/process/release"
)

// publishRenamed publishes the hearer with another id of its first step.
func (k *talk) publishRenamed() *release.Release {
	k.t.Helper()
	next := fstest.MapFS{}
	for name, file := range talking("hearer", "Catch") {
		next[name] = &fstest.MapFile{Data: []byte(strings.NewReplacer(`"first"`, `"primo"`, `>first<`, `>primo<`, "element.first.", "element.primo.").Replace(string(file.Data)))}
	}
	return k.publish(next)
}

// TestProcessMigrate takes several cases over: first nothing fits, then all go, and
// once more there is nothing left to do.
func TestProcessMigrate(t *testing.T) {
	k := newTalk(t)
	defer k.work()()
	ids := []models.CaseID{k.begin("hearer"), k.begin("hearer"), k.begin("hearer")}
	for _, id := range ids {
		k.at(id, "first")
	}
	work, who, err := k.operator(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	r := k.publishRenamed()
	all := func(plan casework.Migration) tally {
		t.Helper()
		plan.Release = r.Hash
		var count tally
		if err := work.MigrateAll(t.Context(), who, k.hashes["hearer"][:12], plan, func(r casework.MigrationReport, err error) { count.count(r, err) }); err != nil {
			t.Fatal(err)
		}
		return count
	}
	mapped := map[string]string{"first": "primo"}
	for _, c := range []struct {
		name         string
		plan         casework.Migration
		over, behind int
	}{
		{"a dry run without a map", casework.Migration{DryRun: true}, 0, 3},
		{"without a map", casework.Migration{}, 0, 3},
		{"a dry run", casework.Migration{Elements: mapped, DryRun: true}, 3, 0},
		{"the migration", casework.Migration{Elements: mapped}, 3, 0},
		{"once more", casework.Migration{Elements: mapped}, 0, 0},
	} {
		if got := all(c.plan); got.over != c.over || got.behind != c.behind {
			t.Errorf("%s: %s", c.name, &got)
		}
	}
	for _, id := range ids {
		k.at(id, "primo")
	}
}
