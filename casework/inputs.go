package casework

import (
	"io"

	"handinhand/models"
)

// Start asks for a new case. Agencies names the agency of each role that the
// applicant can choose. Key makes it idempotent: the same person and key give
// the same case.
type Start struct {
	CaseType string
	Agencies map[models.AgencyRole]models.AgencyID
	Key      string
}

// Draft is what someone has filled in so far.
type Draft struct {
	Task   models.TaskID
	Values map[string]any
}

// Completion submits a task. Version 0 is not checked. Key makes it idempotent.
type Completion struct {
	Task    models.TaskID
	Version int64
	Values  map[string]any
	Key     string
}

// Upload hands in a document for an item that a task needs or produces.
type Upload struct {
	Task       models.TaskID
	Item, Name string
	Body       io.Reader
}

// Missing says that a document cannot be had, and why.
type Missing struct {
	Task         models.TaskID
	Item, Reason string
}
