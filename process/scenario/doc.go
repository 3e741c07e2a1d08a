// Package scenario plays whole lives of a case from a script that a process owner can read, and checks what is said to
// happen.
//
// It is for the tests of shipped processes, for trying a process out before it is published, and for proving that two
// ways of running it (Player) show the same behaviour. It must never touch a clock, a file or the network itself: what
// carries a case out is behind Player; Core is the one that needs nothing but the engine.
//
// A script is a txtar archive. Its comment has one step a line, # begins a comment; its files are the JSON bodies that
// steps name. Other files are left to whoever wrote them.
//
//	start [FILE]                      the case begins, with these variables
//	complete ELEMENT [FILE]           someone does the open task at ELEMENT, with these answers
//	message NAME [FILE]               a message arrives for the case
//	advance DURATION                  time goes by (P14D, PT2H); what falls due happens, in order
//	fail ELEMENT CAUSE...             the next run of this service fails, its retries spent
//	retry ELEMENT                     someone retries the incident at ELEMENT
//	signal NAME [FILE]                a signal is broadcast
//	set FILE                          someone changes variables of the case
//	throw ELEMENT CODE                the next run of this service ends with this BPMN error
//	choose SUBPROCESS ELEMENT         someone begins a step of an ad-hoc sub-process
//	cancel ELEMENT                    an operator ends what runs at ELEMENT; the process's id ends the case
//	expect tasks [ELEMENT[@ROLE]...]  exactly these tasks are open
//	expect incident ELEMENT...        exactly these elements have an incident
//	expect milestones [KEY...]        reached so far, in this order
//	expect notices [KEY...]           sent so far, in this order
//	expect variables FILE             these variables of the case have these values
//	expect running
//	expect ended
//	expect outcome KEY                the case has ended, like this
//
// The steps from signal to cancel need a Director; Core is one.
package scenario
