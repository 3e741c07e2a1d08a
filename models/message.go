package models

import "time"

// Subscription is a message that a case waits for from an agency's system.
type Subscription struct {
	Case           CaseID `gorm:"primaryKey;column:case_id"`
	Key            int64  `gorm:"primaryKey;autoIncrement:false"`
	CaseType       string
	Number         string
	Element        string
	Message        string // name of the message, or of the signal
	Signal         bool
	CorrelationKey string
	Agency         AgencyID `gorm:"column:agency_id"`
	OpenedAt       time.Time
	ClosedAt       *time.Time
}

// Notice is a short message of the platform, kept where the reader finds it. Its
// text is a key of the release's translations; nothing personal is in it.
// Agency is empty when it is for the applicant.
type Notice struct {
	ID     string   `gorm:"primaryKey"` // idempotency key: case/element/key
	Case   CaseID   `gorm:"column:case_id"`
	Agency AgencyID `gorm:"column:agency_id"`
	Text   string
	Said   Texts `gorm:"serializer:json;type:jsonb"` // what a process owner says beside it; never anything personal
	At     time.Time
	ReadAt *time.Time
}
