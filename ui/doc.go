// Package ui is the three faces of Hand in Hand for people with a browser: the
// portal of applicants, the workbench of clerks, the studio of process owners.
//
// It turns requests into calls of casework and views into pages. It decides
// nothing: who may see or do what is casework's word, and the guards of the
// routes only spare people a page that they could not use. It must never read
// the store or a workflow, and never log what a page shows.
package ui
