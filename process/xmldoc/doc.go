// Package xmldoc holds an XML file as a tree that can be changed and written again: prefixes, order, comments and
// whitespace stay as they were.
//
// It is for editing process files on the server: merging two people's changes, renaming and removing steps. It knows
// nothing of BPMN or DMN. It must never resolve an entity, fetch anything, or take a document type declaration: those are
// how an XML file attacks its reader.
package xmldoc
