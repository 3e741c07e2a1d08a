package store

import (
	"context"

	"handinhand/models"
)

// publishing is the advisory lock under which releases are proven and published:
// two of them at once would each be proven without the other.
const publishing = 7236839

// LockPublishing waits until nobody else publishes, and keeps it so until the
// transaction ends.
func (s *Store) LockPublishing(ctx context.Context) error {
	return problem(s.db(ctx).Exec("SELECT pg_advisory_xact_lock(?)", publishing).Error, "wait for others who publish")
}

// AddCertificate keeps a certificate; from now on it is the one that holds.
func (s *Store) AddCertificate(ctx context.Context, c models.Certificate) error {
	return problem(s.db(ctx).Create(&c).Error, "add a certificate")
}

// Certificate is the one that holds: the newest.
func (s *Store) Certificate(ctx context.Context) (models.Certificate, error) {
	var out models.Certificate
	err := s.db(ctx).Order("id DESC").Take(&out).Error
	return out, problem(err, "find the certificate")
}
