package casework

import (
	"context"
	"slices"

	"handinhand/models"
	"handinhand/policy"
	"handinhand/process/release"
)

// matter is a task together with its case and what the release says of it.
type matter struct {
	task    models.Task
	row     models.Case
	release *release.Release
	spec    release.Task
	mandate *models.Mandate   // that the actor helps under; nil when they do not
	decided []models.PersonID // who made the decisions that the task looks at anew
}

// asked is the task for policy.
func (m matter) asked() policy.Resource {
	return policy.Task(m.task, m.row.Person).Helped(m.mandate, now()).Reviewing(m.decided...)
}

// matter reads a task and asks policy whether the actor may do action with it.
func (c *Casework) matter(ctx context.Context, a Actor, id models.TaskID, action policy.Action) (matter, error) {
	task, err := c.Store.Task(ctx, id)
	if err != nil {
		return matter{}, err
	}
	row, err := c.Store.Case(ctx, task.Case)
	if err != nil {
		return matter{}, err
	}
	mandate, err := c.mandate(ctx, a, row)
	if err != nil {
		return matter{}, err
	}
	r, err := c.release(ctx, row.Release)
	if err != nil {
		return matter{}, err
	}
	spec, ok := r.Task(task.Element)
	if !ok {
		return matter{}, models.Problemf(models.KindInternal, "internal", "release %s has no task %s", row.Release, task.Element)
	}
	m := matter{task: task, row: row, release: r, spec: spec, mandate: mandate}
	if len(spec.Reviews) > 0 {
		if m.decided, err = c.Store.CompletedBy(ctx, task.Case, spec.Reviews...); err != nil {
			return matter{}, err
		}
	}
	return m, c.may(a, action, m.asked())
}

// declared is what the release says of an item: where its label may be seen, and for
// which purposes it is lent to the task or transfer that asks.
func declared(r *release.Release, item string, requirements []release.Requirement, lendings []models.Lending) policy.Declared {
	known, _ := r.Item(item)
	d := policy.Declared{Zones: r.Data.Labels[known.Label].Zones}
	for _, q := range requirements {
		if q.Item == item {
			d.Purposes = append(d.Purposes, q.Purpose)
		}
	}
	for _, l := range lendings {
		if l.Item == item {
			d.Purposes = append(d.Purposes, l.Purpose)
		}
	}
	return d
}

func (m matter) declared(item string) policy.Declared {
	d := declared(m.release, item, m.spec.Requirements, nil)
	d.Attests = slices.Contains(m.spec.Attests, item)
	return d
}

// applicants tells whether the task is the applicant's own.
func (m matter) applicants() bool { return m.task.Role == models.RoleApplicant }

// closed is the Problem of acting on a task that is no longer open.
func (m matter) closed() error {
	if m.task.State == models.TaskOpen {
		return nil
	}
	return models.Problemf(models.KindClosed, "task-closed", "the task is %s already", m.task.State)
}

// stale is the Problem of acting on an older version than there is.
func (m matter) stale(version int64) error {
	if version == 0 || version == m.task.Version {
		return nil
	}
	return models.Problemf(models.KindStale, "stale", "someone changed the task since version %d; it has version %d", version, m.task.Version)
}

// handsIn are the documents that whoever does the task adds to the case: what
// the applicant is asked for, or what an agency's task produces.
func (m matter) handsIn() []need {
	var needs []need
	if m.applicants() {
		for _, r := range m.spec.Requirements {
			if r.Kind == "document" {
				needs = append(needs, need{item: r.Item, optional: r.Optional, purpose: r.Purpose, legalBasis: r.LegalBasis, statute: r.Statute, anew: r.NeverReuse})
			}
		}
	}
	for _, p := range m.spec.Produces {
		if p.Kind == "document" {
			needs = append(needs, need{item: p.Item, optional: p.Optional})
		}
	}
	return needs
}

// lent are the documents that an agency's task is lent.
func (m matter) lent() []need {
	var needs []need
	for _, r := range m.spec.Requirements {
		if !m.applicants() && r.Kind == "document" {
			needs = append(needs, need{item: r.Item, optional: r.Optional, purpose: r.Purpose, legalBasis: r.LegalBasis, statute: r.Statute})
		}
	}
	return needs
}

type need struct {
	item, purpose, legalBasis, statute string
	optional                           bool
	anew                               bool // what another case has on hand does not serve
}
