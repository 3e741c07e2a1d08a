package models

import "time"

// Explanation is what a decision table came to in a case, and why: the trace of its
// evaluation, sealed with the key of the case, because it holds what people said. It
// is no Decision, which is a formal act of somebody.
type Explanation struct {
	Case     CaseID `gorm:"primaryKey;column:case_id"`
	Sequence int64  `gorm:"primaryKey;autoIncrement:false"` // of the burst that told it
	Line     int    `gorm:"primaryKey;autoIncrement:false"`
	At       time.Time
	Element  string // the business rule task
	Decision string // id in the release
	Version  string // sha256 of the decision's file, hex
	Release  string // hash that the case was under
	Items    string // ids of the items that it holds something of, one space before and after each; "" for none
	Sealed   []byte // JSON of Trace
}

// Binding keeps a sealed trace from being passed off as another's.
func (e Explanation) Binding() []byte {
	return []byte("explanation\x00" + string(e.Case) + "\x00" + e.Element + "\x00" + e.Decision)
}

// Explained becomes an Explanation. Trace can be written as JSON; it is readable on
// its way from the case to the activity that seals it, and no further. Mark is a keyed
// hash of it, by which two bursts under one sequence are told apart.
type Explained struct {
	Element, Decision, Version, Release string

	Items []string `json:",omitempty"` // that Trace holds something of

	Trace  any    `json:",omitempty"`
	Sealed []byte `json:",omitempty"`
	Mark   []byte `json:",omitempty"`
}
