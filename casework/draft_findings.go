package casework

import (
	"context"
	"time"

	"handinhand/models"
	"handinhand/phrasebook"
	"handinhand/process/draft"
	"handinhand/process/finding"
	"handinhand/process/release"
	"handinhand/store"
)

// DraftFindings is everything that stands in the way of a draft's publication.
type DraftFindings struct {
	Version      int64          `json:"version"` // of the draft that was looked at
	Publishable  bool           `json:"publishable"`
	Findings     []DraftFinding `json:"findings"`
	Milliseconds int64          `json:"milliseconds"`
}

// DraftFinding is one thing that was found, and where, in the language of its reader. Path are the elements of a counter-example, Way says what happens at
// each.
type DraftFinding struct {
	Severity finding.Severity `json:"severity"`
	Rule     string           `json:"rule"`
	File     string           `json:"file,omitempty"`
	Element  string           `json:"element,omitempty"`
	Name     string           `json:"name,omitempty"`
	Message  string           `json:"message"`
	Path     []string         `json:"path"`
	Way      []finding.Step   `json:"way"`
}

// CheckDraft says of a draft all that publication would, with all processes that are published: nobody has to publish in
// order to learn it.
func (c *Casework) CheckDraft(ctx context.Context, a Actor, id models.DraftID) (DraftFindings, error) {
	ctx, err := c.drafting(ctx, a)
	if err != nil {
		return DraftFindings{}, err
	}
	begun := time.Now()
	version, files, err := c.draftAsOne(ctx, id)
	if err != nil {
		return DraftFindings{}, err
	}
	r, provable, findings := release.Sketch(files)
	if provable {
		proven, err := c.provenNow(ctx, r, release.ProveSoon)
		if err != nil {
			return DraftFindings{}, err
		}
		twice, err := rivals(ctx, c.Store, r)
		if err != nil {
			return DraftFindings{}, err
		}
		findings = append(append(findings, proven...), twice...)
	} else {
		findings = append(findings, finding.Finding{Severity: finding.Warning, Rule: "not-proven-yet", Message: finding.At(draftProcess, finding.Say("the proofs about the process as a whole (soundness, firewall, once-only, minimisation) wait until it can run: mend the errors first"))})
	}
	out := DraftFindings{Version: version, Publishable: !finding.AnyError(findings), Findings: []DraftFinding{}}
	for _, f := range draft.Located(findings) {
		one := DraftFinding{f.Severity, f.Rule, f.File, f.Element, f.Name, phrasebook.Say(a.Locale, f.Message), []string{}, phrasebook.Steps(a.Locale, f.Path)}
		for _, step := range f.Path {
			one.Path = append(one.Path, step.Element)
		}
		out.Findings = append(out.Findings, one)
	}
	out.Milliseconds = time.Since(begun).Milliseconds()
	return out, nil
}

// draftAsOne are the files of a draft as they stood together at one version.
func (c *Casework) draftAsOne(ctx context.Context, id models.DraftID) (version int64, files map[string][]byte, err error) {
	err = c.Store.Snapshot(ctx, func(tx *store.Store) error {
		row, err := tx.Draft(ctx, id)
		if err != nil {
			return err
		}
		version, files = row.Version, map[string][]byte{}
		contents, err := tx.DraftContents(ctx, id)
		for _, f := range contents {
			files[f.Path] = f.Content
		}
		return err
	})
	return version, files, err
}

// Trial is what happens in a draft that is tried: how it begins, and what happened so far.
type Trial struct {
	Start  draft.Start
	Events []draft.Event
}

// TryDraft runs a draft on the real engine with a clock of its own and gives where it stands. It keeps nothing.
func (c *Casework) TryDraft(ctx context.Context, a Actor, id models.DraftID, in Trial) (draft.State, error) {
	ctx, err := c.drafting(ctx, a)
	if err != nil {
		return draft.State{}, err
	}
	if len(in.Events) > draft.MaxEvents {
		return draft.State{}, models.Problemf(models.KindInvalid, "draft.events", "a trial has at most %d events", draft.MaxEvents)
	}
	_, files, err := c.draftAsOne(ctx, id)
	if err != nil {
		return draft.State{}, err
	}
	r, _, findings := release.Sketch(files)
	if len(r.Programs) == 0 {
		err := broken(findings)
		return draft.State{}, models.Problemf(models.KindInvalid, "draft.cannot-run", "the process cannot run yet: %w", err)
	}
	return draft.Run(r, in.Start, in.Events), nil
}
