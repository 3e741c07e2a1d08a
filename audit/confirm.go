package audit

import (
	"bytes"
	"errors"

	"golang.org/x/mod/sumdb/tlog"
	"gorm.io/gorm"

	"handinhand/models"
)

// Confirm checks that an entry stands in the tree that a signed checkpoint names, and
// gives what it says today: nil when it went after its time. An error says what is not
// as it was proven.
func Confirm(tx *gorm.DB, p Inclusion, signed, key string) (*models.Access, error) {
	checkpoint, err := ParseCheckpoint(signed, key)
	if err != nil {
		return nil, err
	}
	if checkpoint.Size != p.Size {
		return nil, errors.New("audit: the proof is for another size of the log than its checkpoint")
	}
	if err := p.Check(tlog.Hash(checkpoint.Root)); err != nil {
		return nil, errors.New("audit: the proof does not lead to the root of its checkpoint")
	}
	var entry models.Access
	err = tx.Take(&entry, "id = ?", p.Entry).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, wrap(err, "find an entry")
	}
	if !bytes.Equal(digest(entry), p.Digest[:]) {
		return nil, errors.New("audit: the entry does not say what was entered: it was altered")
	}
	return &entry, nil
}
