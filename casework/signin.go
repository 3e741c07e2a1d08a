package casework

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"time"

	"handinhand/models"
)

// sessionLife is how long someone stays signed in without signing in again.
const sessionLife = 8 * time.Hour

// SignIn makes a session on the server. The token is for the cookie; only its
// hash is kept.
func (c *Casework) SignIn(ctx context.Context, id models.Identity) (string, Actor, error) {
	actor, err := c.Actor(ctx, id)
	if err != nil {
		return "", Actor{}, err
	}
	box, err := c.Keys.Person(ctx, actor.Person)
	if err != nil {
		return "", Actor{}, err
	}
	token := rand.Text() + rand.Text()
	row := models.Session{ID: sessionID(token), Person: actor.Person, CreatedAt: now(), ExpiresAt: now().Add(sessionLife)}
	plain, err := json.Marshal(id)
	if err != nil {
		return "", Actor{}, err
	}
	if row.Sealed, err = box.Seal(plain, []byte(row.ID)); err != nil {
		return "", Actor{}, err
	}
	return token, actor, c.Store.AddSession(ctx, row)
}

// SignOut ends a session. Ending one that is over is no error.
func (c *Casework) SignOut(ctx context.Context, token string) error {
	return c.Store.DeleteSession(ctx, sessionID(token))
}

// Session is who is signed in with a token; a Problem of kind unsigned-in when
// nobody is, or the session has expired.
func (c *Casework) Session(ctx context.Context, token string) (Actor, error) {
	unsigned := models.Problemf(models.KindUnsignedIn, "unsigned-in", "there is no such session, or it has expired: sign in again")
	row, err := c.Store.Session(ctx, sessionID(token), now())
	if models.KindOf(err) == models.KindNotFound {
		return Actor{}, unsigned
	}
	if err != nil {
		return Actor{}, err
	}
	box, err := c.Keys.Person(ctx, row.Person)
	if err != nil {
		return Actor{}, err
	}
	plain, err := box.Open(row.Sealed, []byte(row.ID))
	if err != nil {
		return Actor{}, unsigned
	}
	var id models.Identity
	if err := json.Unmarshal(plain, &id); err != nil {
		return Actor{}, err
	}
	return c.actorOf(ctx, row.Person, id)
}

// Actor is who an identity provider says someone is, known to us from now on.
func (c *Casework) Actor(ctx context.Context, id models.Identity) (Actor, error) {
	person, err := c.Store.EnsurePerson(ctx, id.Issuer, id.Subject, id.Locale)
	if err != nil {
		return Actor{}, err
	}
	return c.actorOf(ctx, person.ID, id)
}

func (c *Casework) actorOf(ctx context.Context, person models.PersonID, id models.Identity) (Actor, error) {
	a := Actor{Person: person, Name: id.Name, Locale: id.Locale, Roles: id.Roles}
	if id.Agency == "" {
		return a, nil
	}
	agency, err := c.Store.Agency(ctx, id.Agency)
	if models.KindOf(err) == models.KindNotFound {
		return Actor{}, models.Problemf(models.KindForbidden, "agency-unknown",
			"the sign-in names the agency %q, which does not take part here: add it with handinhand agencies", id.Agency)
	}
	a.Agency = agency
	return a, err
}

// attemptLife is how long an idempotency key is remembered.
const attemptLife = 24 * time.Hour

// Purge forgets expired sessions, old idempotency keys, messages that nobody came
// for and entries of the access log whose time by law is over; what was only counted
// becomes an entry.
func (c *Casework) Purge(ctx context.Context) error {
	_, sessions := c.Store.PurgeSessions(ctx, now())
	_, attempts := c.Store.PurgeAttempts(ctx, now().Add(-attemptLife))
	_, parcels := c.Store.PurgeParcels(ctx, now())
	return errors.Join(sessions, attempts, parcels, c.dropUploads(ctx), c.tellRefusals(ctx, now()), c.expireLog(ctx))
}

func sessionID(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// keyed is a stable id for what a person asks under an idempotency key.
func keyed(person models.PersonID, key string) string {
	sum := sha256.Sum256([]byte(string(person) + "\x00" + key))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}
