// Package form reads form-js schemas (bpmn.io, schemaVersion 16 to 18) and validates what people submit.
//
// It is for the one question of a submission: which values may enter the case, and what must the person correct. Problems carry stable rule
// keys, which the faces translate. Names of people are taken as they are: one word, any script, any length that the schema allows.
//
// The package never renders, never translates, never guesses (a German decimal comma is the face's business), and never accepts a value
// for a field that the person could not fill in. What it cannot execute is a [finding.Finding] with the component's key.
package form
