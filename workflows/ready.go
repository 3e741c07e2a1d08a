package workflows

import (
	"context"

	"go.temporal.io/sdk/client"

	"handinhand/models"
)

// Ready tells whether Temporal answers.
func (c *Client) Ready(ctx context.Context) error {
	if _, err := c.Temporal.CheckHealth(ctx, &client.CheckHealthRequest{}); err != nil {
		return models.Problemf(models.KindUnavailable, "unavailable", "Temporal does not answer: %w", err)
	}
	return nil
}
