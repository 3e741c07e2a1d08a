package workflows

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"handinhand/activities"
	"handinhand/models"
	"handinhand/process/release"
)

// BeginName is the workflow that begins one case when a timer has fired. Its id says
// which (models.Firing), so that it needs no payload.
const BeginName = "Begin"

// Timer is a start event of a current release by which cases begin.
type Timer struct {
	models.Firing
	Release string
	Since   time.Time // when the release became the current one
	release.Schedule
}

const (
	// ahead is how many firings of a timer that counts in months are told to Temporal,
	// which knows no such period.
	ahead = 48
	// lateness is how long a schedule whose last firing is over stays: Temporal may
	// have to catch up.
	lateness = 24 * time.Hour
	// missed is how long ago a release may have been published, for firings since then
	// to be made up for: nobody may have worked at that moment.
	missed = time.Hour
	// catchUp is how late a firing that Temporal has missed still counts.
	catchUp = 365 * 24 * time.Hour
)

// Begin begins the case of one firing. It is tried for ever: a release that has lost
// its certificate, or a database that is down, is no reason to lose a firing.
func (c *Cases) Begin(ctx workflow.Context) error {
	ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: time.Minute,
		RetryPolicy:         &temporal.RetryPolicy{InitialInterval: time.Second, BackoffCoefficient: 2, MaximumInterval: 10 * time.Minute},
	})
	return workflow.ExecuteActivity(ctx, activities.BeginName).Get(ctx, nil)
}

// SyncTimers makes Temporal's schedules those of the timers: one for each. One that
// changes is made anew before the old one goes; what both fire is one case.
func (c *Client) SyncTimers(ctx context.Context, timers []Timer, now time.Time) error {
	schedules := c.Temporal.ScheduleClient()
	listed, err := schedules.List(ctx, client.ScheduleListOptions{PageSize: 100})
	if err != nil {
		return c.problem(ctx, "", "case", err)
	}
	there := map[string]bool{}
	for listed.HasNext() {
		entry, err := listed.Next()
		if err != nil {
			return c.problem(ctx, "", "case", err)
		}
		if _, ours := strings.CutPrefix(entry.ID, "begin/"); ours {
			there[entry.ID] = true
		}
	}
	var failed error
	for _, t := range timers {
		t = t.inSeconds()
		if t.over(now) {
			continue
		}
		id := t.scheduleID(now)
		if !there[id] {
			if err := create(ctx, schedules, t, id, now); err != nil {
				failed = errors.Join(failed, fmt.Errorf("schedule %s: %w", id, err))
			}
		}
		delete(there, id)
	}
	if failed != nil {
		return failed // what is there stays, rather than nothing
	}
	for id := range there {
		if err := schedules.GetHandle(ctx, id).Delete(ctx); err != nil {
			failed = errors.Join(failed, fmt.Errorf("schedule %s: %w", id, err))
		}
	}
	return failed
}

// create makes a schedule. Temporal looks only at what comes after it has it, so the
// moments between now and then are made up for as well; what fires twice is one case.
func create(ctx context.Context, schedules client.ScheduleClient, t Timer, id string, now time.Time) error {
	asked := time.Now()
	handle, err := schedules.Create(ctx, t.options(id, now))
	if errors.Is(err, temporal.ErrScheduleAlreadyRunning) {
		return nil
	}
	if err != nil {
		return err
	}
	made := now.Add(time.Since(asked))
	return handle.Backfill(ctx, client.ScheduleBackfillOptions{Backfill: []client.ScheduleBackfill{
		{Start: now.Add(-time.Second), End: made, Overlap: enums.SCHEDULE_OVERLAP_POLICY_ALLOW_ALL},
	}})
}

// inSeconds is the timer as Temporal can keep it: moments within a second are its end.
// A fraction would let Temporal skip or repeat a firing at either end of the cycle.
func (t Timer) inSeconds() Timer {
	up := func(at time.Time) time.Time { return at.Add(time.Second - time.Nanosecond).Truncate(time.Second) }
	t.First, t.Since = up(t.First), up(t.Since)
	return t
}

// over tells whether the timer has fired for the last time.
func (t Timer) over(now time.Time) bool {
	if t.Times < 0 {
		return false
	}
	last := t.First
	if every := exact(t.Schedule); every > 0 {
		last = last.Add(time.Duration(t.Times-1) * every)
	} else {
		for range t.Times - 1 {
			last = t.Every.After(last)
		}
	}
	return last.Before(now.Add(-lateness))
}

// exact is the period of a cycle that counts in days and seconds; 0 else.
func exact(s release.Schedule) time.Duration {
	if s.Every.Months != 0 {
		return 0
	}
	return time.Duration(s.Every.Days)*24*time.Hour + s.Every.Exact
}

// scheduleID changes with everything that the schedule says.
func (t Timer) scheduleID(now time.Time) string {
	said, err := json.Marshal([]any{t.Release, t.spec(now)})
	if err != nil {
		panic("workflows: times and numbers always marshal: " + err.Error())
	}
	sum := sha256.Sum256(said)
	return t.WorkflowID() + "/" + hex.EncodeToString(sum[:6])
}

func (t Timer) options(id string, now time.Time) client.ScheduleOptions {
	o := client.ScheduleOptions{
		ID: id, Spec: t.spec(now), Overlap: enums.SCHEDULE_OVERLAP_POLICY_ALLOW_ALL, CatchupWindow: catchUp,
		Action: &client.ScheduleWorkflowAction{ID: t.WorkflowID(), Workflow: BeginName, TaskQueue: TaskQueue},
	}
	if now.Sub(t.Since) < missed && t.First.Before(now) {
		o.ScheduleBackfill = []client.ScheduleBackfill{{Start: t.Since, End: now, Overlap: enums.SCHEDULE_OVERLAP_POLICY_ALLOW_ALL}}
	}
	return o
}

// spec says in Temporal's words when the timer fires, in UTC. It never fires for what
// was before its release.
func (t Timer) spec(now time.Time) client.ScheduleSpec {
	from := t.First
	if from.Before(t.Since) {
		from = t.Since
	}
	switch every := exact(t.Schedule); {
	case every > 0:
		s := client.ScheduleSpec{StartAt: from, Intervals: []client.ScheduleIntervalSpec{{Every: every, Offset: time.Duration(t.First.UnixNano() % int64(every))}}}
		if t.Times > 0 {
			s.EndAt = t.First.Add(time.Duration(t.Times-1) * every)
		}
		return s
	case t.Every.Months != 0:
		s := client.ScheduleSpec{StartAt: from}
		at := t.First
		for n := 0; (t.Times < 0 || n < t.Times) && len(s.Calendars) < ahead; n++ {
			if !at.Before(from) && !at.Before(now.Add(-lateness)) {
				s.Calendars = append(s.Calendars, moment(at))
			}
			at = t.Every.After(at)
		}
		return s
	default:
		return client.ScheduleSpec{Calendars: []client.ScheduleCalendarSpec{moment(t.First)}}
	}
}

// moment is one second.
func moment(t time.Time) client.ScheduleCalendarSpec {
	one := func(n int) []client.ScheduleRange { return []client.ScheduleRange{{Start: n, End: n}} }
	return client.ScheduleCalendarSpec{
		Second: one(t.Second()), Minute: one(t.Minute()), Hour: one(t.Hour()),
		DayOfMonth: one(t.Day()), Month: one(int(t.Month())), Year: one(t.Year()),
	}
}
