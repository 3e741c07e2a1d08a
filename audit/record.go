package audit

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"handinhand/models"
)

// leaf is a row of audit_leaves: the place of an entry in the tree, and all that
// the tree knows of it.
type leaf struct {
	Index     int64  `gorm:"primaryKey;autoIncrement:false"`
	AccessID  string // of the entry
	Digest    []byte // of the entry, see digest
	KeepUntil time.Time
}

func (leaf) TableName() string { return "audit_leaves" }

// Record is what the tree hashes of an entry: its digest, and until when the entry
// itself has to be there for all to see.
type Record struct {
	Digest    []byte // sha256 of the entry and its salt
	KeepUntil time.Time
}

// Bytes is the record's form under the tree's hash. It never changes.
func (r Record) Bytes() []byte {
	return fmt.Appendf(nil, "handinhand access 1\n%s\n%s\n", r.KeepUntil.UTC().Format(time.RFC3339Nano), hex.EncodeToString(r.Digest))
}

func (l leaf) record() Record { return Record{l.Digest, l.KeepUntil} }

// digest is a sha256 over everything that an entry says. The salt, which goes with
// the entry, keeps anyone from trying out what the entry may have said.
func digest(a models.Access) []byte {
	document := ""
	if a.Document != nil {
		document = string(*a.Document)
	}
	// A list: names of fields may change, their order and meaning must not.
	list := []any{
		1, a.Salt, a.ID, a.Outcome, a.Action, a.Refusal, a.Target, a.Grant, a.Mandate, a.Case, a.Person, a.Agency, a.By, a.Item, document,
		a.Purpose, a.LegalBasis, a.Statute, a.SealedReason, a.At.UTC().UnixMicro(), a.KeepUntil.UTC().UnixMicro(),
	}
	if a.Further > 0 {
		list[0], list = 2, append(list, a.Further)
	}
	said, err := json.Marshal(list)
	if err != nil {
		panic("audit: strings and numbers always marshal: " + err.Error())
	}
	sum := sha256.Sum256(said)
	return sum[:]
}
