package feel

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"handinhand/process/finding"
)

// Variables gives the values of the names that an expression reads.
type Variables interface {
	// Lookup gives the value of a name and whether the name is known; a known name may be null.
	Lookup(name string) (Value, bool)
}

// Scope is all that an evaluation may know.
type Scope struct {
	Vars Variables // nil knows no names
	Now  time.Time // what now() and today() say, in the zone of Now

	shared *budget // nil: each evaluation has limits of its own
}

// Shared gives a scope whose evaluations count against one set of limits, so that a decision of many expressions can
// exhaust a worker no more than one expression can.
func (s Scope) Shared() Scope {
	s.shared = &budget{}
	return s
}

// Position is a place in a source text: line and column count from 1, columns in characters.
type Position struct{ Line, Column int }

func (p Position) String() string { return fmt.Sprintf("%d:%d", p.Line, p.Column) }

func positionOf(src string, offset int) Position {
	before := src[:min(offset, len(src))]
	line := strings.Count(before, "\n")
	last := strings.LastIndexByte(before, '\n') + 1
	return Position{Line: line + 1, Column: utf8.RuneCountInString(before[last:]) + 1}
}

// Diagnostic tells why (a part of) an expression became null.
// Messages name types and variables but no variable's value: they may be logged.
type Diagnostic struct {
	Pos     Position
	Message string
}

func (d Diagnostic) String() string { return d.Pos.String() + ": " + d.Message }

// SyntaxError tells where a source text is not FEEL.
type SyntaxError struct {
	Pos     Position
	Message finding.Text
}

func (e *SyntaxError) Error() string { return e.Said().String() }

// Said is the error as a part of a sentence.
func (e *SyntaxError) Said() finding.Text { return finding.Say("FEEL %s: %s", e.Pos, e.Message) }

// Problem is what cannot be right in an expression, and where.
type Problem struct {
	Pos     Position
	Message finding.Text
}

// Said is the problem as a part of a sentence.
func (p Problem) Said() finding.Text { return finding.Say("%s: %s", p.Pos, p.Message) }

func (p Problem) String() string { return p.Said().String() }
