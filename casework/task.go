package casework

import (
	"context"

	"handinhand/audit"
	"handinhand/models"
	"handinhand/policy"
	"handinhand/process/release"
	"handinhand/store"
)

// Task is a task with its form and its papers. A clerk sees the facts and papers
// that it is lent once they have claimed it, and each such view is an Access.
func (c *Casework) Task(ctx context.Context, a Actor, id models.TaskID) (_ Task, err error) {
	ctx = acting(ctx, a)
	defer c.noteRefusal(ctx, a, refusal{action: policy.ViewTask, task: id}, &err)
	return c.task(ctx, a, id, true)
}

// Blank is a task with its form unfilled, for a face that takes a submission
// apart. It shows no facts, so it is no Access.
func (c *Casework) Blank(ctx context.Context, a Actor, id models.TaskID) (Task, error) {
	ctx = acting(ctx, a)
	return c.task(ctx, a, id, false)
}

func (c *Casework) task(ctx context.Context, a Actor, id models.TaskID, filled bool) (Task, error) {
	m, err := c.matter(ctx, a, id, policy.ViewTask)
	if err != nil {
		return Task{}, err
	}
	may := c.permissions(a, m)
	view := Task{TaskLine: taskLine(a, m.release, m.task), May: may}
	if m.spec.Form != nil {
		view.Title = m.release.Text(a.Locale, "form."+m.spec.Form.ID+".title")
		view.Intro = optionalText(a, m.release, "form."+m.spec.Form.ID+".intro")
	}
	if err := c.noteHelp(ctx, a, m.mandate, m.release, policy.ViewTask, "", nil); err != nil {
		return Task{}, err
	}
	values, lent := map[string]any{}, map[string]models.Grant{}
	if may.Complete {
		if lent, err = c.lentTo(ctx, m); err != nil {
			return Task{}, err
		}
	}
	if may.Complete && filled {
		if values, err = c.values(ctx, a, m, lent); err != nil {
			return Task{}, err
		}
		view.Ended = m.ended(a, lent)
	}
	if may.Raise {
		view.Raisable = raisable(a, m)
	}
	view.Fields = fields(a, m, values)
	view.Rules = []Rule{}
	if may.Complete && filled && !m.applicants() {
		if view.Rules, err = c.rules(ctx, a, m, lent); err != nil {
			return Task{}, err
		}
	}
	if view.News, err = c.taskNews(ctx, a, m); err != nil {
		return Task{}, err
	}
	view.Needs, err = c.needs(ctx, a, m, may.Complete, lent)
	return view, err
}

// lentTo are the open grants that an agency's task has now, by item. One that was
// revoked or has expired is none.
func (c *Casework) lentTo(ctx context.Context, m matter) (map[string]models.Grant, error) {
	lent := map[string]models.Grant{}
	if m.applicants() {
		return lent, nil
	}
	grants, err := c.Store.GrantsOfTask(ctx, m.task.Agency, m.task.ID, now())
	for _, g := range grants {
		lent[g.Item] = g
	}
	return lent, err
}

// ended names the facts that the task requires and is no longer lent.
func (m matter) ended(a Actor, lent map[string]models.Grant) []string {
	var names []string
	for _, r := range m.spec.Requirements {
		if _, open := lent[r.Item]; !open && r.Kind == "fact" && !m.applicants() {
			names = append(names, m.release.Text(a.Locale, "item."+r.Item+".name"))
		}
	}
	return names
}

func (c *Casework) permissions(a Actor, m matter) Permissions {
	may := func(action policy.Action) bool {
		return c.may(a, action, m.asked()) == nil
	}
	return Permissions{Claim: may(policy.ClaimTask), Release: may(policy.ReleaseTask), Complete: may(policy.CompleteTask), Raise: may(policy.RaiseAtTask)}
}

// values are what the form shows to whoever does the task: the facts that it is
// lent, what the same case knows already of the fields that it asks, and what
// they have filled in so far.
func (c *Casework) values(ctx context.Context, a Actor, m matter, lent map[string]models.Grant) (map[string]any, error) {
	facts, err := c.facts(ctx, a, m, lent)
	if err != nil {
		return nil, err
	}
	drafts, err := c.Store.Drafts(ctx, m.task.ID)
	if err != nil {
		return nil, err
	}
	filled, err := c.answers(ctx, drafts)
	if err != nil {
		return nil, err
	}
	readOnly := readOnlyFields(m)
	for field, value := range filled {
		if !readOnly[field] {
			facts[field] = value
		}
	}
	return facts, nil
}

// facts are the answers of the case that the task may show. An agency's task
// shows the read-only fields of its form, under its grants, on record; the
// applicant's task shows them what they said before.
func (c *Casework) facts(ctx context.Context, a Actor, m matter, lent map[string]models.Grant) (map[string]any, error) {
	shown, readOnly := map[string]bool{}, readOnlyFields(m)
	if m.spec.Form != nil {
		for _, field := range m.spec.Form.Fields() {
			shown[field.Key] = m.applicants() || readOnly[field.Key]
		}
	}
	rows, err := c.Store.Answers(ctx, m.task.Case)
	if err != nil {
		return nil, err
	}
	var visible []models.Answer
	items := map[string]bool{}
	for _, row := range rows {
		item, known := m.release.ItemOfField(row.Field)
		_, open := lent[item]
		if known && shown[row.Field] && (m.applicants() || open && m.lends(item)) {
			visible = append(visible, row)
			items[item] = true
		}
	}
	if !m.applicants() {
		if err := c.recordReads(ctx, a, m, policy.ReadDocument, items); err != nil {
			return nil, err
		}
	}
	return c.answers(ctx, visible)
}

func (m matter) lends(item string) bool {
	for _, r := range m.spec.Requirements {
		if r.Item == item && r.Kind == "fact" {
			return true
		}
	}
	return false
}

// recordReads writes down that the facts of some items, or what was attested of
// them, are about to be read.
func (c *Casework) recordReads(ctx context.Context, a Actor, m matter, action policy.Action, items map[string]bool) error {
	if len(items) == 0 {
		return nil
	}
	return c.Store.Tx(ctx, func(tx *store.Store) error {
		grants, err := tx.GrantsOfTask(ctx, m.task.Agency, m.task.ID, now())
		if err != nil {
			return err
		}
		var reads []models.Access
		for _, grant := range grants {
			if !items[grant.Item] {
				continue
			}
			if err := c.may(a, action, policy.Item(m.task, m.row.Person, &grant, m.declared(grant.Item), now())); err != nil {
				return err
			}
			read := access(a, m.release, grant, nil)
			read.Action = string(action)
			reads = append(reads, read)
			delete(items, grant.Item)
		}
		for item := range items {
			return models.Problemf(models.KindForbidden, "not-lent", "the task is lent no %s", item)
		}
		return audit.Append(tx.DB, reads...)
	})
}

// taskLine is a task in its reader's language.
func taskLine(a Actor, r *release.Release, t models.Task) TaskLine {
	return TaskLine{
		ID: t.ID, Case: t.Case, Number: t.Number, CaseType: t.CaseType, CaseTypeName: r.Text(a.Locale, "process.name"),
		Element: t.Element, Name: r.Text(a.Locale, "element."+t.Element+".name"), State: t.State,
		DueAt: t.DueAt, Overdue: t.State == models.TaskOpen && t.DueAt != nil && t.DueAt.Before(now()), OpenedAt: t.OpenedAt,
		Claimed: t.ClaimedBy != "", Mine: t.ClaimedBy == a.Person || t.Role == models.RoleApplicant, Version: t.Version,
	}
}

// optionalText is a text that a release need not have.
func optionalText(a Actor, r *release.Release, key string) string {
	if text := r.Text(a.Locale, key); text != key {
		return text
	}
	return ""
}
