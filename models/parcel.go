package models

import "time"

// Parcel is a message or a signal on its way to a case: from another one, or from an
// agency's system. It is kept from the moment it is sent until it has been handed
// over or has expired; its ID makes it count once.
type Parcel struct {
	// case/element/sequence/line, or message/agency/id; the addressee of a signal
	// behind it.
	ID             string `gorm:"primaryKey"`
	From           CaseID `gorm:"column:from_case_id"` // under whose key it lies
	To             CaseID `gorm:"column:to_case_id"`   // "" while nobody waits for the message
	Begins         string // instead of To: the case type of which it begins a case
	Signal         bool
	Name           string
	CorrelationKey string // of a message
	Sealed         []byte // the variables as JSON, under the key of From
	SentAt         time.Time
	ExpiresAt      time.Time
	DeliveredAt    *time.Time
	TryAt          time.Time // not before then
	Tries          int
}

// Beginning is a start event of a current release that needs nobody to begin a case.
type Beginning struct {
	CaseType string `gorm:"primaryKey"`
	Element  string `gorm:"primaryKey"`
	Trigger  int    `gorm:"primaryKey;autoIncrement:false"`
	Release  string
	Kind     string // message, signal or timer
	Name     string // of the message or signal; what a timer says
	Form     string // of a timer
	Role     AgencyRole
	Since    time.Time // from when on the release is the current one
}

// The kinds of a Beginning.
const (
	ByMessage = "message"
	BySignal  = "signal"
	ByTimer   = "timer"
)
