// Package dmn reads decision models (OMG DMN 1.1 to 1.5 XML) and evaluates their decisions.
//
// It is for the rules that process owners write as tables: which route, which fee, which duty. An evaluation gives not only the value
// but its trace: which rules of which table matched, on which input values. A rule that breaks the table's hit policy is an error that
// names the table and the rules, never a guess.
//
// What the package cannot execute is a [finding.Finding] with the element's id. It must never ignore a construct in silence, read a clock
// or do I/O.
//
// Structure: xml.go is the file format, parse.go turns it into decisions, each decision has a logic (table.go, literal.go), policy.go
// holds the hit policies, evaluate.go runs a decision with what it requires.
package dmn
