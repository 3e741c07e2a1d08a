package models

import "time"

// CaseType is a published procedure. Release is the one that new cases get.
type CaseType struct {
	ID          string `gorm:"primaryKey"`
	Release     string
	Publication int64     // by which it is the current one
	Since       time.Time // when it became so, most lately
}

// Release is an immutable bundle of one process, named by its sha256 (hex).
type Release struct {
	Hash        string `gorm:"primaryKey"`
	CaseType    string
	Bundle      []byte
	PublishedAt time.Time
	PublishedBy string
}

// CaseState is where a case is in its life.
type CaseState string

const (
	CaseStarting CaseState = "starting" // recorded, its workflow not yet seen to run
	CaseRunning  CaseState = "running"
	CaseEnded    CaseState = "ended"
)

// OutcomeDiscarded is that of a case whose applicant ended it before anything of it was
// sent to anybody. No release names it.
const OutcomeDiscarded = "never-sent"

// Case is one applicant's matter under one Release.
type Case struct {
	ID        CaseID `gorm:"primaryKey"`
	Number    string // what a person reads out, e.g. "LC-7K3F-92QD"
	CaseType  string
	Release   string
	Person    PersonID `gorm:"column:person_id"`
	State     CaseState
	Outcome   string
	Sequence  int64 // of the last projected burst; 0 = none yet
	StartedAt time.Time
	EndedAt   *time.Time
	BegunBy   string // the element whose event began it; "" for a person
}

// Binding names the agency that plays a role in a case.
type Binding struct {
	Case   CaseID     `gorm:"primaryKey;column:case_id"`
	Role   AgencyRole `gorm:"primaryKey"`
	Agency AgencyID   `gorm:"column:agency_id"`
}

// Milestone is a step that the applicant sees as reached.
type Milestone struct {
	Case      CaseID `gorm:"primaryKey;column:case_id"`
	Key       string `gorm:"primaryKey"`
	Sequence  int64  // of the burst that told it
	ReachedAt time.Time
}

// Token is where a running case stands: one row for each waiting element.
type Token struct {
	Case    CaseID `gorm:"primaryKey;column:case_id"`
	Key     int64  `gorm:"primaryKey;autoIncrement:false"`
	Element string
	Since   time.Time
}

// JournalEntry is a line of a case's own history: an element entered or left.
type JournalEntry struct {
	Case     CaseID `gorm:"primaryKey;column:case_id"`
	Sequence int64  `gorm:"primaryKey;autoIncrement:false"`
	Line     int    `gorm:"primaryKey;autoIncrement:false"`
	At       time.Time
	Kind     string
	Element  string
}

// Incident is a stuck token that needs an operator. Cause is a short technical
// text without personal data.
type Incident struct {
	Case     CaseID `gorm:"primaryKey;column:case_id"`
	Key      int64  `gorm:"primaryKey;autoIncrement:false"`
	Element  string
	Cause    string
	Attempts int
	OpenedAt time.Time
	ClosedAt *time.Time
}
