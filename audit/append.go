package audit

import (
	"crypto/rand"
	"fmt"

	"gorm.io/gorm"

	"handinhand/models"
)

// Append adds entries in the caller's transaction tx. An entry without an id gets
// one; an entry that lacks what its outcome must say is refused, and with it the
// read.
func Append(tx *gorm.DB, accesses ...models.Access) error {
	if len(accesses) == 0 {
		return nil
	}
	rows := make([]models.Access, len(accesses))
	for i, a := range accesses {
		if a.Outcome == "" {
			a.Outcome = models.AccessRead
		}
		if missing := lacks(a); missing != "" {
			return fmt.Errorf("audit: an access (%s) to item %q lacks its %s", a.Outcome, a.Item, missing)
		}
		if a.ID == "" {
			a.ID = models.NewID()
		}
		a.At, a.KeepUntil = a.At.UTC(), a.KeepUntil.UTC()
		a.Salt = make([]byte, 16)
		_, _ = rand.Read(a.Salt) // never fails
		rows[i] = a
	}
	if err := tx.Create(rows).Error; err != nil {
		return fmt.Errorf("audit: append: %w", err)
	}
	return nil
}

// lacks names the first thing that an entry does not say but must.
func lacks(a models.Access) string {
	read := a.Outcome == models.AccessRead
	told := read || a.Outcome == models.AccessAudit || a.Outcome == models.AccessAsked || a.Outcome == models.AccessAnswered
	for _, need := range []struct {
		what   string
		absent bool
	}{
		{"reader", a.By == "" && a.Outcome != models.AccessExpired && a.Outcome != models.AccessSent},
		{"time", a.At.IsZero()},
		{"retention", a.KeepUntil.IsZero()},
		{"action", a.Action == ""},
		{"grant or mandate", read && a.Grant == "" && a.Mandate == ""},
		{"purpose", told && a.Purpose == ""},
		{"legal basis", told && a.LegalBasis == ""},
		{"refusal", a.Outcome == models.AccessRefused && a.Refusal == ""},
		{"reason", a.Outcome == models.AccessEmergency && len(a.SealedReason) == 0},
	} {
		if need.absent {
			return need.what
		}
	}
	return ""
}
