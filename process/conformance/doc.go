// Package conformance runs public test suites against the process core and reports what passed.
//
// It is for whoever wants to know how far the engine can be trusted, without taking our word for it: every case of a suite is run as the
// suite's own format asks, and each failure says what was expected and what came. A suite reads from an [fs.FS], so the package does no
// I/O of its own.
//
// It must never know a case by its name, forgive a difference that the suite's rules do not forgive, or count a case that it could not
// read as anything but a failure.
//
// Structure: report.go is what every suite gives back; each suite has files of its own (dmntck*.go is the DMN Technology Compatibility
// Kit).
package conformance
