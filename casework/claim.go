package casework

import (
	"context"

	"handinhand/models"
	"handinhand/policy"
)

// Claim makes a clerk the one who does a task of their agency.
func (c *Casework) Claim(ctx context.Context, a Actor, id models.TaskID, version int64) (TaskLine, error) {
	ctx = acting(ctx, a)
	return c.handOver(ctx, a, id, version, policy.ClaimTask, c.Store.Claim)
}

// Release gives a claimed task back to the agency's inbox.
func (c *Casework) Release(ctx context.Context, a Actor, id models.TaskID, version int64) (TaskLine, error) {
	ctx = acting(ctx, a)
	return c.handOver(ctx, a, id, version, policy.ReleaseTask, c.Store.Unclaim)
}

func (c *Casework) handOver(ctx context.Context, a Actor, id models.TaskID, version int64, action policy.Action,
	change func(context.Context, models.TaskID, models.PersonID, int64) (models.Task, error)) (TaskLine, error) {
	m, err := c.matter(ctx, a, id, action)
	if err != nil {
		return TaskLine{}, err
	}
	if version == 0 {
		version = m.task.Version
	}
	task, err := change(ctx, id, a.Person, version)
	if err != nil {
		return TaskLine{}, err
	}
	return taskLine(a, m.release, task), nil
}
