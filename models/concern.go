package models

import "time"

// ConcernKind is what a Concern is about.
type ConcernKind string

const (
	ConcernProblem ConcernKind = "problem" // somebody reports that something is wrong with their data
	ConcernErasure ConcernKind = "erasure" // somebody asks to be forgotten (GDPR Art. 17)
	// A value is wrong (GDPR Art. 16): whoever got it is told what is right, and answers
	// that they have corrected it (Art. 19).
	ConcernRectification ConcernKind = "rectification"
	ConcernWithdrawn     ConcernKind = "withdrawn" // an attestation that the agency relied on was withdrawn
)

// Concern is something about a person's data that an agency has to answer outside of
// any process. It stays in the agency's inbox until somebody answers it.
type Concern struct {
	ID           ConcernID `gorm:"primaryKey"`
	Kind         ConcernKind
	Case         CaseID   `gorm:"column:case_id"`
	Person       PersonID `gorm:"column:person_id"`
	Agency       AgencyID `gorm:"column:agency_id"`
	Task         TaskID   `gorm:"column:task_id"` // that relied on what was withdrawn
	Item         string
	Sealed       []byte // what was said, under the person's key
	OpenedAt     time.Time
	ClosedAt     *time.Time
	ClosedBy     PersonID `gorm:"column:closed_by"`
	SealedAnswer []byte

	DueAt      time.Time  // by when it must be answered
	RemindedAt *time.Time // the agency was told that the time is nearly over
	LapsedAt   *time.Time // the time was over without an answer, and everybody was told
	Officer    bool       // it is for the data-protection officer; the agency that it is about does not see it
	Fulfilled  *bool      // the answer to what was asked: done, or refused; nil where nothing was

	SealedValues []byte     // of a rectification: what is right, by field, under the person's key
	AppliedAt    *time.Time // with the yes to it they went into the case
}

// Reminder is what the data-protection officer tells an agency that has let the time for
// an answer pass.
type Reminder struct {
	ID      string    `gorm:"primaryKey"`
	Concern ConcernID `gorm:"column:concern_id"`
	Person  PersonID  `gorm:"column:person_id"`
	Agency  AgencyID  `gorm:"column:agency_id"`
	Sealed  []byte    // her words, under the person's key
	SaidBy  PersonID  `gorm:"column:said_by"`
	SaidAt  time.Time
	DueAt   *time.Time // the new deadline that she sets with it; once for each concern
}

// Asks tells whether the kind asks for something to be done, which is done or refused.
func (k ConcernKind) Asks() bool { return k == ConcernErasure || k == ConcernRectification }

// AnswerDue is by when a concern must be answered: a month (GDPR Art. 12(3)).
func AnswerDue(opened time.Time) time.Time { return Term{Months: 1}.After(opened) }

// AnswerLatest is how far the time for an answer can be extended: by two months (GDPR
// Art. 12(3)).
func AnswerLatest(opened time.Time) time.Time { return Term{Months: 3}.After(opened) }
