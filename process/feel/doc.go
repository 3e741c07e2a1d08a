// Package feel evaluates FEEL, the expression language of DMN (OMG DMN 1.5, chapter 10).
//
// It is for conditions, mappings and decision tables that decide about people: numbers are decimal128 (34 digits),
// logic is three-valued, and whatever goes wrong becomes null plus a [Diagnostic] that says where and why.
// An expression is compiled once ([Compile], [CompileUnary]) and evaluated many times, concurrently.
//
// It must never read a clock, a file, the network or the environment: now() and today() are [Scope.Now]. The same
// source over the same scope gives the same value on every machine. No expression can hang or exhaust a worker: source
// size, nesting, iterations and recursion are limited (see limits.go).
//
// Structure: token.go cuts the source, names.go knows names that contain spaces, parse*.go build a tree of nodes,
// each node evaluates itself over a run (one evaluation) and an env (local names). Values are in value.go and its neighbours,
// built-in functions in builtin*.go, one table each.
package feel
