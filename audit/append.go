package audit

import (
	"fmt"

	"gorm.io/gorm"

	"handinhand/models"
)

// Append adds entries in the caller's transaction tx. An entry without an id gets
// one; an entry that does not say under which grant, by whom, for which purpose,
// on which legal basis or when is refused, and with it the read.
func Append(tx *gorm.DB, accesses ...models.Access) error {
	if len(accesses) == 0 {
		return nil
	}
	rows := make([]models.Access, len(accesses))
	for i, a := range accesses {
		if a.Grant == "" || a.By == "" || a.Purpose == "" || a.LegalBasis == "" || a.At.IsZero() {
			return fmt.Errorf("audit: an access to item %q lacks its grant, reader, purpose, legal basis or time", a.Item)
		}
		if a.ID == "" {
			a.ID = models.NewID()
		}
		rows[i] = a
	}
	if err := tx.Create(rows).Error; err != nil {
		return fmt.Errorf("audit: append: %w", err)
	}
	return nil
}
