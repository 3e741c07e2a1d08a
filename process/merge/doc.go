// Package merge joins what two people made of one file: three-way, by meaning where the file has one. XML (BPMN, DMN) is
// joined by element and attribute, JSON (forms, texts) by key, anything else by line.
//
// Where both changed the same thing differently it says so and decides nothing: whoever calls it must keep both versions.
// It never gives a file that is half of one and half of the other in silence.
package merge
