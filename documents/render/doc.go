// Package render turns a file that a stranger sent into a harmless one: its pages
// become pixels, the pixels a new file. Scripts, attachments, launch actions, forms,
// links, EXIF and whatever a reader's program could be tricked with stay behind.
//
// It runs in a process of its own (Main), one for each file, which knows no secret and
// is killed when it takes too long or too much memory. PDFium and libheif are
// WebAssembly in there, without any file system or network. It must never write
// anywhere but to the two files it is given, and never tell what a file says.
package render
