package models

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/google/uuid"
)

// Identifiers. All but the composed ones are UUIDv7, so that they sort by time
// and cannot be guessed.
type (
	CaseID     string
	PersonID   string
	DocumentID string
	AgencyID   string
	GrantID    string
	MandateID  string
	ConcernID  string
	TaskID     string // CaseID.Key, see NewTaskID

	AttestationID string
)

// NewID is a fresh UUIDv7.
func NewID() string { return uuid.Must(uuid.NewV7()).String() }

// ValidID tells whether an id looks like one of ours.
func ValidID(id string) bool { return uuid.Validate(id) == nil && len(id) == 36 }

// NewTaskID names the task that the engine opened under key in a case.
func NewTaskID(c CaseID, key int64) TaskID {
	return TaskID(string(c) + "." + strconv.FormatInt(key, 10))
}

// Parse splits a task id into its case and the engine's key.
func (t TaskID) Parse() (CaseID, int64, error) {
	c, k, ok := strings.Cut(string(t), ".")
	key, err := strconv.ParseInt(k, 10, 64)
	if !ok || err != nil || uuid.Validate(c) != nil {
		return "", 0, fmt.Errorf("%q is not a task id", string(t))
	}
	return CaseID(c), key, nil
}

const workflowPrefix = "case/"

// WorkflowID is the Temporal workflow that runs a case.
func (c CaseID) WorkflowID() string { return workflowPrefix + string(c) }

// CaseOfWorkflow is the case that a Temporal workflow id belongs to.
func CaseOfWorkflow(id string) (CaseID, bool) {
	c, ok := strings.CutPrefix(id, workflowPrefix)
	return CaseID(c), ok && c != ""
}
