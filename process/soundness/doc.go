// Package soundness proves that a process comes to a good end before anyone publishes it: that it cannot stop for ever, run
// for ever or do a step twice at once, and that each of its steps can happen. Where it does not hold, the finding has the
// way that leads there (finding.Finding.Path), which can be drawn.
//
// Structure: soundness.go says what is proven and assumed; graph.go is a scope as a graph, cut into ways that run beside
// each other; net.go and moves.go make places and moves out of it; search.go visits the states, few of them; verdict.go
// turns what it found into findings.
//
// The package must never look at data, a clock or I/O, and never call proven what it did not search to the end: that is
// "not-proven".
package soundness
