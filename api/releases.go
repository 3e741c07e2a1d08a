package api

import (
	"context"
	"net/http"

	"handinhand/casework"
	"handinhand/models"
	"handinhand/process/finding"
)

// releaseOperations are how a release comes to be the current one, and ceases to be.
func (m *mount) releaseOperations() []operation {
	const absent, closed, stale, conflict = models.KindNotFound, models.KindClosed, models.KindStale, models.KindConflict
	return []operation{
		once(m, "/proposals", "proposeRelease", "processes", "Propose a release of a process, for another process owner to decide about", http.StatusCreated, m.propose, conflict),
		read("/proposals", "listProposals", "processes", "Proposed releases, newest first", m.proposals, models.KindInvalid),
		read("/proposals/{proposal}", "getProposal", "processes", "A proposed release: what is different, and what stands in its way today", m.proposal, absent),
		plain(http.MethodPut, "/proposals/{proposal}/terms", "changeProposal", "processes", "Say from when on my proposal is to be valid, and what is told of it", m.changeTerms, absent, closed),
		once(m, "/proposals/{proposal}/decision", "decideProposal", "processes", "Approve or decline a proposal of another process owner", http.StatusOK, m.decideProposal, absent, closed, stale, conflict),
		plain(http.MethodDelete, "/proposals/{proposal}", "withdrawProposal", "processes", "Withdraw my proposal", m.withdrawProposal, absent, closed),
		read("/processes/{process}/releases", "listReleases", "processes", "What was published of a process, is and will be, the last to be valid first", m.releases, absent),
		read("/releases/{before}/changes/{after}", "compareReleases", "processes", "What is different between two releases of a process", m.compareReleases, absent, models.KindInvalid),
		once(m, "/publications/{publication}/rollback", "rollBackRelease", "processes", "Take a release back: new cases get the former one again", http.StatusOK, m.rollBack, absent, closed, conflict),
	}
}

// bundleIn is a packed process package.
type bundleIn struct{ KeyedBody }

// Proposed is a proposal with what its owner should look at.
type Proposed struct {
	Proposal casework.Proposal `json:"proposal"`
	Findings []finding.Finding `json:"findings" doc:"What its owner should look at."`
}

func (m *mount) propose(ctx context.Context, a casework.Actor, in *bundleIn) (*result[Proposed], error) {
	p, findings, err := m.Casework.ProposeBundle(ctx, a, in.RawBody, casework.Terms{})
	if err != nil {
		return nil, unfit(err, findings)
	}
	return &result[Proposed]{Value: Proposed{p, findings}, Location: created("/proposals/" + p.ID)}, nil
}

// unfit carries findings to the answer, where there are some.
func unfit(err error, findings []finding.Finding) error {
	return &unfitRelease{error: err, findings: findings}
}

func (m *mount) proposals(ctx context.Context, a casework.Actor, in *Paging) (*paged[casework.List[casework.ProposalLine]], error) {
	list, err := m.Casework.Proposals(ctx, a, in.page())
	return listOf(ctx, list, err)
}

// ProposalIn names a proposal.
type ProposalIn struct {
	Proposal string `path:"proposal" maxLength:"100" doc:"Id of a proposal."`
}

func (m *mount) proposal(ctx context.Context, a casework.Actor, in *ProposalIn) (*body[casework.Proposal], error) {
	return bodyOf(m.Casework.Proposal(ctx, a, in.Proposal))
}

type termsIn struct {
	ProposalIn
	Body ProposalTerms
}

// ProposalTerms are from when on a proposal is to be valid, and what is told of it.
type ProposalTerms struct {
	ValidFrom string              `json:"validFrom,omitempty" maxLength:"10" example:"2027-01-31" doc:"A day in the installation's time zone; absent or today: at once when it is approved."`
	Notes     models.ReleaseNotes `json:"notes,omitempty" doc:"What changes, in plain words, by language."`
}

func (m *mount) changeTerms(ctx context.Context, a casework.Actor, in *termsIn) (*body[casework.Proposal], error) {
	return bodyOf(m.Casework.ChangeTerms(ctx, a, in.Proposal, casework.Terms{ValidFrom: in.Body.ValidFrom, Notes: in.Body.Notes}))
}

type decisionIn struct {
	ProposalIn
	KeyedBody
	Body ProposalDecision
}

// ProposalDecision is what is decided about a proposal.
type ProposalDecision struct {
	Approve bool   `json:"approve"`
	Version int64  `json:"version,omitempty" doc:"Of the proposal as it was read; needed to approve."`
	Reason  string `json:"reason,omitempty" maxLength:"2000" doc:"Needed to decline."`
}

func (m *mount) decideProposal(ctx context.Context, a casework.Actor, in *decisionIn) (*result[Proposed], error) {
	if !in.Body.Approve {
		p, err := m.Casework.Decline(ctx, a, in.Proposal, in.Body.Reason)
		if err != nil {
			return nil, err
		}
		return &result[Proposed]{Value: Proposed{Proposal: p}}, nil
	}
	p, findings, err := m.Casework.Approve(ctx, a, in.Proposal, in.Body.Version)
	if err != nil {
		return nil, unfit(err, findings)
	}
	return &result[Proposed]{Value: Proposed{p, findings}}, nil
}

func (m *mount) withdrawProposal(ctx context.Context, a casework.Actor, in *ProposalIn) (*body[casework.Proposal], error) {
	return bodyOf(m.Casework.WithdrawProposal(ctx, a, in.Proposal))
}

type releasesIn struct {
	Process string `path:"process" maxLength:"100" doc:"Id of a process, which is a case type's."`
}

func (m *mount) releases(ctx context.Context, a casework.Actor, in *releasesIn) (*body[casework.List[casework.PublicationLine]], error) {
	_, lines, err := m.Casework.Releases(ctx, a, in.Process)
	return whole(lines, err)
}

type comparisonIn struct {
	Before string `path:"before" maxLength:"64" doc:"A release: its hash, or 8 characters of it."`
	After  string `path:"after" maxLength:"64" doc:"Another one."`
}

func (m *mount) compareReleases(ctx context.Context, a casework.Actor, in *comparisonIn) (*body[casework.Comparison], error) {
	return bodyOf(m.Casework.CompareReleases(ctx, a, in.Before, in.After))
}

type rollbackIn struct {
	Publication int64 `path:"publication" doc:"Id of a publication."`
	KeyedBody
	Body Rollback
}

// Rollback is why a publication is taken back.
type Rollback struct {
	Why string `json:"why" minLength:"1" maxLength:"2000" doc:"All process owners read it."`
}

// RolledBack is what the proof found of what is current now.
type RolledBack struct {
	Findings []finding.Finding `json:"findings"`
}

func (m *mount) rollBack(ctx context.Context, a casework.Actor, in *rollbackIn) (*result[RolledBack], error) {
	findings, err := m.Casework.RollBack(ctx, a, in.Publication, in.Body.Why)
	if err != nil {
		return nil, unfit(err, findings)
	}
	return &result[RolledBack]{Value: RolledBack{findings}}, nil
}
