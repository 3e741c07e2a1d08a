package workflows

import (
	"testing"
	"time"

	"handinhand/models"
	"handinhand/process/bpmn"
	"handinhand/process/release"
)

func clock(s release.Schedule, since time.Time) Timer {
	return Timer{Firing: models.Firing{CaseType: "t", Element: "e"}, Release: "r", Since: since, Schedule: s}
}

// TestSpec says the forms of a timer in Temporal's words.
func TestSpec(t *testing.T) {
	since := time.Date(2026, 1, 31, 8, 0, 30, 0, time.UTC)
	month := bpmn.Span{Months: 1}
	monthly := clock(release.Schedule{First: month.After(since), Every: month, Times: -1}, since).spec(since)
	if len(monthly.Calendars) != ahead || monthly.Calendars[0].DayOfMonth[0].Start != 28 || monthly.Calendars[1].Month[0].Start != 3 || monthly.Calendars[11].Year[0].Start != 2027 {
		t.Errorf("monthly: %+v", monthly.Calendars[:2])
	}
	few := clock(release.Schedule{First: since, Every: month, Times: 3}, since)
	if n := len(few.spec(since).Calendars); n != 3 {
		t.Errorf("three months: %d firings", n)
	}
	if few.over(since.AddDate(0, 2, -2)) || !few.over(since.AddDate(0, 2, 2)) {
		t.Error("three months are not over two months later")
	}
	hours := clock(release.Schedule{First: since, Every: bpmn.Span{Exact: 5 * time.Hour}, Times: 4}, since).spec(since)
	i := hours.Intervals[0]
	if i.Every != 5*time.Hour || time.Unix(0, 0).Add(since.Sub(time.Unix(0, 0)).Truncate(i.Every)).Add(i.Offset).Unix() != since.Unix() || !hours.EndAt.Equal(since.Add(15*time.Hour)) {
		t.Errorf("four times five hours: %+v", hours)
	}
	once := clock(release.Schedule{First: since, Times: 1}, since)
	if c := once.spec(since).Calendars; len(c) != 1 || c[0].Second[0].Start != 30 || c[0].Year[0].Start != 2026 {
		t.Errorf("once: %+v", c)
	}
	later := once
	later.Release = "other"
	if once.scheduleID(since) == later.scheduleID(since) || once.WorkflowID() != later.WorkflowID() {
		t.Error("another release is another schedule of the same workflows")
	}
	// Temporal knows no fraction of a second: one in the cycle would cost its first or last firing.
	odd := since.Add(250 * time.Millisecond)
	if s := clock(release.Schedule{First: odd, Every: bpmn.Span{Exact: time.Second}, Times: 3}, odd).inSeconds().spec(odd); s.StartAt.Nanosecond() != 0 ||
		s.StartAt.Before(odd) || s.EndAt.Sub(s.StartAt) != 2*time.Second || s.Intervals[0].Offset != 0 {
		t.Errorf("three seconds from %s on: %+v", odd, s)
	}
	// A counter of the past is not made up for.
	old := clock(release.Schedule{First: since, Every: bpmn.Span{Days: 1}, Times: -1}, since.AddDate(0, 0, 3)).spec(since.AddDate(0, 0, 3))
	if !old.StartAt.Equal(since.AddDate(0, 0, 3)) {
		t.Errorf("begins at %s, before its release", old.StartAt)
	}
}

func TestFiringsAreNamed(t *testing.T) {
	f := models.Firing{CaseType: "yearly-report", Element: "Start_1", Trigger: 2, At: "2026-01-31T08:00:00Z"}
	if got, ok := models.FiringOfWorkflow(f.WorkflowID()); !ok || got != f {
		t.Errorf("%s is read as %+v", f.WorkflowID(), got)
	}
	for _, id := range []string{"case/1", "begin/a/b/0", "begin/a/b", "begin/a/b/x-2026"} {
		if got, ok := models.FiringOfWorkflow(id); ok {
			t.Errorf("%s is read as %+v", id, got)
		}
	}
}
