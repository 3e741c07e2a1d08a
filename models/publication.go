package models

import "time"

// ProposalState is how far a proposal has come.
type ProposalState string

const (
	ProposalOpen      ProposalState = "open"
	ProposalApproved  ProposalState = "approved"  // by somebody else than its proposer
	ProposalDeclined  ProposalState = "declined"  // by somebody else, with a reason
	ProposalWithdrawn ProposalState = "withdrawn" // by its proposer
)

// ReleaseNotes tell in plain words what a release changes, by language, to those whose
// work or case it changes.
type ReleaseNotes struct {
	Clerks     Texts `json:"clerks,omitempty"`
	Applicants Texts `json:"applicants,omitempty"`
}

// Proposal is a release that a process owner wants to be published and that another
// one decides about.
type Proposal struct {
	ID         string `gorm:"primaryKey"`
	CaseType   string
	Release    string // hash of the bundle
	Bundle     []byte
	ValidFrom  string       // the day, where the city is, on which it shall become the current one; "" at once
	Notes      ReleaseNotes `gorm:"serializer:json"`
	Version    int64        // grows with each change of ValidFrom and Notes, so that nobody approves what they have not seen
	State      ProposalState
	ProposedAt time.Time
	ProposedBy PersonID
	DecidedAt  *time.Time
	DecidedBy  PersonID
	Reason     string
}

// Publication makes a release the one that new cases of its case type get, from
// ValidFrom until a later one is valid, or until it is rolled back.
type Publication struct {
	ID            int64 `gorm:"primaryKey"`
	CaseType      string
	Release       string
	ValidFrom     time.Time
	PublishedAt   time.Time
	PublishedBy   string       // the person who approved it, or whoever works at the command line
	Proposal      *string      // nil: it was published at the command line, by one person alone
	Notes         ReleaseNotes `gorm:"serializer:json"`
	RolledBackAt  *time.Time
	RolledBackBy  *string
	RolledBackWhy *string
}
