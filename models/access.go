package models

import "time"

// AccessOutcome says what became of a wish to read.
type AccessOutcome string

const (
	AccessRead      AccessOutcome = "read"      // under a Grant, or a helper's Mandate
	AccessRefused   AccessOutcome = "refused"   // nothing was shown; Refusal says how it was answered
	AccessEmergency AccessOutcome = "emergency" // without a Grant, with a reason that the applicant is told
	AccessExpired   AccessOutcome = "expired"   // nothing was read: what the case had of the item is deleted, the law's time is over
	AccessChanged   AccessOutcome = "changed"   // nothing was read: somebody changed the case by hand, see Intervention
	AccessAudit     AccessOutcome = "audit"     // by an auditor, whom nobody lends anything
	// Of these nothing was read either.
	AccessSent     AccessOutcome = "sent"     // a transfer put it where an agency's system fetches it
	AccessBrought  AccessOutcome = "brought"  // an agency put it into the case
	AccessAttested AccessOutcome = "attested" // an agency gave its word on a paper
	AccessAsked    AccessOutcome = "asked"    // the person raised a Concern, which tells its agency something
	AccessAnswered AccessOutcome = "answered" // a Concern was answered
)

// Access is one entry of the access log: a read (DPV Disclose), or a refused wish
// to read. It holds ids that mean nothing outside of this database, so that the
// log can outlive a person's erasure.
type Access struct {
	ID      string        `gorm:"primaryKey"`
	Outcome AccessOutcome // "" is AccessRead
	Action  string        // what was asked of policy
	Refusal Kind          // of a refused one
	// Target is what was asked for where there is no such thing: an id, or
	// "malformed", because what people type into an address may be personal.
	Target       string
	Grant        GrantID     `gorm:"column:grant_id"`
	Mandate      MandateID   `gorm:"column:mandate_id"`
	Case         CaseID      `gorm:"column:case_id"`
	Person       PersonID    `gorm:"column:person_id"` // whose data it is
	Agency       AgencyID    `gorm:"column:agency_id"` // for which By acts
	By           PersonID    `gorm:"column:read_by"`
	Item         string      // "" of a refusal that names none
	Document     *DocumentID `gorm:"column:document_id"`
	Purpose      string
	LegalBasis   string
	Statute      string
	SealedReason []byte // of an emergency, under the person's key
	At           time.Time
	KeepUntil    time.Time // the law has the entry kept so long at least
	Salt         []byte    // random; makes the leaf of the entry tell nothing of it
	Further      int64     // refusals that are counted here and not written one by one
}
