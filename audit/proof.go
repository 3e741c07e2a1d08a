package audit

import (
	"errors"
	"time"

	"golang.org/x/mod/sumdb/tlog"
	"gorm.io/gorm"

	"handinhand/models"
)

// Inclusion proves that an entry stands at a place of the tree of Size leaves. It
// tells nothing of what the entry says.
type Inclusion struct {
	Entry     string      `json:"entry"` // its id
	Index     int64       `json:"index"`
	Size      int64       `json:"size"`
	Digest    tlog.Hash   `json:"digest"` // of the entry, base64
	KeepUntil time.Time   `json:"keepUntil"`
	Proof     []tlog.Hash `json:"proof"`
}

// Check checks the proof against a root, such as that of a kept Checkpoint.
func (p Inclusion) Check(root tlog.Hash) error {
	record := Record{p.Digest[:], p.KeepUntil}
	return tlog.CheckRecord(p.Proof, p.Size, root, p.Index, tlog.RecordHash(record.Bytes()))
}

// Include proves an entry in the tree of size leaves; 0 means the newest
// checkpoint's. Problems: not-found (no such entry, or it waits for its place),
// invalid (the tree has not that size, or the entry came later).
func Include(tx *gorm.DB, entry string, size int64) (Inclusion, error) {
	size, err := upTo(tx, size)
	if err != nil {
		return Inclusion{}, err
	}
	var at leaf
	err = tx.Take(&at, "access_id = ?", entry).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Inclusion{}, models.Problemf(models.KindNotFound, "not-found", "the access log has no such entry, or not yet")
	}
	if err != nil {
		return Inclusion{}, wrap(err, "find an entry's place")
	}
	if at.Index >= size {
		return Inclusion{}, models.Problemf(models.KindInvalid, "log.size", "the entry came later: ask for a tree of more than %d entries", at.Index)
	}
	proof, err := tlog.ProveRecord(size, at.Index, tree{tx: tx})
	if err != nil {
		return Inclusion{}, wrap(err, "prove an entry")
	}
	return Inclusion{Entry: entry, Index: at.Index, Size: size, Digest: tlog.Hash(at.Digest), KeepUntil: at.KeepUntil.UTC(), Proof: proof}, nil
}

// Consistency proves that the tree of From leaves is the beginning of that of To.
type Consistency struct {
	From  int64       `json:"from"`
	To    int64       `json:"to"`
	Proof []tlog.Hash `json:"proof"`
}

// Check checks the proof against the roots of the two trees.
func (p Consistency) Check(from, to tlog.Hash) error {
	return tlog.CheckTree(p.Proof, p.To, to, p.From, from)
}

// Extend proves that the tree only grew; to 0 means the newest checkpoint's size.
// A size that the tree never had is invalid.
func Extend(tx *gorm.DB, from, to int64) (Consistency, error) {
	to, err := upTo(tx, to)
	if err != nil {
		return Consistency{}, err
	}
	if from < 1 || from > to {
		return Consistency{}, models.Problemf(models.KindInvalid, "log.size", "from must be between 1 and %d", to)
	}
	proof, err := tlog.ProveTree(to, from, tree{tx: tx})
	return Consistency{from, to, proof}, wrap(err, "prove that the log only grew")
}

// upTo is the wanted size when the log has a checkpoint that reaches it.
func upTo(tx *gorm.DB, wanted int64) (int64, error) {
	newest, err := Latest(tx)
	if err != nil {
		return 0, err
	}
	if wanted == 0 {
		return newest.Size, nil
	}
	if wanted < 0 || wanted > newest.Size {
		return 0, models.Problemf(models.KindInvalid, "log.size", "the signed log has %d entries", newest.Size)
	}
	return wanted, nil
}
