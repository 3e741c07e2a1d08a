// Package diff tells what is different between two process packages, as their owner sees it: elements of the diagram, rules
// of tables, fields of forms, texts, data. What is only drawn elsewhere is told apart from what does something else.
//
// It compares what stands in the files, by the ids that stand there, and not what the readers of the other packages make of
// it. So nothing that is written down can differ without being told, and a package that has errors can be compared too.
//
// The package must never do I/O other than through the fs.FS it is given, and never judge: whether a change is allowed is
// what the checks of process/release and the proofs say.
package diff
