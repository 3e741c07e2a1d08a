package models

import "time"

// Certificate is the signed word that the published releases were proven together:
// no data crosses the firewall but by a named transfer. Without one that holds, no
// case starts.
type Certificate struct {
	ID        int64  `gorm:"primaryKey"`
	Note      string // a signed note; its text is that of analysis.Certificate
	SignedAt  time.Time
	ValidFrom time.Time // when the releases that it is about are current together
}
