package models

import (
	"errors"
	"fmt"
)

// Kind tells what went wrong in a way that a face can act on. The API maps a
// kind to an HTTP status in one table; pages map it to a sentence.
type Kind string

const (
	KindInvalid     Kind = "invalid"     // the input breaks a rule; Fields say where
	KindNotFound    Kind = "not-found"   // absent, or not for this actor to know of
	KindForbidden   Kind = "forbidden"   // known to the actor, but not permitted
	KindUnsignedIn  Kind = "unsigned-in" // nobody is signed in
	KindClosed      Kind = "closed"      // the task or case is no longer open
	KindStale       Kind = "stale"       // someone else changed it first
	KindConflict    Kind = "conflict"    // contradicts what is there, e.g. a reused idempotency key
	KindTooLarge    Kind = "too-large"   // more bytes than allowed
	KindUnsupported Kind = "unsupported" // a type of content we do not take
	KindUnavailable Kind = "unavailable" // a part of the platform does not answer; try again
	KindInternal    Kind = "internal"    // our fault; nothing is told to the client
)

// Problem is a failure that the caller can understand. Key names the message
// in the faces' translations (problem.<Key>); Detail is the same in plain
// English for logs and the API and never holds personal data.
type Problem struct {
	Kind   Kind
	Key    string
	Detail string
	Fields []FieldProblem
	Err    error
}

// FieldProblem is one broken rule of one field of a submission.
type FieldProblem struct {
	Field  string         `json:"field"`
	Rule   string         `json:"rule"`
	Params map[string]any `json:"params,omitempty"`
}

func (p *Problem) Error() string {
	if p.Err != nil {
		return fmt.Sprintf("%s: %s: %v", p.Kind, p.Detail, p.Err)
	}
	return fmt.Sprintf("%s: %s", p.Kind, p.Detail)
}

func (p *Problem) Unwrap() error { return p.Err }

// Problemf makes a Problem of a kind; key names its message for people.
func Problemf(kind Kind, key, format string, args ...any) *Problem {
	err := fmt.Errorf(format, args...)
	return &Problem{Kind: kind, Key: key, Detail: err.Error(), Err: errors.Unwrap(err)}
}

// KindOf is the kind of the first Problem in err's chain, else KindInternal.
func KindOf(err error) Kind {
	var p *Problem
	if errors.As(err, &p) {
		return p.Kind
	}
	return KindInternal
}
