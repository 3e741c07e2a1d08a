// Package world runs many cases of several processes in memory: they call each other, send each other messages and hear
// each other's signals, while a virtual clock stands still until someone moves it.
//
// It is for scenarios, conformance suites and simulation: whoever needs to see what a set of processes does without
// a server. It carries out the commands of the engine and brings what follows back as events, in one fixed order: what
// follows at once is done first come first served, what is due later in order of its time.
//
// The package must never touch a real clock, a file or the network, start a goroutine, or decide anything that the
// engine should.
package world
