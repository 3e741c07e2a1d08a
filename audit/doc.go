// Package audit is the access log: who read what of whom, under which grant, for
// which purpose, on which legal basis, when; and who wanted to and might not.
//
// An Access is appended in the transaction that authorises the read, so that no
// read is without its entry and no entry without its read. Appending takes no
// lock. A sequencer then gives each entry its place in a Merkle tree
// (golang.org/x/mod/sumdb/tlog, RFC 6962 hashing) and signs a checkpoint of the
// tree, which agencies fetch and keep. Whoever holds an older checkpoint can prove
// that nothing before it was altered, dropped or put in another order.
//
// The tree hashes a record of each entry, see Record: a salted digest and a date.
// It tells nothing of anyone, so it stays when the entry goes after its time.
//
// This package must never decide whether a read is permitted, and never change an
// entry.
package audit
