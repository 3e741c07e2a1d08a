// Command handinhand-dev brings up the whole stack that Hand in Hand needs on one machine: a private PostgreSQL cluster, a Temporal
// server on it, an S3 gateway and an OpenID Connect provider with demo personas.
//
// It is for newcomers and for tests. Every part listens on the loopback interface only and keeps its data in one directory. The
// command says where the parts are in one JSON line on standard output, stays until it is told to stop, and then stops everything
// that it started and nothing else.
//
// It must never be used with real people's data: passwords are printed, and whoever opens the login page may be any persona. It must
// never import anything of the product: the product talks to these parts over addresses, as it does in production.
package main
