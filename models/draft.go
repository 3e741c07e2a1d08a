package models

import "time"

// DraftID names a draft.
type DraftID string

// Draft is a process that owners draw before it is published. Version counts its
// changes.
type Draft struct {
	ID          DraftID `gorm:"primaryKey"`
	Title       string
	CaseType    string  // as its data.yaml says; empty while it says nothing
	BaseRelease *string // the release that it began as
	Version     int64
	CreatedBy   PersonID
	CreatedName string
	CreatedAt   time.Time
	ChangedName string
	ChangedAt   time.Time
}

// DraftFile is a file of a draft as it is now. Version is the number of the change that
// made it so.
type DraftFile struct {
	Draft       DraftID `gorm:"column:draft_id;primaryKey"`
	Path        string  `gorm:"primaryKey"`
	Version     int64
	Content     []byte
	ChangedName string
	ChangedAt   time.Time
}

// RevisionHow tells how a revision came about.
type RevisionHow string

const (
	RevisionBegun    RevisionHow = "begun" // what the draft began with
	RevisionSaved    RevisionHow = "saved"
	RevisionMerged   RevisionHow = "merged"   // with what others did meanwhile
	RevisionRestored RevisionHow = "restored" // an older one, again
	RevisionRemoved  RevisionHow = "removed"
	RevisionKept     RevisionHow = "kept" // it was in the way of another change and never became the file
)

// DraftRevision is one change of a file of a draft. Content is nil where it was
// removed.
type DraftRevision struct {
	Draft       DraftID `gorm:"column:draft_id;primaryKey"`
	Number      int64   `gorm:"primaryKey"`
	Path        string
	How         RevisionHow
	Content     []byte
	ChangedBy   PersonID
	ChangedName string
	ChangedAt   time.Time
}

// DraftComment is what an owner has to say about an element of a draft.
type DraftComment struct {
	Draft        DraftID `gorm:"column:draft_id;primaryKey"`
	Number       int64   `gorm:"primaryKey"`
	Path         string
	Element      string
	Body         string
	WrittenBy    PersonID
	WrittenName  string
	WrittenAt    time.Time
	ResolvedName string
	ResolvedAt   *time.Time
}

// DraftPresence is where an owner was last seen in a draft.
type DraftPresence struct {
	Draft   DraftID  `gorm:"column:draft_id;primaryKey"`
	Person  PersonID `gorm:"column:person_id;primaryKey"`
	Name    string
	Path    string
	Element string
	SeenAt  time.Time
}

// TableName is of gorm: people are present, so the table is named after what it holds.
func (DraftPresence) TableName() string { return "draft_presence" }
