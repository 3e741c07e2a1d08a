// Package dmn reads decision models (OMG DMN 1.1 to 1.5 XML) and evaluates their decisions.
//
// It is for the rules that process owners write as tables: which route, which fee, which duty. An evaluation gives not only the value
// but its trace: which rules of which table, in which version of the file, matched on which input values. Where a model breaks its own
// promises (a hit policy, a type, the allowed values of a column), an [EvaluationError] names the element and the rules, never a guess.
//
// Everything that DMN 1.5 calls executable runs: decision tables of all hit policies, the boxed expressions of chapter 10, business
// knowledge models, decision services, item definitions with their constraints, imports. What the package cannot execute (a function
// in Java or PMML, an expression in another language) is a [finding.Finding] with the element's id.
//
// It must never ignore a construct in silence, read a clock or do I/O: an import's file comes from the caller ([WithImports]), the time
// from the scope.
//
// Structure: xml.go is the file as a tree; parse.go turns it into definitions, item.go its types, graph.go, knowledge.go and imports.go
// the requirements, box*.go and table.go the logic of each element, policy.go the hit policies. evaluate.go, scope.go and invoke.go run
// a decision with what it requires; trace.go is what they remember. check*.go look for what is wrong with tables that can be read.
package dmn
