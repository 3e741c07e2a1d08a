package models

import "time"

// TaskState is where a person's work item is in its life.
type TaskState string

const (
	TaskOpen      TaskState = "open"
	TaskCompleted TaskState = "completed"
	TaskCancelled TaskState = "cancelled"
)

// Task is a person's work item. Agency is empty when the applicant has it.
// Version rises with every change, so that two clerks cannot overwrite another.
type Task struct {
	ID        TaskID `gorm:"primaryKey"`
	Case      CaseID `gorm:"column:case_id"`
	Key       int64
	CaseType  string
	Number    string // of the case, for the inbox
	Element   string
	Role      AgencyRole
	Agency    AgencyID `gorm:"column:agency_id"`
	State     TaskState
	ClaimedBy PersonID
	DueAt     *time.Time
	OpenedAt  time.Time
	ClosedAt  *time.Time
	ClosedBy  PersonID // who completed it
	// ClosedWith names the request that completed it, so that its repetition is
	// told from another's.
	ClosedWith string
	Version    int64
}

// Answer is one field that someone gave in a case, sealed with the applicant's
// key. It never changes: each save adds a row, and the last answer to a field is
// the one that counts. So what a completion checked is what becomes final.
type Answer struct {
	ID      string   `gorm:"primaryKey"`
	Case    CaseID   `gorm:"column:case_id"`
	Person  PersonID `gorm:"column:person_id"` // whose data it is
	Task    TaskID   `gorm:"column:task_id"`   // "" where an operator set it by hand
	Field   string
	Sealed  []byte
	GivenBy PersonID
	GivenAt time.Time
	Draft   bool // saved, not yet submitted
}
