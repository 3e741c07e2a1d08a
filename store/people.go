package store

import (
	"context"
	"time"

	"handinhand/models"
)

// EnsurePerson is the person that an identity provider knows by issuer and
// subject, made at first sight. An empty locale changes nothing.
func (s *Store) EnsurePerson(ctx context.Context, issuer, subject, locale string) (models.Person, error) {
	ctx = asPart(ctx, PartSignIn)
	var out models.Person
	// The update has the row returned even when it was there already.
	err := s.db(ctx).Raw(`
		INSERT INTO people (id, issuer, subject, locale) VALUES (?, ?, ?, ?)
		ON CONFLICT (issuer, subject) DO UPDATE SET locale = coalesce(nullif(excluded.locale, ''), people.locale)
		RETURNING *`, models.NewID(), issuer, subject, locale).Scan(&out).Error
	return out, problem(err, "recognise a person")
}

// Person is one person.
func (s *Store) Person(ctx context.Context, id models.PersonID) (models.Person, error) {
	var out models.Person
	err := s.db(ctx).Take(&out, "id = ?", id).Error
	return out, problem(err, "find a person")
}

// AddSession records a sign-in.
func (s *Store) AddSession(ctx context.Context, session models.Session) error {
	ctx = asPart(ctx, PartSignIn)
	return problem(s.db(ctx).Create(&session).Error, "add a session")
}

// Session is a session by the hash of its token; not-found once it has expired.
func (s *Store) Session(ctx context.Context, id string, now time.Time) (models.Session, error) {
	ctx = asPart(ctx, PartSignIn)
	var out models.Session
	err := s.db(ctx).Take(&out, "id = ? AND expires_at > ?", id, now).Error
	return out, problem(err, "find a session")
}

// DeleteSession ends a session; ending it twice is fine.
func (s *Store) DeleteSession(ctx context.Context, id string) error {
	ctx = asPart(ctx, PartSignIn)
	return problem(s.db(ctx).Delete(&models.Session{}, "id = ?", id).Error, "end a session")
}

// PurgeSessions deletes the sessions that have expired and tells how many.
func (s *Store) PurgeSessions(ctx context.Context, now time.Time) (int64, error) {
	ctx = asPart(ctx, PartChores)
	done := s.db(ctx).Delete(&models.Session{}, "expires_at <= ?", now)
	return done.RowsAffected, problem(done.Error, "purge sessions")
}
