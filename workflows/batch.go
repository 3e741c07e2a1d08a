package workflows

import (
	"slices"

	"handinhand/activities"
	"handinhand/models"
	"handinhand/process/engine"
	"handinhand/process/release"
)

// batch collects the commands of one drain.
type batch struct {
	release   *release.Release
	burst     models.Burst
	calls     []engine.CallService
	sendings  []activities.Sending
	cancelled []engine.Key
	changed   bool
}

// empty tells whether there is nothing to project.
func (b *batch) empty() bool { return !b.changed }

// add takes a command. done is the completion that led to it, if one did.
func (b *batch) add(c engine.Command, done *CompleteTask) {
	switch c := c.(type) {
	case engine.CallService:
		b.calls = append(b.calls, c)
	case engine.CancelService:
		b.cancel(c.Job)
	case engine.SendMessage:
		b.sendings = append(b.sendings, activities.Sending{Element: c.Element, Name: c.Message, CorrelationKey: c.CorrelationKey, Variables: c.Variables})
	case engine.Broadcast:
		b.sendings = append(b.sendings, activities.Sending{Element: c.Element, Signal: true, Name: c.Signal, Variables: c.Variables})
	case engine.ArmTimer, engine.DisarmTimer:
		// The deadlines are in the state: see alarm.
	default:
		b.changed = true
		b.project(c, done)
	}
}

// intervened notes who changed the case by hand. Histories from before that was
// noted have no doer.
func (b *batch) intervened(d Doer, answers []string) {
	if d.By == "" {
		return
	}
	b.burst.Interventions = append(b.burst.Interventions, models.Intervention{Action: d.Action, By: d.By, Agency: d.Agency, Answers: answers})
	b.changed = true
}

func (b *batch) cancel(job engine.Key) {
	called := len(b.calls)
	b.calls = slices.DeleteFunc(b.calls, func(c engine.CallService) bool { return c.Job == job })
	if len(b.calls) == called {
		b.cancelled = append(b.cancelled, job)
	}
}

func (b *batch) project(c engine.Command, done *CompleteTask) {
	u := &b.burst
	switch c := c.(type) {
	case engine.OpenTask:
		u.Opened = append(u.Opened, b.open(c))
	case engine.CloseTask:
		u.Closed = append(u.Closed, b.closed(c, done))
	case engine.Enter:
		u.Entered = append(u.Entered, models.TokenEntered{Key: int64(c.Key), Element: c.Element})
	case engine.Leave:
		u.Left = append(u.Left, int64(c.Key))
	case engine.Subscribe:
		u.Subscribed = append(u.Subscribed, models.Subscribed{Key: int64(c.Subscription), Element: c.Element,
			Message: c.Message, CorrelationKey: c.CorrelationKey, Role: b.role(c.Element)})
	case engine.Listen:
		u.Subscribed = append(u.Subscribed, models.Subscribed{Key: int64(c.Listener), Element: c.Element, Message: c.Signal, Signal: true})
	case engine.Unlisten:
		u.Unsubscribed = append(u.Unsubscribed, int64(c.Listener))
	case engine.Unsubscribe:
		u.Unsubscribed = append(u.Unsubscribed, int64(c.Subscription))
	case engine.OpenIncident:
		u.Incidents = append(u.Incidents, models.IncidentOpened{Key: int64(c.Incident), Element: c.Element, Cause: c.Cause, Attempts: c.Attempts})
	case engine.CloseIncident:
		u.Resolved = append(u.Resolved, int64(c.Incident))
	case engine.ReachMilestone:
		u.Milestones = append(u.Milestones, c.Milestone)
	case engine.Decided:
		u.Explained = append(u.Explained, b.explained(c))
	case engine.Record:
		u.Journal = append(u.Journal, models.JournalLine{Kind: string(c.Kind), Element: c.Element})
	case engine.EndCase:
		u.Ended, u.Outcome = true, c.Outcome
	default:
		panic("workflows: the engine gave a command that the shell does not know")
	}
}

// open adds to a task what its agency gets to see while it is open. The
// applicant needs no grant on what is theirs.
func (b *batch) open(c engine.OpenTask) models.TaskOpened {
	opened := models.TaskOpened{Key: int64(c.Task), Element: c.Element, DueAt: c.Due, Role: b.role(c.Element)}
	task, ok := b.release.Task(c.Element)
	if !ok || opened.Role == models.RoleApplicant {
		return opened
	}
	for _, q := range task.Requirements {
		lend := models.Lending{Item: q.Item, Purpose: q.Purpose, LegalBasis: q.LegalBasis, Statute: q.Statute, FactOnly: q.FactOnly}
		if span, limited := q.Lasts(); limited {
			lend.Lasts = &models.Term{Months: span.Months, Days: span.Days, Exact: span.Exact}
		}
		opened.Lends = append(opened.Lends, lend)
	}
	return opened
}

// explained is the trace of a decision, on its way to the activity that seals it.
func (b *batch) explained(c engine.Decided) models.Explained {
	trace := release.Trace{Given: c.Given, Result: c.Result}
	return models.Explained{Element: c.Element, Decision: c.Decision, Version: c.Version, Release: b.release.Hash, Items: b.release.ItemsIn(c), Trace: trace}
}

func (b *batch) closed(c engine.CloseTask, done *CompleteTask) models.TaskClosed {
	out := models.TaskClosed{Key: int64(c.Task), Cancelled: c.Cancelled}
	if done != nil && !c.Cancelled && done.Task == out.Key {
		out.Answers, out.By, out.Request = done.Answers, done.By, done.Request
		for _, asked := range b.release.Voluntary(c.Element) {
			out.Consents = append(out.Consents, models.ConsentAsked{Item: asked.Item, Fields: asked.Fields, Purpose: b.release.PurposeOf(asked.Item)})
		}
		out.Brought = b.brought(c.Element)
	}
	return out
}

// brought is what the form of a task writes down for its agency.
func (b *batch) brought(element string) []models.Brought {
	var out []models.Brought
	for _, asked := range b.release.WrittenBy(element) {
		declared, _ := b.release.Item(asked.Item)
		out = append(out, models.Brought{Item: asked.Item, Fields: asked.Fields, Purpose: b.release.PurposeOf(asked.Item),
			LegalBasis: declared.LegalBasis, Statute: declared.Statute, Kept: keptFor(b.release, asked.Item)})
	}
	return out
}

// keptFor is how long the law has an item kept; nil where the release does not say.
func keptFor(r *release.Release, item string) *models.Term {
	declared, _ := r.Item(item)
	span, known := declared.Kept()
	if !known {
		return nil
	}
	return &models.Term{Months: span.Months, Days: span.Days, Exact: span.Exact}
}

// lendAgain lends to an open task what the release, which is another one now, says.
func (b *batch) lendAgain(t engine.Task) {
	if slices.ContainsFunc(b.burst.Opened, func(o models.TaskOpened) bool { return o.Key == int64(t.Key) }) {
		return
	}
	again := b.open(engine.OpenTask{Task: t.Key, Element: t.Element})
	if again.Role != models.RoleApplicant {
		b.burst.Relent = append(b.burst.Relent, models.Relent{Key: again.Key, Role: again.Role, Lends: again.Lends})
	}
}

func (b *batch) role(element string) models.AgencyRole { return roleOf(b.release, element) }

// roleOf is the agency role of the lane that an element stands in.
func roleOf(r *release.Release, element string) models.AgencyRole {
	e, ok := r.Element(element)
	if !ok {
		return ""
	}
	return models.AgencyRole(r.Role(e))
}
