package models

import "time"

// ImpactSignature is a data-protection officer's signature under the impact pack of a
// release.
type ImpactSignature struct {
	ID       string `gorm:"primaryKey"`
	CaseType string
	Release  string
	Digest   string    // sha256 (hex) of Pack
	Pack     []byte    // canonical JSON, as it was signed
	Name     string    // of the officer, as everybody may read it
	Note     string    // a signed note that names all of the above
	By       PersonID  `gorm:"column:signed_by"`
	At       time.Time `gorm:"column:signed_at"`
}
