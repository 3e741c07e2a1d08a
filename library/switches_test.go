package library

import (
	"io/fs"
	"testing"
	"time"

	"handinhand/process/engine"
	"handinhand/process/release"
	"handinhand/process/scenario"
)

// TestTheDayOfTheDecisionCounts: what the switch holds when the route is decided counts, not when the case began; a case
// that somebody has given a value of its own goes by that.
func TestTheDayOfTheDecisionCounts(t *testing.T) {
	var course fs.FS
	for _, p := range Packages() {
		if p.Name == "language-course" {
			course = p.Files
		}
	}
	r, findings := release.Load(course)
	if r == nil {
		t.Fatal(findings)
	}
	application := engine.Variables{
		"residenceTitle": "24", "titleIssued": "2026-01-15", "titleDuration": "1-year-or-more", "germanLevel": "A1", "inSchool": "no",
		"work": "other", "benefit": "none", "birthDate": "1990-01-01", "courseUsed": "no",
	}
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	lastDay := time.Date(2026, 1, 31, 23, 30, 0, 0, berlin)
	for _, c := range []struct {
		name string
		wait time.Duration
		own  engine.Variables
		task string
	}{
		{"on the last day of January", 0, nil, "admit"},
		{"begun then, decided in February", time.Hour, nil, "checkClaim"},
		{"opened for this case alone", time.Hour, engine.Variables{"admission_44_4": "open"}, "admit"},
	} {
		t.Run(c.name, func(t *testing.T) {
			core := scenario.NewCore(r.Programs.Own(), lastDay, r.Programs[1:]...)
			if err := core.Start(c.own); err != nil {
				t.Fatal(err)
			}
			if err := core.Advance(c.wait); err != nil {
				t.Fatal(err)
			}
			if err := core.Complete("apply", application); err != nil {
				t.Fatal(err)
			}
			if tasks := core.State().Tasks(); len(tasks) != 1 || tasks[0].Element != c.task {
				t.Errorf("open is %+v, not %s", tasks, c.task)
			}
		})
	}
}
