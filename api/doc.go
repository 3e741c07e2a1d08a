// Package api is the JSON interface of the platform for programs: everything that
// the faces do, under /api/v1, described by OpenAPI 3.1 at /openapi.json, with
// problem documents (RFC 9457) for everything that goes wrong. It also carries
// what every HTTP surface of the process shares: request ids, the access log,
// metrics, health.
//
// A handler decodes, makes one call to casework and responds. The package decides
// nothing about who may do what, keeps nothing, and must never log or measure a
// path with ids in it, a body, a name or a token.
//
// Repeating a write is safe. PUT and DELETE are idempotent as HTTP says: the
// second of two equal ones changes nothing. A POST needs an Idempotency-Key
// (draft-ietf-httpapi-idempotency-key-header): while the key is remembered, the
// same request gives the first response again, marked Idempotency-Replayed: true,
// and another request under the same key is refused. Only what succeeded is
// remembered, so a refused request may be corrected and sent again under its key.
package api
