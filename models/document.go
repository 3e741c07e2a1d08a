package models

import (
	"slices"
	"time"
)

// Document is the metadata of immutable bytes in the vault. Digest is an HMAC
// under the person's key, so that equal files of two people look unlike.
type Document struct {
	ID         DocumentID `gorm:"primaryKey"`
	Person     PersonID   `gorm:"column:person_id"`
	Digest     []byte
	SealedName []byte
	MediaType  string
	Size       int64
	Object     string // key in the S3 store
	SealedKey  []byte // data key, wrapped by the person's key
	// A copy that was rendered anew, for everyone but whose document it is, and a small
	// JPEG of its first page; "" where there is none. Both are sealed with the same data key.
	CopyObject    string
	CopyType      string
	CopySize      int64
	PreviewObject string
	PreviewSize   int64
	Pages         int // 0 where nobody has counted them
	AddedAt       time.Time
	AddedBy       PersonID
	ExpiredAt     *time.Time // no case holds it any more, and nothing opens it
}

// Objects are the keys of all that the S3 store keeps of a document.
func (d Document) Objects() []string {
	return slices.DeleteFunc([]string{d.Object, d.CopyObject, d.PreviewObject}, func(key string) bool { return key == "" })
}

// Reference is the only form in which a document is in a case: it fulfils the
// need for Item. Without a Document it says why the paper cannot be had, sealed
// with the person's key, or names the attestation that stands for it.
type Reference struct {
	ID           string `gorm:"primaryKey"`
	Case         CaseID `gorm:"column:case_id"`
	Item         string
	Document     *DocumentID   `gorm:"column:document_id"`
	SealedReason []byte        // unobtainable: the applicant's words
	Attestation  AttestationID `gorm:"column:attestation_id"` // what stands for the document when there is neither
	Agency       AgencyID      `gorm:"column:agency_id"`      // that added it; "" = the applicant
	Task         TaskID        `gorm:"column:task_id"`        // where it was handed in
	AddedAt      time.Time
	AddedBy      PersonID
	ReplacedAt   *time.Time
	ExpiredAt    *time.Time // the law's time to keep it is over; it is deleted
}

// ExpiredItem is an item that a case must let go of, with the form fields that belong
// to it and the law that says so.
type ExpiredItem struct {
	Item    string   `json:"item"`
	Fields  []string `json:"fields,omitempty"`
	Statute string   `json:"statute,omitempty"`
}

// Unobtainable says that the paper cannot be had, which is a valid answer.
func (r Reference) Unobtainable() bool { return len(r.SealedReason) > 0 }

// FactOnly says that an attested fact stands for the paper, which is not here.
func (r Reference) FactOnly() bool { return r.Document == nil && r.Attestation != "" }

// Grant lets one agency read one item in one case, for one purpose on one legal
// basis, from OpenedAt until it is closed or expires (ODRL Permission). Opened
// by a task it closes with the task; opened by a transfer it closes when the
// transfer is acknowledged or expires.
type Grant struct {
	ID         GrantID  `gorm:"primaryKey"`
	Case       CaseID   `gorm:"column:case_id"`
	Person     PersonID `gorm:"column:person_id"`
	Agency     AgencyID `gorm:"column:agency_id"`
	Item       string
	Key        int64 // of the task, or of the service step that transfers
	Transfer   bool
	Attested   bool   // lends what was attested of the item, not the paper
	Purpose    string // W3C DPV or own
	LegalBasis string // W3C DPV, e.g. "eu-gdpr:A6-1-e"
	Statute    string // e.g. "IntV § 8(1)"
	OpenedAt   time.Time
	ExpiresAt  *time.Time
	ClosedAt   *time.Time
	RevokedBy  PersonID // who closed it by hand; "" when nobody did
}
