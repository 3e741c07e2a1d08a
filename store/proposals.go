package store

import (
	"context"

	"gorm.io/gorm/clause"

	"handinhand/models"
)

// AddProposal keeps a proposal for others to decide about.
func (s *Store) AddProposal(ctx context.Context, p models.Proposal) error {
	return problem(s.db(ctx).Create(&p).Error, "add a proposal")
}

// Proposal is one proposal with its bundle.
func (s *Store) Proposal(ctx context.Context, id string) (models.Proposal, error) {
	var out models.Proposal
	err := s.db(ctx).Take(&out, "id = ?", id).Error
	return out, problem(err, "find a proposal")
}

// LockProposal is Proposal for a transaction that decides about it: nobody else does meanwhile.
func (s *Store) LockProposal(ctx context.Context, id string) (models.Proposal, error) {
	var out models.Proposal
	err := s.db(ctx).Clauses(clause.Locking{Strength: "UPDATE"}).Take(&out, "id = ?", id).Error
	return out, problem(err, "find a proposal")
}

// OpenProposal is the proposal of a release that nobody has decided about.
func (s *Store) OpenProposal(ctx context.Context, release string) (models.Proposal, error) {
	var out models.Proposal
	err := s.db(ctx).Take(&out, "release = ? AND state = 'open'", release).Error
	return out, problem(err, "find a proposal")
}

// Proposals are all, without their bundles: open ones first, then the newest.
func (s *Store) Proposals(ctx context.Context, p Page) (List[models.Proposal], error) {
	newest := order{name: "proposals", columns: []string{"proposed_at", "id"}, newest: true}
	return list(s.db(ctx).Omit("bundle"), p, newest, func(p models.Proposal) []string {
		return []string{keyTime(p.ProposedAt), p.ID}
	})
}

// OpenProposals are those that somebody has to decide about, without their bundles, oldest first.
func (s *Store) OpenProposals(ctx context.Context) ([]models.Proposal, error) {
	var out []models.Proposal
	err := s.db(ctx).Omit("bundle").Where("state = 'open'").Order("proposed_at, id").Find(&out).Error
	return out, problem(err, "list open proposals")
}

// ChangeProposal writes what may change of a proposal: its terms, and what became of it.
func (s *Store) ChangeProposal(ctx context.Context, p models.Proposal) error {
	err := s.db(ctx).Select("valid_from", "notes", "version", "state", "decided_at", "decided_by", "reason").Updates(&p).Error
	return problem(err, "change a proposal")
}
