// Package portal is the applicant's face: what must I do now, where is my case
// and who has it, by when, and who saw my data. Every page is complete without
// JavaScript and reads well on a small phone.
package portal

import "embed"

// Templates are the face's pages.
//
//go:embed *.html
var Templates embed.FS
