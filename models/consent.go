package models

import "time"

// Consent is what a person has allowed of their own will in a case: that an item is
// kept and lent for a purpose. The table has a row for each time that it was given.
type Consent struct {
	ID          string     `gorm:"primaryKey"`
	Case        CaseID     `gorm:"column:case_id"`
	Person      PersonID   `gorm:"column:person_id"`
	Item        string     // of the release
	Purpose     string     // DPV term, or the package's own
	Release     string     // hash: what it said is what was agreed to
	GivenBy     PersonID   // the person, or a helper with a mandate
	GivenAt     time.Time  // when the task with the answer was submitted
	WithdrawnAt *time.Time // nil: it holds
}

// ConsentAsked is an item that a task asks for and that rests on consent. It is given
// when one of the fields was answered.
type ConsentAsked struct {
	Item    string
	Fields  []string
	Purpose string
}
