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

// AddCertificates keeps certificates, in their order; each is the one that holds from
// its ValidFrom on.
func (s *Store) AddCertificates(ctx context.Context, rows ...models.Certificate) error {
	return problem(insert(s.db(ctx), rows), "add certificates")
}

// Certificate is the one that holds: the newest of those that are valid.
func (s *Store) Certificate(ctx context.Context) (models.Certificate, error) {
	var out models.Certificate
	err := s.db(ctx).Where("valid_from <= now()").Order("id DESC").Take(&out).Error
	return out, problem(err, "find the certificate")
}
