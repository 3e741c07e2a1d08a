// Package activities holds the side effects of a case, behind small ports that
// it declares itself: the projection into the tables that the faces read, and
// the services that a process file can call.
//
// An activity may run more than once for the same step (a worker died after the
// effect, before it could say so). Therefore everything here is idempotent by an
// id that the case gives. The package must never hold the rules of a process,
// and the errors that leave it must hold no personal data: they are kept in the
// case's history and shown to operators.
package activities
