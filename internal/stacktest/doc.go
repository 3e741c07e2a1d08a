// Package stacktest gives tests real parts: PostgreSQL, Temporal and an S3 store.
// They come from the stack that HANDINHAND_STACK names (a file with the JSON line
// of `handinhand-dev up`), else from a stack of this test process. It never skips:
// a test that cannot have its parts fails with the way out.
package stacktest
