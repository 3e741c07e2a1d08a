// Package engine plays the token game of BPMN: Step takes a compiled process, the state of one case and one event, and
// gives the next state and the commands that the world around it has to carry out.
//
// It is for every shell that runs cases: the Temporal workflow, the scenario player, the simulator and the proofs. All
// of them see the same behaviour, because Step is a pure function: the time it is given is its only clock, nothing
// depends on the order of a map, and its inputs are never changed.
//
// The package must never do I/O, start a goroutine, read a clock or a random number, or fail a case: what cannot go on
// (an expression that gives nothing, a service whose retries are spent) becomes an Incident that keeps the token where
// it is until someone retries it.
//
// # How a shell drives it
//
//	program, findings := engine.Compile(definition, decisions)
//	state, commands, err := engine.Step(program, engine.New(), engine.Start{Variables: vars}, now)
//
// The shell carries the commands out in their order and brings what happens back as the next event. An error is always
// a *Rejected: the event does not apply, and the state given back is the one that went in. A shell that lost its
// commands (restart, continue-as-new) re-issues them from the state: Tasks, Timers, Jobs, Children, Subscriptions,
// Listeners, Incidents. Program.Needs tells what a program asks of its shell beyond the common; a shell that lacks any of
// it must refuse the program. Program.Beginnings tells what can begin a case beside a person.
//
// Operators change a running case with the event Modify, and take it over to another program with Migrate.
//
// # How it is made
//
// A case is a tree of instances: the process, its elements, what stands in its sub-processes, the iterations of its
// loops. What all elements have in common is the life of an instance (activity.go: enter, begin, finish, leave, route);
// what a kind has of its own is a behaviour (behaviour.go has the table), in a file of its own.
package engine
