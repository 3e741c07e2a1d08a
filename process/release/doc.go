// Package release reads a process package, checks it as a whole and gives the rest of the house what it needs to run it.
//
// A package is a folder: process.bpmn, *.dmn, *.form, data.yaml, i18n/<language>.json, and beside them scenarios/*.txtar
// and SOURCES.md, which explain and are not part of the Release. Load says everything that is wrong at once, with the
// file and the element, and it is strict: a field that no data item declares, a text that a language lacks, a step that
// nobody has, all of these stop publication, because each of them would be found by an applicant otherwise.
//
// A Release is immutable and content-addressed: its Hash is the sha256 of a manifest of all files, whatever their order
// in the folder or the bundle. It may be shared by any number of cases and goroutines.
//
// The package must never do I/O other than through the fs.FS it is given, never look at a clock, and never load a
// release in part: with one Error finding there is no Release.
package release
