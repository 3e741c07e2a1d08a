package bench

import (
	"embed"
	"io/fs"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/client"
	sdk "go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"handinhand/activities"
	"handinhand/worker"
)

const (
	caseType    = "errand"
	byHandQueue = "handinhand-by-hand"
)

//go:embed errand
var files embed.FS

// Errand is the package that the engine's side runs.
func Errand() fs.FS {
	sub, err := fs.Sub(files, "errand")
	if err != nil {
		panic("bench: " + err.Error()) // embedded: it cannot fail once it was built
	}
	return sub
}

// NewByHand makes the worker of the other side, with the options of ours.
func NewByHand(c client.Client, acts *activities.Activities) sdk.Worker {
	w := sdk.New(c, byHandQueue, worker.Config{}.Options())
	w.RegisterWorkflowWithOptions(byHand, workflow.RegisterOptions{Name: byHandName})
	w.RegisterActivityWithOptions(acts.Project, activity.RegisterOptions{Name: activities.ProjectName})
	return w
}
