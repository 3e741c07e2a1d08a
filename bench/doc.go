// Package bench measures what the engine costs over a workflow that was written
// by hand: the same errand (three automatic steps, three human ones), run once
// from its process file and once in Go with the same activities, Updates and
// rows written, on the same services, in turn.
//
// It must never measure one side with less work than the other: a test compares
// the rows that the two leave behind.
package bench
