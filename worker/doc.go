// Package worker runs cases and their activities: it registers them with
// Temporal and holds the compiled releases that cases are pinned to.
//
// It must never decide anything about a case. What it is told (a client, a
// loader of bundles, the activities) it gets from the command that starts it.
package worker
