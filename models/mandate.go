package models

import (
	"slices"
	"strings"
	"time"
)

// Scope is something that a helper may do in the case of a Mandate.
type Scope string

const (
	ScopeView Scope = "view" // see where the case stands and what is asked
	ScopeAct  Scope = "act"  // answer, hand in, complete
	ScopeRead Scope = "read" // read the papers that are in the case
)

// Mandate lets a Helper act in one case of someone else. It has no helper until
// somebody accepts it with the code that the applicant gave them.
type Mandate struct {
	ID         MandateID `gorm:"primaryKey"`
	Case       CaseID    `gorm:"column:case_id"`
	Person     PersonID  `gorm:"column:person_id"` // whose case it is
	Helper     PersonID  `gorm:"column:helper_id"`
	Scopes     string    // comma-separated
	CodeHash   []byte    // sha256
	OpenedAt   time.Time
	ExpiresAt  time.Time
	AcceptedAt *time.Time
	RevokedAt  *time.Time
}

// Valid tells whether the helper may act under it at a time.
func (m Mandate) Valid(now time.Time) bool {
	return m.Helper != "" && m.RevokedAt == nil && now.Before(m.ExpiresAt)
}

// List is the scopes, one by one.
func (m Mandate) List() []Scope {
	var out []Scope
	for scope := range strings.SplitSeq(m.Scopes, ",") {
		out = append(out, Scope(scope))
	}
	return out
}

// JoinScopes is scopes as they are kept: each once, in order. Without one, or with
// one that does not exist, ok is false. Acting and reading take seeing.
func JoinScopes(scopes []Scope) (joined string, ok bool) {
	wanted := map[Scope]bool{ScopeView: true}
	for _, s := range scopes {
		if !slices.Contains([]Scope{ScopeView, ScopeAct, ScopeRead}, s) {
			return "", false
		}
		wanted[s] = true
	}
	var out []string
	for _, s := range []Scope{ScopeView, ScopeAct, ScopeRead} {
		if wanted[s] {
			out = append(out, string(s))
		}
	}
	return strings.Join(out, ","), len(scopes) > 0
}
