package casework

import (
	"context"
	"io/fs"
	"time"
	"unicode/utf8"

	"handinhand/models"
	"handinhand/policy"
	"handinhand/process/finding"
	"handinhand/process/release"
	"handinhand/store"
)

// Propose checks and proves a process package and keeps it for another process owner to
// decide about. It is refused with every finding at once when it breaks a rule. Proposing
// twice what nobody has decided about, or what is published, gives what is there.
func (c *Casework) Propose(ctx context.Context, a Actor, files fs.FS, on Terms) (_ Proposal, findings []finding.Finding, err error) {
	defer func() { findings = a.told(findings) }()
	ctx = acting(ctx, a)
	if err := c.may(a, policy.ProposeRelease, policy.Platform()); err != nil {
		return Proposal{}, nil, err
	}
	r, bundle, findings, err := c.checked(ctx, files)
	if err != nil {
		return Proposal{}, findings, err
	}
	if err := checkNotes(on.Notes); err != nil {
		return Proposal{}, findings, err
	}
	var row models.Proposal
	err = c.Store.Tx(ctx, func(tx *store.Store) (err error) {
		if err := tx.LockPublishing(ctx); err != nil {
			return err
		}
		var known bool
		if row, known, err = proposedAlready(ctx, tx, r); err != nil || known {
			return err
		}
		from, err := c.validFrom(ctx, tx, on.ValidFrom)
		if err != nil {
			return err
		}
		more, _, err := c.stands(ctx, tx, r, from)
		findings = append(findings, more...)
		if err != nil {
			return err
		}
		row = models.Proposal{
			ID: models.NewID(), CaseType: r.CaseType, Release: r.Hash, Bundle: bundle, ValidFrom: on.ValidFrom, Notes: on.Notes, Version: 1,
			State: models.ProposalOpen, ProposedAt: now(), ProposedBy: a.Person,
		}
		return tx.AddProposal(ctx, row)
	})
	if err != nil {
		return Proposal{}, findings, err
	}
	view, err := c.Proposal(ctx, a, row.ID)
	return view, findings, err
}

// ProposeBundle is Propose for a packed package.
func (c *Casework) ProposeBundle(ctx context.Context, a Actor, bundle []byte, on Terms) (Proposal, []finding.Finding, error) {
	if err := c.may(a, policy.ProposeRelease, policy.Platform()); err != nil {
		return Proposal{}, nil, err
	}
	files, err := release.Unpack(bundle)
	if err != nil {
		return Proposal{}, nil, models.Problemf(models.KindInvalid, "bundle", "this is not a packed process: %w", err)
	}
	return c.Propose(ctx, a, files, on)
}

// ProposeDraft is Propose for a draft, all its files as they stand at one version.
func (c *Casework) ProposeDraft(ctx context.Context, a Actor, id models.DraftID, on Terms) (Proposal, []finding.Finding, error) {
	within, err := c.drafting(ctx, a)
	if err != nil {
		return Proposal{}, nil, err
	}
	_, files, err := c.draftAsOne(within, id)
	if err != nil {
		return Proposal{}, nil, err
	}
	bundle, err := zipped(files)
	if err != nil {
		return Proposal{}, nil, err
	}
	return c.ProposeBundle(ctx, a, bundle, on)
}

// proposedAlready finds what became of the same content before, unless it is over.
func proposedAlready(ctx context.Context, tx *store.Store, r *release.Release) (models.Proposal, bool, error) {
	row, err := tx.OpenProposal(ctx, r.Hash)
	if err == nil || models.KindOf(err) != models.KindNotFound {
		return row, err == nil, err
	}
	current, err := tx.CaseType(ctx, r.CaseType)
	if err != nil && models.KindOf(err) != models.KindNotFound {
		return row, false, err
	}
	standing, err := tx.Standing(ctx)
	if err != nil {
		return row, false, err
	}
	at, err := tx.Clock(ctx)
	if err != nil {
		return row, false, err
	}
	for _, p := range standing {
		if p.CaseType != r.CaseType || p.Release != r.Hash || p.ID != current.Publication && !p.ValidFrom.After(at) {
			continue
		}
		if p.Proposal == nil {
			return row, false, models.Problemf(models.KindConflict, "published-already", "the release %.12s is published already", r.Hash)
		}
		row, err = tx.Proposal(ctx, *p.Proposal)
		return row, err == nil, err
	}
	return models.Proposal{}, false, nil
}

// ChangeTerms says from when on a proposal is to be valid and what is told of it. Only
// its proposer does, while it is open.
func (c *Casework) ChangeTerms(ctx context.Context, a Actor, id string, on Terms) (Proposal, error) {
	ctx = acting(ctx, a)
	if err := checkNotes(on.Notes); err != nil {
		return Proposal{}, err
	}
	err := c.decideProposal(ctx, a, id, policy.ChangeProposal, func(tx *store.Store, row *models.Proposal) error {
		if row.State != models.ProposalOpen {
			return closed()
		}
		if _, err := c.validFrom(ctx, tx, on.ValidFrom); err != nil {
			return err
		}
		row.ValidFrom, row.Notes = on.ValidFrom, on.Notes
		row.Version++
		return nil
	})
	if err != nil {
		return Proposal{}, err
	}
	return c.Proposal(ctx, a, id)
}

// Approve publishes a proposal that somebody else made, on the terms that the reader has
// seen (version). It is proven again, with what is published by now. Approving it a second
// time changes nothing.
func (c *Casework) Approve(ctx context.Context, a Actor, id string, version int64) (_ Proposal, findings []finding.Finding, err error) {
	defer func() { findings = a.told(findings) }()
	ctx = acting(ctx, a)
	err = c.decideProposal(ctx, a, id, policy.DecideProposal, func(tx *store.Store, row *models.Proposal) (err error) {
		switch {
		case row.State == models.ProposalApproved:
			return nil
		case row.State != models.ProposalOpen:
			return closed()
		case row.Version != version:
			return models.Problemf(models.KindStale, "proposal.stale", "the proposal has changed since it was read: look at it again")
		}
		settle(row, models.ProposalApproved, a, "")
		if findings, err = c.publishProposal(ctx, tx, a, *row); err != nil {
			return err
		}
		return nil
	})
	if err != nil {
		return Proposal{}, findings, err
	}
	view, err := c.Proposal(ctx, a, id)
	return view, findings, err
}

// publishProposal checks and proves a proposal once more, by the rules of today, and publishes it.
func (c *Casework) publishProposal(ctx context.Context, tx *store.Store, a Actor, row models.Proposal) ([]finding.Finding, error) {
	files, err := release.Unpack(row.Bundle)
	if err != nil {
		return nil, err
	}
	r, bundle, findings, err := c.checked(ctx, files)
	if err != nil {
		return findings, err
	}
	from, err := c.validFrom(ctx, tx, row.ValidFrom)
	if err != nil {
		return findings, err
	}
	more, err := c.publishIn(ctx, tx, r, bundle, string(a.Person), models.Publication{ValidFrom: from, Proposal: &row.ID, Notes: row.Notes})
	return append(findings, more...), err
}

// Decline ends a proposal of somebody else, with a reason.
func (c *Casework) Decline(ctx context.Context, a Actor, id, reason string) (Proposal, error) {
	if err := checkReason(reason); err != nil {
		return Proposal{}, err
	}
	return c.endProposal(ctx, a, id, policy.DecideProposal, models.ProposalDeclined, reason)
}

// WithdrawProposal ends one's own proposal.
func (c *Casework) WithdrawProposal(ctx context.Context, a Actor, id string) (Proposal, error) {
	return c.endProposal(ctx, a, id, policy.ChangeProposal, models.ProposalWithdrawn, "")
}

func (c *Casework) endProposal(ctx context.Context, a Actor, id string, action policy.Action, as models.ProposalState, reason string) (Proposal, error) {
	ctx = acting(ctx, a)
	err := c.decideProposal(ctx, a, id, action, func(_ *store.Store, row *models.Proposal) error {
		if row.State != models.ProposalOpen {
			if row.State == as {
				return nil
			}
			return closed()
		}
		settle(row, as, a, reason)
		return nil
	})
	if err != nil {
		return Proposal{}, err
	}
	return c.Proposal(ctx, a, id)
}

// decideProposal asks policy and changes a proposal, one after another.
func (c *Casework) decideProposal(ctx context.Context, a Actor, id string, action policy.Action, change func(*store.Store, *models.Proposal) error) error {
	return c.Store.Tx(ctx, func(tx *store.Store) error {
		if err := tx.LockPublishing(ctx); err != nil {
			return err
		}
		row, err := tx.Proposal(ctx, id)
		if err != nil {
			return err
		}
		if err := c.may(a, action, policy.Proposal(row)); err != nil {
			return err
		}
		before := row
		if err := change(tx, &row); err != nil {
			return err
		}
		if row.State == before.State && row.Version == before.Version {
			return nil
		}
		return tx.ChangeProposal(ctx, row)
	})
}

func settle(row *models.Proposal, as models.ProposalState, a Actor, reason string) {
	at := now()
	row.State, row.DecidedAt, row.DecidedBy, row.Reason = as, &at, a.Person, reason
}

func closed() error {
	return models.Problemf(models.KindClosed, "proposal.closed", "the proposal was decided about already")
}

const (
	longestReason = 2000
	longestNotes  = 4000
)

func checkReason(reason string) error {
	if reason == "" || utf8.RuneCountInString(reason) > longestReason {
		return models.Problemf(models.KindInvalid, "reason", "give a reason, of at most %d characters", longestReason)
	}
	return nil
}

func checkNotes(notes models.ReleaseNotes) error {
	for _, texts := range []models.Texts{notes.Clerks, notes.Applicants} {
		for _, text := range texts {
			if utf8.RuneCountInString(text) > longestNotes {
				return models.Problemf(models.KindInvalid, "notes", "a note has at most %d characters", longestNotes)
			}
		}
	}
	return nil
}

// Proposals are those of all process owners, newest first.
func (c *Casework) Proposals(ctx context.Context, a Actor, p Page) (List[ProposalLine], error) {
	ctx = acting(ctx, a)
	if err := c.may(a, policy.ViewProcesses, policy.Platform()); err != nil {
		return List[ProposalLine]{}, err
	}
	rows, err := c.Store.Proposals(ctx, store.Page(p))
	if err != nil {
		return List[ProposalLine]{}, err
	}
	out := List[ProposalLine]{Items: []ProposalLine{}, Next: rows.Next}
	for _, row := range rows.Items {
		line := proposalLine(a, row)
		if current, err := c.current(ctx, row.CaseType); err != nil {
			return out, err
		} else if current != nil {
			line.Name = current.Text(a.Locale, "process.name")
		}
		out.Items = append(out.Items, line)
	}
	return out, nil
}

// current is the release that new cases of a type get; nil: none yet.
func (c *Casework) current(ctx context.Context, caseType string) (*release.Release, error) {
	row, err := c.Store.CaseType(ctx, caseType)
	if models.KindOf(err) == models.KindNotFound && err != nil {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return c.release(ctx, row.Release)
}

func proposalLine(a Actor, row models.Proposal) ProposalLine {
	return ProposalLine{
		ID: row.ID, CaseType: row.CaseType, Name: row.CaseType, Release: row.Release, State: row.State, ValidFrom: row.ValidFrom,
		ProposedAt: row.ProposedAt, Mine: row.ProposedBy == a.Person, DecidedAt: row.DecidedAt, DecidedByMe: row.DecidedBy != "" && row.DecidedBy == a.Person,
	}
}

// ProposalLine is a proposal in a list. Who it is that proposed or decided is told as
// whether it was the reader: the platform keeps no names.
type ProposalLine struct {
	ID          string               `json:"id"`
	CaseType    string               `json:"caseType"`
	Name        string               `json:"name"`
	Release     string               `json:"release"`
	State       models.ProposalState `json:"state"`
	ValidFrom   string               `json:"validFrom,omitempty" doc:"The day from which it is to be valid; absent: at once when it is approved."`
	ProposedAt  time.Time            `json:"proposedAt"`
	Mine        bool                 `json:"mine" doc:"I proposed it."`
	DecidedAt   *time.Time           `json:"decidedAt,omitempty"`
	DecidedByMe bool                 `json:"decidedByMe"`
}
