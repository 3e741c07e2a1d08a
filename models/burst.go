package models

import (
	"errors"
	"time"
)

// ErrDiverged says that the database was told something else under a Burst's
// sequence than the Burst says: a worker wrote what its workflow then forgot.
// Only a Snapshot helps.
var ErrDiverged = errors.New("the database was told something else under this sequence")

// Burst is everything that one drain of a case's events changed. It is written
// in one transaction, once per (Case, Sequence).
type Burst struct {
	Case         CaseID
	Sequence     int64
	At           time.Time
	Opened       []TaskOpened
	Closed       []TaskClosed
	Milestones   []string
	Journal      []JournalLine
	Entered      []TokenEntered
	Left         []int64
	Subscribed   []Subscribed
	Unsubscribed []int64
	Incidents    []IncidentOpened
	Resolved     []int64
	Ended        bool
	Outcome      string
	Release      string `json:",omitempty"` // the case runs under this one from now on; "" when it did not change
	// Interventions are what people did by hand, see Intervention. Bindings are roles
	// that the new Release brings with it.
	Interventions []Intervention `json:",omitempty"`
	Bindings      []Binding      `json:",omitempty"`
	Relent        []Relent       `json:",omitempty"`
	Explained     []Explained    `json:",omitempty"`
}

// Intervention is what somebody did to a case beside completing a task: it changed
// the case, and stands in the access log in the same transaction as the change.
type Intervention struct {
	Action  string // as policy calls it
	By      PersonID
	Agency  AgencyID `json:",omitempty"` // for which By acted
	Answers []string `json:",omitempty"` // ids of the drafts that become final with it
}

// TaskOpened opens a task together with the grants on what it needs to see.
type TaskOpened struct {
	Key     int64
	Element string
	Role    AgencyRole
	DueAt   *time.Time
	Lends   []Lending
}

// Lending is an item that a task or a transfer needs to see, and by which law.
type Lending struct {
	Item, Purpose, LegalBasis, Statute string

	FactOnly bool  `json:",omitempty"` // see Grant.Attested
	Kept     *Term `json:",omitempty"` // of a transfer: how long the law has it kept
	Lasts    *Term `json:",omitempty"` // nil: as long as the task
}

// Term is how long something lasts: in the calendar's months and days, and then
// exactly. A burst holds no moment but its own, so that its repetition is equal.
type Term struct {
	Months, Days int
	Exact        time.Duration
}

// After is when it is over. A month from the 31st ends with the next month's last day.
func (t Term) After(from time.Time) time.Time {
	at := from.AddDate(0, t.Months, 0)
	if at.Day() != from.Day() {
		at = at.AddDate(0, 0, -at.Day())
	}
	return at.AddDate(0, 0, t.Days).Add(t.Exact)
}

// Relent says what an open task is lent from now on, after a migration. What it was
// lent beyond that it is lent no longer.
type Relent struct {
	Key   int64
	Role  AgencyRole
	Lends []Lending
}

// TaskClosed closes a task and its grants. Answers are the ids of the drafts
// that the completion submitted: they become final, the task's other drafts go.
type TaskClosed struct {
	Key       int64
	Cancelled bool
	Answers   []string
	Consents  []ConsentAsked `json:",omitempty"` // what its form asks of the applicant's own will
	Brought   []Brought      `json:",omitempty"` // what an agency's form has written into the case
	By        PersonID       // who completed it; "" when it was cancelled
	Request   string         // what the completion was asked under, see Task.ClosedWith
}

// Brought is an item that a form of an agency fills in. It was brought when one of the
// fields was answered.
type Brought struct {
	Item    string
	Fields  []string
	Purpose string

	LegalBasis, Statute string

	Kept *Term // how long the law has it kept
}

// JournalLine becomes a JournalEntry.
type JournalLine struct{ Kind, Element string }

// TokenEntered becomes a Token.
type TokenEntered struct {
	Key     int64
	Element string
}

// Subscribed becomes a Subscription; Role is who may send the message.
type Subscribed struct {
	Key            int64
	Element        string
	Message        string
	Signal         bool `json:",omitempty"` // Message is a signal's name
	CorrelationKey string
	Role           AgencyRole
}

// IncidentOpened becomes an Incident.
type IncidentOpened struct {
	Key      int64
	Element  string
	Cause    string
	Attempts int
}

// Snapshot makes the database agree with a case's workflow again. Burst is what
// could not be written; the rest is all that is open after it, which is what was
// open before it and what it opened. Lists hold the engine's keys.
type Snapshot struct {
	Burst         Burst
	Tasks         []int64
	Tokens        []TokenEntered
	Subscriptions []int64
	Incidents     []int64
}
