// Package audit is the access log: who read what of whom, under which grant, for
// which purpose, on which legal basis, when.
//
// An Access is appended in the transaction that authorises the read, so that no
// read is without its entry and no entry without its read. Entries hold
// pseudonymous ids only and are never changed; the database refuses it. This
// package must never decide whether a read is permitted.
package audit
