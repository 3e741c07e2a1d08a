package models

import "time"

// Parcel is a message or a signal on its way from one case to another. It is
// kept from the moment it is sent until it has been handed over or has expired;
// its ID makes it count once.
type Parcel struct {
	ID             string `gorm:"primaryKey"` // case/element/sequence/line, with the addressee of a signal behind it
	From           CaseID `gorm:"column:from_case_id"`
	To             CaseID `gorm:"column:to_case_id"` // "" while nobody waits for the message
	Signal         bool
	Name           string
	CorrelationKey string // of a message
	Sealed         []byte // the variables as JSON, under the key of From
	SentAt         time.Time
	ExpiresAt      time.Time
	DeliveredAt    *time.Time
}
