package casework

import (
	"context"
	"fmt"

	"handinhand/audit"
	"handinhand/models"
	"handinhand/policy"
	"handinhand/store"
)

// Proof is what somebody can keep of a line that says who read their data: the line,
// and the proof that it stands in the signed log.
type Proof struct {
	Says       AccessLine      `json:"says"`
	Inclusion  audit.Inclusion `json:"inclusion"`
	Checkpoint Checkpoint      `json:"checkpoint"`
}

// ProveAccess proves a read of an own case. One that has no place in the log yet gets
// it now.
func (c *Casework) ProveAccess(ctx context.Context, a Actor, id models.CaseID, entry string) (Proof, error) {
	sequenced := c.Sequence(ctx)
	ctx = acting(ctx, a)
	row, err := c.Store.Case(ctx, id)
	if err != nil {
		return Proof{}, err
	}
	if err := c.may(a, policy.ViewAccesses, policy.Case(row)); err != nil {
		return Proof{}, err
	}
	read, err := c.Store.Access(ctx, id, entry)
	if err != nil {
		return Proof{}, err
	}
	cases, err := c.inside(ctx, a, row)
	if err != nil {
		return Proof{}, err
	}
	proof := Proof{}
	if proof.Says, err = c.accessLine(ctx, cases[0], read); err != nil {
		return Proof{}, err
	}
	if sequenced != nil {
		return Proof{}, sequenced
	}
	if proof.Checkpoint, err = c.newestCheckpoint(ctx); err != nil {
		return Proof{}, err
	}
	err = c.Store.Tx(ctx, func(tx *store.Store) error {
		proof.Inclusion, err = audit.Include(tx.DB, entry, proof.Checkpoint.Size)
		return err
	})
	return proof, err
}

// VerifyProof checks a proof that somebody kept against the log, for the command line.
// expired tells that the entry went when its time by law was over: then its place is
// proven, and not what it said.
func (c *Casework) VerifyProof(ctx context.Context, p Proof) (expired bool, err error) {
	_, key, err := c.logSigner(ctx)
	if err != nil {
		return false, err
	}
	var entry *models.Access
	err = c.Store.Snapshot(store.As(ctx, asLog), func(tx *store.Store) error {
		entry, err = audit.Confirm(tx.DB, p.Inclusion, p.Checkpoint.Note, key)
		return err
	})
	if err != nil || entry == nil {
		return err == nil, err
	}
	said := p.Says
	for _, same := range []struct {
		what     string
		now, was string
	}{
		{"id", entry.ID, said.ID}, {"outcome", string(entry.Outcome), string(said.Outcome)}, {"item", entry.Item, said.Item},
		{"purpose", entry.Purpose, said.Purpose}, {"legal basis", entry.LegalBasis, said.LegalBasis}, {"statute", entry.Statute, said.Statute},
		{"agency", string(entry.Agency), string(said.AgencyID)}, {"time", entry.At.UTC().String(), said.At.UTC().String()},
	} {
		if same.now != same.was {
			return false, fmt.Errorf("the proof says another %s than the log: %q, there %q", same.what, same.was, same.now)
		}
	}
	return false, nil
}
