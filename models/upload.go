package models

import "time"

// Upload is a file that comes in parts (tus 1.0). Parts are keys in the S3 store, each
// sealed with a data key that the person's key wraps, in order.
type Upload struct {
	ID         string   `gorm:"primaryKey"`
	Person     PersonID `gorm:"column:person_id"` // whose document it will be
	Task       TaskID   `gorm:"column:task_id"`
	Item       string
	AddedBy    PersonID
	SealedName []byte
	SealedKey  []byte
	Size       int64
	Received   int64
	Parts      []string `gorm:"serializer:json"`
	ExpiresAt  time.Time
	DoneAt     *time.Time // it has become a paper of the case
}
