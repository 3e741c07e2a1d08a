package casework

import (
	"context"
	"strings"

	"handinhand/models"
	"handinhand/policy"
	"handinhand/process/release"
	"handinhand/store"
)

// inboxCount is how far the tasks of an agency are counted.
const inboxCount = 1000

// Inbox is the open tasks of the clerk's agency.
func (c *Casework) Inbox(ctx context.Context, a Actor, q InboxQuery) (Inbox, error) {
	ctx = acting(ctx, a)
	if err := c.may(a, policy.ViewInbox, policy.Inbox(a.Agency.ID)); err != nil {
		return Inbox{}, err
	}
	rows, err := c.Store.Inbox(ctx, a.inboxQuery(q))
	if err != nil {
		return Inbox{}, err
	}
	view := Inbox{List: List[TaskLine]{Items: []TaskLine{}, Next: rows.Next}}
	if view.Open, err = c.Store.InboxSize(ctx, a.Agency.ID, inboxCount); err != nil {
		return Inbox{}, err
	}
	releases, err := c.Store.ReleasesOfCases(ctx, casesOf(rows.Items)...)
	if err != nil {
		return Inbox{}, err
	}
	for _, task := range rows.Items {
		r, err := c.release(ctx, releases[task.Case])
		if err != nil {
			return Inbox{}, err
		}
		view.Items = append(view.Items, taskLine(a, r, task))
	}
	elements, mine, err := c.steps(ctx, a)
	if err != nil {
		return Inbox{}, err
	}
	view.Elements = elements
	view.News, err = c.inboxNews(ctx, a, mine)
	return view, err
}

func casesOf(tasks []models.Task) []models.CaseID {
	ids := make([]models.CaseID, len(tasks))
	for i, task := range tasks {
		ids[i] = task.Case
	}
	return ids
}

func (a Actor) inboxQuery(q InboxQuery) store.InboxQuery {
	out := store.InboxQuery{
		Page: store.Page(q.Page), Agency: a.Agency.ID, CaseType: q.CaseType, Element: q.Element,
		Number: number(q.Number), Unclaimed: q.Claim == "free", Sort: store.InboxSort(q.Sort),
	}
	if q.Claim == "mine" {
		out.ClaimedBy = a.Person
	}
	if q.Overdue {
		at := now()
		out.DueBefore = &at
	}
	return out
}

// number is a case number as it is kept, however it was typed. One with a typing
// error finds nothing.
func number(typed string) string {
	if proper, err := models.ParseCaseNumber(typed); err == nil {
		return proper
	}
	return strings.TrimSpace(typed)
}

// steps are the tasks that the actor's agency does in the published processes, and the
// processes in which it has any.
func (c *Casework) steps(ctx context.Context, a Actor) ([]Option, []*release.Release, error) {
	types, err := c.Store.CaseTypes(ctx)
	if err != nil {
		return nil, nil, err
	}
	options, mine := []Option{}, []*release.Release(nil)
	for _, t := range types {
		r, err := c.release(ctx, t.Release)
		if err != nil {
			return nil, nil, err
		}
		before := len(options)
		for _, element := range r.Elements() {
			if _, isTask := r.Task(element.ID); isTask && models.AgencyRole(r.Role(element)) == a.Agency.Role {
				options = append(options, Option{Value: element.ID, Label: r.Text(a.Locale, "element."+element.ID+".name")})
			}
		}
		if len(options) > before {
			mine = append(mine, r)
		}
	}
	return options, mine, nil
}

// AgencyNotices are the notices to the clerk's agency, newest first.
func (c *Casework) AgencyNotices(ctx context.Context, a Actor, p Page) (List[NoticeLine], error) {
	ctx = acting(ctx, a)
	if err := c.may(a, policy.ViewInbox, policy.Inbox(a.Agency.ID)); err != nil {
		return List[NoticeLine]{}, err
	}
	rows, err := c.Store.NoticesOfAgency(ctx, a.Agency.ID, store.Page(p))
	if err != nil {
		return List[NoticeLine]{}, err
	}
	out := List[NoticeLine]{Items: []NoticeLine{}, Next: rows.Next}
	for _, row := range rows.Items {
		r, err := c.release(ctx, row.Release)
		if err != nil {
			return out, err
		}
		line := noticeLine(a, r, row.Number, row.Notice)
		line.Case = "" // a clerk reaches a case through a task only
		out.Items = append(out.Items, line)
	}
	return out, nil
}
