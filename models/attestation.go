package models

import "time"

// Verdict is a competent body's word on a document.
type Verdict string

const (
	VerdictValid        Verdict = "valid"
	VerdictInvalid      Verdict = "invalid"
	VerdictUnobtainable Verdict = "unobtainable" // it cannot be had; Said names the lawful substitute
)

// Attestation is a competent body's signed word on a document, or on the word that
// it cannot be had (OOTS, eIDAS). It is bound to Digest, and holds in every later
// case until ValidUntil or until it is withdrawn.
type Attestation struct {
	ID       AttestationID `gorm:"primaryKey"`
	Person   PersonID      `gorm:"column:person_id"` // whose document it is
	Document *DocumentID   `gorm:"column:document_id"`
	Digest   []byte        // of the document, or of the reason why there is none: keyed, see keys.Box.Digest
	Item     string
	Case     CaseID   `gorm:"column:case_id"` // where it was given
	Task     TaskID   `gorm:"column:task_id"`
	Agency   AgencyID `gorm:"column:agency_id"`
	By       PersonID `gorm:"column:attested_by"`
	Verdict  Verdict
	// Sealed is what the body says beside its verdict, under the person's key: the fact
	// that may be lent instead of the document, or the substitute.
	Sealed       []byte
	Statute      string // of the substitute
	At           time.Time
	ValidUntil   *time.Time
	Note         string // signed note (C2SP) over all of the above
	WithdrawnAt  *time.Time
	SealedReason []byte // of the withdrawal
}

// Holds tells whether others may rely on it at a time.
func (a Attestation) Holds(now time.Time) bool {
	return a.WithdrawnAt == nil && (a.ValidUntil == nil || now.Before(*a.ValidUntil))
}

// Reliance is that a task was done on the strength of an Attestation.
type Reliance struct {
	Attestation AttestationID `gorm:"primaryKey;column:attestation_id"`
	Task        TaskID        `gorm:"primaryKey;column:task_id"`
	Case        CaseID        `gorm:"column:case_id"`
	Agency      AgencyID      `gorm:"column:agency_id"`
	At          time.Time
}
