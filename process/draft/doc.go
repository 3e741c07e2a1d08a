// Package draft is for process packages that are still being drawn: it takes in what a modeler or a zip file brings, says
// what would stop its publication, and tries it out on the engine, step by step.
//
// A draft may be broken in any way; only what would harm its reader is refused (Refused): nothing else is ever lost. The
// package must never touch a clock, a file or the network, and never change what it is given.
package draft
