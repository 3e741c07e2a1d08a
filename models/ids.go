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

// MessageParcel is the id of the parcel that an agency's message is kept as.
func MessageParcel(agency AgencyID, message string) string {
	return messagePrefix + string(agency) + "/" + message
}

const messagePrefix = "message/"

// AgencyOfMessage is the agency whose system sent a parcel; "" where a case did.
func AgencyOfMessage(parcel string) AgencyID {
	rest, ok := strings.CutPrefix(parcel, messagePrefix)
	if !ok {
		return ""
	}
	agency, _, _ := strings.Cut(rest, "/")
	return AgencyID(agency)
}

// Firing is one time at which a timer begins a case. At is "" of the timer itself.
type Firing struct {
	CaseType, Element string
	Trigger           int
	At                string // RFC 3339, as Temporal writes it
}

const beginningPrefix = "begin/"

// WorkflowID is the Temporal workflow that begins the case, or what such ids begin
// with.
func (f Firing) WorkflowID() string {
	id := beginningPrefix + f.CaseType + "/" + f.Element + "/" + strconv.Itoa(f.Trigger)
	if f.At != "" {
		id += "-" + f.At
	}
	return id
}

// FiringOfWorkflow reads the id of a workflow that begins a case.
func FiringOfWorkflow(id string) (Firing, bool) {
	rest, ok := strings.CutPrefix(id, beginningPrefix)
	parts := strings.SplitN(rest, "/", 3)
	if !ok || len(parts) != 3 {
		return Firing{}, false
	}
	trigger, at, ok := strings.Cut(parts[2], "-")
	n, err := strconv.Atoi(trigger)
	return Firing{parts[0], parts[1], n, at}, ok && err == nil && at != ""
}

const workflowPrefix = "case/"

// WorkflowID is the Temporal workflow that runs a case.
func (c CaseID) WorkflowID() string { return workflowPrefix + string(c) }

const retentionPrefix = "retention/"

// RetentionID is the Temporal workflow that deletes what the case has gathered, in
// its time.
func (c CaseID) RetentionID() string { return retentionPrefix + string(c) }

// OfPlatform tells whether a Temporal workflow id is one of RetentionID, or that of a
// plan: such a workflow is no case's, and knows ids only.
func OfPlatform(id string) bool {
	return strings.HasPrefix(id, retentionPrefix) || strings.HasPrefix(id, migrationPrefix)
}

// CaseOfWorkflow is the case that a Temporal workflow id belongs to.
func CaseOfWorkflow(id string) (CaseID, bool) {
	c, ok := strings.CutPrefix(id, workflowPrefix)
	return CaseID(c), ok && c != ""
}
