// Package calls runs a case as a whole: its own process and the processes and global tasks that call activities of it
// have begun (BPMN 2.0.2, 10.3.6), to any depth.
//
// To the outside it looks like one process of the engine: Step takes an event and gives commands, and what both name has
// keys that are unique in the case. Between the processes it carries calls, results, escalations and signals at once,
// within the same Step, in the order in which they came up; so a case has one state, and nothing of it can be lost or
// come twice on the way from one of its processes to another.
//
// The package must never decide what the engine should, and it knows neither a clock nor any I/O.
package calls
