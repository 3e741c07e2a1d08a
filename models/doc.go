// Package models is the vocabulary of Hand in Hand: the types that its parts
// exchange and the rows that it keeps, with their states and error kinds.
//
// It holds no I/O and imports nothing of ours. One word has one meaning; the
// words are those of docs/glossary.md.
package models
