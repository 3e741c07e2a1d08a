package models

import "time"

// Session is a signed-in browser. The cookie holds a token, the row only its
// hash; Sealed is the Identity, sealed with the person's key.
type Session struct {
	ID        string   `gorm:"primaryKey"` // sha256 of the token, hex
	Person    PersonID `gorm:"column:person_id"`
	Sealed    []byte
	CreatedAt time.Time
	ExpiresAt time.Time
}

// Attempt is one use of an idempotency key by an actor. Response is empty until
// the request it stands for is done; it is sealed with the actor's key.
type Attempt struct {
	Actor       PersonID `gorm:"primaryKey"`
	Key         string   `gorm:"primaryKey"`
	Fingerprint string
	Response    []byte
	BegunAt     time.Time
	DoneAt      *time.Time
}
