// Package workbench is the clerk's face: the inbox of an agency as a dense table
// that keeps its place, and the task with its form and the lent documents side
// by side. Everything can be done from the keyboard, and without JavaScript.
package workbench

import "embed"

// Templates are the face's pages.
//
//go:embed *.html
var Templates embed.FS
