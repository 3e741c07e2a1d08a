// Package demo plays people and an agency's system on a running platform: a whole
// registration for an integration course, sample cases in different states, and the
// federal office's own system. Everybody and every agency in it is invented.
//
// It does what anybody could do from outside: it signs in at the provider's login
// form with a name and a password (authorization code with PKCE) and speaks to the
// public HTTP interface. It must never import the platform, touch its database, or
// be pointed at a platform with real people's data.
package demo
