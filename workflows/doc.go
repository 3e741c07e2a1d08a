// Package workflows is the Temporal shell around the process core: one workflow
// per case, and the Client that the application layer talks to it with.
//
// The shell decides nothing. It brings what happens (an Update by a person, a
// Signal by an agency's system, a timer, a finished service) to engine.Step in
// one fixed order and carries out the commands. What a case is and where it
// stands is in engine.State alone.
//
// # One drain
//
// Everything that is ready when the workflow wakes is stepped at once; then the
// services are called, the earliest deadline is armed, one local activity
// projects what changed, and the Updates that caused it are answered. So an
// answer means that the change can be read. Between kinds of events the order
// is: services, messages, people, timers; within a kind it is that of the
// history. An answer that arrives together with its deadline counts.
//
// # What must never happen here
//
// A case never fails: what the process cannot do is an incident, what the
// platform cannot do (the database is down, the release is not loaded) is tried
// again. No personal data in workflow ids, memos, search attributes, log lines
// or error texts. No clock, randomness, goroutine or map order but Temporal's
// and sorted ones; tool workflowcheck and the recorded histories in testdata
// watch over that: code that cannot replay them must not be deployed.
package workflows
