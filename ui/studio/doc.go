// Package studio is the process owner's face: which processes run, where a case
// stands on its diagram, and the drafts that owners draw together. It shows nothing
// personal. Beside every diagram
// stands an outline, because a canvas cannot be read by everyone.
package studio

import "embed"

// Templates are the face's pages.
//
//go:embed *.html
var Templates embed.FS
