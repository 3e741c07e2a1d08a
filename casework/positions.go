package casework

import (
	"context"

	"handinhand/models"
	"handinhand/policy"
	"handinhand/process/release"
)

// Positions is where the running cases of a release stand, beside the release that
// they may go over to.
type Positions struct {
	CaseType   string           `json:"caseType"`
	Name       string           `json:"name"` // of the process
	From       string           `json:"from"`
	To         string           `json:"to"`
	Cases      int64            `json:"cases"` // picked ones, wherever they stand
	Positions  []Position       `json:"positions"`
	Releases   []RunningRelease `json:"releases"` // of the process, newest first
	Agencies   []AgencyLine     `json:"agencies"` // that can take part in cases
	Milestones []MilestoneName  `json:"milestones"`
	Steps      []ProcessStep    `json:"steps"` // of From
	NewSteps   []ProcessStep    `json:"newSteps"`
	NewRoles   []Choice         `json:"newRoles"` // that only To has
	BPMN       string           `json:"bpmn"`     // of From
	NewBPMN    string           `json:"newBpmn"`
	Languages  []string         `json:"languages"` // that applicants read
}

// Position is an element where cases stand, and what it can become. To is the element
// of the same id and kind, or empty: then somebody has to say.
type Position struct {
	ElementName
	Kind  string        `json:"kind"`
	Cases int64         `json:"cases"`
	To    string        `json:"to,omitempty"`
	Fits  []ElementName `json:"fits"` // elements of the same kind in the new release
}

// RunningRelease is a release and how many cases run under it.
type RunningRelease struct {
	ReleaseLine
	Cases int64 `json:"cases"`
}

// MilestoneName is a milestone in the applicant's words.
type MilestoneName struct {
	Key   string `json:"key"`
	Title string `json:"title"`
}

// Positions tell where the picked cases of a release stand. Where from is empty it is
// the release with the most cases that is not the newest; where to is empty, the
// newest.
func (c *Casework) Positions(ctx context.Context, a Actor, caseType, from, to string, picked models.PickedCases) (Positions, error) {
	ctx = acting(ctx, a)
	if err := c.may(a, policy.PlanMigration, policy.Platform()); err != nil {
		return Positions{}, err
	}
	view := Positions{CaseType: caseType, Positions: []Position{}, Agencies: []AgencyLine{}, Milestones: []MilestoneName{}, NewRoles: []Choice{}}
	var err error
	if view.Releases, err = c.runningReleases(ctx, caseType); err != nil {
		return Positions{}, err
	}
	if to == "" {
		to = current(view.Releases)
	}
	if from == "" {
		from = busiest(view.Releases, to)
	}
	old, err := c.releaseOf(ctx, caseType, from)
	if err != nil {
		return Positions{}, err
	}
	next, err := c.releaseOf(ctx, caseType, to)
	if err != nil {
		return Positions{}, err
	}
	view.From, view.To, view.Name = old.Hash, next.Hash, next.Text(a.Locale, "process.name")
	at, all, err := c.Store.Positions(ctx, old.Hash, picked)
	if err != nil {
		return Positions{}, err
	}
	view.Cases = all
	for _, p := range at {
		view.Positions = append(view.Positions, position(a, old, next, p.Element, p.Cases))
	}
	view.of(a, old, next)
	return view, c.positionRoles(ctx, a, &view, old, next)
}

// of says what the two releases are.
func (p *Positions) of(a Actor, from, to *release.Release) {
	p.Steps, p.NewSteps, p.BPMN, p.NewBPMN, p.Languages = outline(a, from), outline(a, to), string(from.BPMN), string(to.BPMN), to.Locales()
	for _, key := range from.Milestones() {
		p.Milestones = append(p.Milestones, MilestoneName{key, from.Text(a.Locale, "milestone."+key+".title")})
	}
}

// positionRoles are the agencies of the process, and the roles that the new release
// brings.
func (c *Casework) positionRoles(ctx context.Context, a Actor, p *Positions, from, to *release.Release) error {
	agencies, err := c.agenciesByRole(ctx)
	if err != nil {
		return err
	}
	known := map[models.AgencyRole]bool{}
	for _, role := range agencyRoles(from) {
		known[role] = true
		for _, agency := range agencies[role] {
			p.Agencies = append(p.Agencies, agencyLine(a, agency))
		}
	}
	for _, role := range agencyRoles(to) {
		if known[role] {
			continue
		}
		choice := Choice{Role: role, Name: roleName(a, to, role), Agencies: []AgencyLine{}}
		for _, agency := range agencies[role] {
			choice.Agencies = append(choice.Agencies, agencyLine(a, agency))
		}
		p.NewRoles = append(p.NewRoles, choice)
	}
	return nil
}

func position(a Actor, from, to *release.Release, element string, cases int64) Position {
	p := Position{ElementName: ElementName{element, stepName(a, from, element)}, Cases: cases, Fits: []ElementName{}}
	old, known := from.Element(element)
	if !known {
		return p
	}
	p.Kind = string(old.Kind)
	for _, e := range to.Elements() {
		if e.Kind != old.Kind {
			continue
		}
		p.Fits = append(p.Fits, ElementName{e.ID, stepName(a, to, e.ID)})
		if e.ID == element {
			p.To = e.ID
		}
	}
	return p
}

// releaseOf is a release of a process, by its hash or the beginning of that.
func (c *Casework) releaseOf(ctx context.Context, caseType, name string) (*release.Release, error) {
	hash, err := c.releaseNamed(ctx, name)
	if err != nil {
		return nil, err
	}
	r, err := c.release(ctx, hash)
	if err == nil && r.CaseType != caseType {
		err = models.Problemf(models.KindInvalid, "migration", "the release %.12s is of the process %s, not of %s", hash, r.CaseType, caseType)
	}
	return r, err
}

func (c *Casework) runningReleases(ctx context.Context, caseType string) ([]RunningRelease, error) {
	t, err := c.Store.CaseType(ctx, caseType)
	if err != nil {
		return nil, err
	}
	rows, err := c.Store.ReleasesOf(ctx, caseType)
	if err != nil {
		return nil, err
	}
	counts, err := c.Store.CasesByRelease(ctx, caseType)
	lines := []RunningRelease{}
	for _, x := range rows {
		lines = append(lines, RunningRelease{ReleaseLine{x.Hash, x.PublishedAt, x.Hash == t.Release}, counts[x.Hash]})
	}
	return lines, err
}

func current(all []RunningRelease) string {
	for _, r := range all {
		if r.Current {
			return r.Hash
		}
	}
	return ""
}

// busiest is the release with the most cases beside another one; where there is none,
// that one itself.
func busiest(all []RunningRelease, beside string) string {
	best, most := beside, int64(-1)
	for _, r := range all {
		if r.Hash != beside && r.Cases > most {
			best, most = r.Hash, r.Cases
		}
	}
	return best
}
