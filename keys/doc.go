// Package keys keeps one key for each person and one for each case, so that what
// is sealed with it can be erased for good by destroying the key ("shredding").
//
// A key never leaves this package in the clear. At rest it is sealed by a root
// key that gocloud.dev/secrets finds by URL (a local file's key in development, a
// key service in production) and stands on a Shelf. The keys of cases also seal
// every payload of Temporal (Codec, FailureConverter), so that neither its
// database nor its screens show personal data.
//
// It must never log, cache without bound, or make a key in order to read: where
// there is no key any more, what it sealed is gone.
package keys
