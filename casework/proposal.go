package casework

import (
	"context"

	"handinhand/models"
	"handinhand/policy"
	"handinhand/process/diff"
	"handinhand/process/finding"
	"handinhand/process/release"
)

// Proposal is a proposal as one who decides about it sees it.
type Proposal struct {
	ProposalLine
	Version   int64               `json:"version" doc:"To be sent with the decision: it is about what was read."`
	Notes     models.ReleaseNotes `json:"notes"`
	Languages []string            `json:"languages"`
	Switches  []SwitchLine        `json:"switches" doc:"What the policy switches hold by the proposed release."`
	Reason    string              `json:"reason,omitempty" doc:"Why it was declined."`
	Current   string              `json:"current,omitempty" doc:"The release that new cases get now; absent: the process is new."`
	Comparison
	Findings []finding.Finding `json:"findings" doc:"What the checks and proofs find today."`
	Refused  bool              `json:"refused" doc:"Something among the findings stands in the way today."`
	Why      string            `json:"why,omitempty" doc:"What else stands in the way today, such as a day that has passed."`
}

// Comparison is what is different between two releases, with their diagrams.
type Comparison struct {
	Changes diff.Changes `json:"changes"`
	Before  string       `json:"bpmnBefore,omitempty"`
	After   string       `json:"bpmnAfter,omitempty"`
}

// Proposal shows one proposal. While it is open it is compared with the release that new
// cases get now, and proven with what is published now.
func (c *Casework) Proposal(ctx context.Context, a Actor, id string) (Proposal, error) {
	ctx = acting(ctx, a)
	if err := c.may(a, policy.ViewProcesses, policy.Platform()); err != nil {
		return Proposal{}, err
	}
	row, err := c.Store.Proposal(ctx, id)
	if err != nil {
		return Proposal{}, err
	}
	v := Proposal{ProposalLine: proposalLine(a, row), Version: row.Version, Notes: row.Notes, Reason: row.Reason, Findings: []finding.Finding{}}
	files, err := release.Unpack(row.Bundle)
	if err != nil {
		return v, err
	}
	r, _ := release.Draft(files)
	v.Switches = switchLines(a, r, now())
	if r != nil {
		v.Name, v.Languages = r.Text(a.Locale, "process.name"), r.Locales()
	}
	if row.State != models.ProposalOpen {
		return v, nil
	}
	if err := c.judge(ctx, row, &v); err != nil {
		return v, err
	}
	v.Findings = a.told(v.Findings)
	current, err := c.current(ctx, row.CaseType)
	if err != nil {
		return v, err
	}
	before := diff.Package{Files: nothing{}}
	if current != nil {
		v.Current = current.Hash
		if before, err = c.packed(ctx, current.Hash); err != nil {
			return v, err
		}
	}
	v.Comparison, err = compare(before, diff.Package{Files: files, Release: r})
	return v, err
}

// judge says what would become of a proposal if it were approved now.
func (c *Casework) judge(ctx context.Context, row models.Proposal, v *Proposal) error {
	files, err := release.Unpack(row.Bundle)
	if err != nil {
		return err
	}
	r, _, findings, err := c.checked(ctx, files)
	v.Findings = append(v.Findings, findings...)
	if err == nil {
		from, failed := c.validFrom(ctx, c.Store, row.ValidFrom)
		if models.KindOf(failed) == models.KindInvalid && failed != nil {
			v.Why = failed.Error()
		}
		more, _, refused := c.stands(ctx, c.Store, r, from)
		v.Findings, err = append(v.Findings, more...), refused
	}
	v.Refused = models.KindOf(err) == models.KindInvalid && err != nil
	if v.Refused {
		return nil
	}
	return err
}

// packed is a published release as it is compared.
func (c *Casework) packed(ctx context.Context, hash string) (diff.Package, error) {
	bundle, err := c.Store.Bundle(ctx, hash)
	if err != nil {
		return diff.Package{}, err
	}
	files, err := release.Unpack(bundle)
	if err != nil {
		return diff.Package{}, err
	}
	r, err := c.release(ctx, hash)
	return diff.Package{Files: files, Release: r}, err
}

func compare(before, after diff.Package) (Comparison, error) {
	changes, err := diff.Between(before, after)
	if err != nil {
		return Comparison{}, err
	}
	out := Comparison{Changes: changes}
	if before.Release != nil {
		out.Before = string(before.Release.BPMN)
	}
	if after.Release != nil {
		out.After = string(after.Release.BPMN)
	}
	return out, nil
}
