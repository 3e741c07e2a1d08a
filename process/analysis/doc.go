// Package analysis proves properties of processes before anyone publishes them: what a process can do is decided from its
// drawing alone, and where a property does not hold, a counter-example shows the way on the diagram (finding.Finding.Path).
//
// The firewall proof follows every labelled item through the drawing, in what is said (data) and in what can be told from
// which step begins and when (control), over all published processes together. docs/firewall.md says what it assumes.
//
// The package must never run a process with real data, look at a clock, do I/O or let the order of a map show. A proof that
// cannot be made (a process too large, a construct that is not understood) is reported as not proven, never as proven.
package analysis
