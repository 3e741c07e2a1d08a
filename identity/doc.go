// Package identity tells who somebody is: it sends people to the OpenID Connect
// provider and takes them back (authorization code with PKCE), and it checks the
// access tokens that programs send.
//
// It says who somebody is, never what they may do: that is policy's word. It
// keeps nothing; sessions are casework's. It must never log a token, a name or a
// subject.
package identity
