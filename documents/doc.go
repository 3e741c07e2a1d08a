// Package documents is the vault: it takes a file in once, keeps it encrypted in
// an S3 store, and gives its bytes back.
//
// A file is held in quarantine (a temporary file without a name) while its size,
// its kind and its shape are checked by content, never by name or header. Then it
// is encrypted with a data key of its own, which the key of its person wraps.
// Equal bytes of one person are stored once; equal bytes of two people look unlike.
//
// The vault does not know who may read: whoever calls Open has asked policy and
// written the Access. It must never write plain bytes anywhere but to quarantine
// and to its caller, and never name a file in an error or a log.
package documents
