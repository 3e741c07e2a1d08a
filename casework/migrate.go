package casework

import (
	"context"
	"strings"
	"sync"

	"handinhand/models"
	"handinhand/policy"
	"handinhand/process/release"
	"handinhand/store"
	"handinhand/workflows"
)

const (
	// shortestPrefix is how much of a release's hash names it.
	shortestPrefix = 8
	// migrateAtOnce is how many cases go over at the same time.
	migrateAtOnce = 8
)

// Migration takes cases over to another release of their process. Elements maps
// those that have another id there. Key makes it idempotent.
type Migration struct {
	Release   string // hash, or its beginning
	Elements  map[string]string
	Recompute bool // timers that run get their time from the new release
	DryRun    bool
	Agencies  map[models.AgencyRole]models.AgencyID // of roles that only the new release has
	Key       string
}

// MigrationReport tells what a migration did to a case, or would do.
type MigrationReport struct {
	Case    models.CaseID `json:"case"`
	Number  string        `json:"number"`
	From    string        `json:"from"`
	To      string        `json:"to"`
	Done    bool          `json:"done"` // the case runs under To now
	Moved   []MovedStep   `json:"moved"`
	Stuck   []StuckStep   `json:"stuck"`   // with anything here nothing is done
	Armed   []string      `json:"armed"`   // events that are waited for now and were not before
	Dropped []string      `json:"dropped"` // events that are waited for no longer
}

// MovedStep is a step where the case stands, and what it is in the new release.
type MovedStep struct {
	Element string `json:"element"`
	Name    string `json:"name"`
	To      string `json:"to"`
}

// StuckStep cannot go over, and why. "agency:ROLE" is a role of the new release that
// needs an agency.
type StuckStep struct {
	Element string   `json:"element"`
	Name    string   `json:"name"`
	Reason  string   `json:"reason"`
	Code    string   `json:"code,omitempty" doc:"Names the reason."`
	With    []string `json:"with,omitempty" doc:"What the reason is about."`
}

// Migrate takes a case over to another release of its process, or tells what would
// happen (DryRun). The release needs a certificate that holds, as for a new case.
// What cannot go over stops it, and then nothing changes. A case that runs under the
// release already is left alone.
func (c *Casework) Migrate(ctx context.Context, a Actor, id models.CaseID, in Migration) (_ MigrationReport, err error) {
	ctx = acting(ctx, a)
	defer c.noteRefusal(ctx, a, refusal{action: policy.MigrateCase, kase: id}, &err)
	row, r, err := c.handled(ctx, a, id, policy.MigrateCase)
	if err != nil {
		return MigrationReport{}, err
	}
	target, err := c.target(ctx, in.Release, row.CaseType)
	if err != nil {
		return MigrationReport{}, err
	}
	return c.migrate(ctx, a, row, r, target, in)
}

// target is the release that cases go over to.
func (c *Casework) target(ctx context.Context, name, caseType string) (*release.Release, error) {
	hash, err := c.releaseNamed(ctx, name)
	if err != nil {
		return nil, err
	}
	r, err := c.release(ctx, hash)
	if err != nil {
		return nil, err
	}
	if r.CaseType != caseType {
		return nil, models.Problemf(models.KindInvalid, "migration", "the release %.12s is of the process %s, not of %s", hash, r.CaseType, caseType)
	}
	return r, c.certified(ctx, r)
}

// releaseNamed finds a release by the beginning of its hash.
func (c *Casework) releaseNamed(ctx context.Context, name string) (string, error) {
	if len(name) < shortestPrefix {
		return "", models.Problemf(models.KindInvalid, "migration", "name the release by its hash, or by %d characters of it at least", shortestPrefix)
	}
	found, err := c.Store.ReleasesNamed(ctx, strings.ToLower(name))
	switch {
	case err != nil:
		return "", err
	case len(found) == 0:
		return "", models.Problemf(models.KindNotFound, "not-found", "there is no release %s", name)
	case len(found) > 1:
		return "", models.Problemf(models.KindInvalid, "migration", "more than one release begins with %s: say more of the hash", name)
	}
	return found[0].Hash, nil
}

func (c *Casework) migrate(ctx context.Context, a Actor, row models.Case, from, to *release.Release, in Migration) (MigrationReport, error) {
	report := MigrationReport{Case: row.ID, Number: row.Number, From: row.Release, To: to.Hash, Moved: []MovedStep{}, Stuck: []StuckStep{}, Armed: []string{}, Dropped: []string{}}
	if row.Release == to.Hash {
		report.Done = !in.DryRun
		return report, nil
	}
	bindings, stuck, err := c.newRoles(ctx, a, row, to, in.Agencies)
	if err != nil {
		return report, err
	}
	move := workflows.MigrateCase{Release: to.Hash, Elements: in.Elements, Recompute: in.Recompute, Bindings: bindings, Doer: doer(a, policy.MigrateCase)}
	tried, err := c.Workflows.TryMigration(ctx, row.ID, move)
	if err != nil {
		return report, err
	}
	for _, m := range tried.Moved {
		if name := optionalText(a, from, "element."+m.From+".name"); name != "" {
			report.Moved = append(report.Moved, MovedStep{m.From, name, m.To})
		}
	}
	report.Stuck = stuck
	for _, s := range tried.Stuck {
		report.Stuck = append(report.Stuck, StuckStep{s.Element, stepName(a, from, s.Element), s.Reason, s.Code, s.With})
	}
	report.Armed, report.Dropped = append(report.Armed, tried.Armed...), append(report.Dropped, tried.Dropped...)
	if in.DryRun {
		return report, nil
	}
	if len(report.Stuck) > 0 {
		return report, stays(report)
	}
	_, err = c.Workflows.Migrate(ctx, row.ID, keyedOr(a.Person, in.Key), move)
	report.Done = err == nil
	return report, err
}

// stays is the Problem of a case that cannot go over.
func stays(report MigrationReport) error {
	problem := models.Problemf(models.KindInvalid, "migration", "the case cannot go over: %d things stand in the way", len(report.Stuck))
	for _, s := range report.Stuck {
		problem.Fields = append(problem.Fields, models.FieldProblem{Field: s.Element, Rule: "stuck", Params: map[string]any{"reason": s.Reason, "code": s.Code, "with": s.With}})
	}
	return problem
}

// newRoles are the agencies of roles that the case does not have yet: chosen, or the
// only one there is.
func (c *Casework) newRoles(ctx context.Context, a Actor, row models.Case, to *release.Release, chosen map[models.AgencyRole]models.AgencyID) ([]models.Binding, []StuckStep, error) {
	rows, err := c.Store.Bindings(ctx, row.ID)
	if err != nil {
		return nil, nil, err
	}
	has := map[models.AgencyRole]bool{}
	for _, b := range rows {
		has[b.Role] = true
	}
	agencies, err := c.agenciesByRole(ctx)
	if err != nil {
		return nil, nil, err
	}
	why := map[string]string{
		"nobody": "no agency plays the role: add it first", "required": "more than one agency plays the role: say which",
		"option": "the agency that was named does not play the role",
	}
	var bindings []models.Binding
	stuck := []StuckStep{}
	for _, role := range agencyRoles(to) {
		if has[role] {
			continue
		}
		agency, rule := pick(agencies[role], chosen[role])
		if rule != "" {
			stuck = append(stuck, StuckStep{"agency:" + string(role), roleName(a, to, role), why[rule], "agency-" + rule, nil})
			continue
		}
		bindings = append(bindings, models.Binding{Role: role, Agency: agency})
	}
	return bindings, stuck, nil
}

// CaseMigrated is told of each case of MigrateAll: what became of it, or why nothing did.
type CaseMigrated func(MigrationReport, error)

// MigrateAll takes every case that runs under a release over to another one, some at
// once, and tells each. It can be stopped and repeated: what has gone over is not
// touched again. The error is that of the whole; a case that stays behind is none.
func (c *Casework) MigrateAll(ctx context.Context, a Actor, from string, in Migration, each CaseMigrated) error {
	ctx = acting(ctx, a)
	if err := c.may(a, policy.ViewProcesses, policy.Platform()); err != nil {
		return err
	}
	hash, err := c.releaseNamed(ctx, from)
	if err != nil {
		return err
	}
	r, err := c.release(ctx, hash)
	if err != nil {
		return err
	}
	to, err := c.target(ctx, in.Release, r.CaseType)
	if err != nil {
		return err
	}
	if to.Hash == hash {
		return models.Problemf(models.KindInvalid, "migration", "the cases run under this release already")
	}
	for page := (store.Page{Size: 100}); ; {
		rows, err := c.Store.CasesOfRelease(ctx, hash, page)
		if err != nil {
			return err
		}
		c.migrateSome(ctx, a, rows.Items, r, to, in, each)
		if page.Cursor = rows.Next; page.Cursor == "" || ctx.Err() != nil {
			return ctx.Err()
		}
	}
}

func (c *Casework) migrateSome(ctx context.Context, a Actor, rows []models.Case, from, to *release.Release, in Migration, each CaseMigrated) {
	var told sync.Mutex
	var all sync.WaitGroup
	places := make(chan struct{}, migrateAtOnce)
	for _, row := range rows {
		if ctx.Err() != nil {
			break
		}
		places <- struct{}{}
		all.Go(func() {
			defer func() { <-places }()
			err := c.may(a, policy.MigrateCase, policy.Case(row))
			report := MigrationReport{Case: row.ID, Number: row.Number, From: row.Release, To: to.Hash}
			if err == nil {
				report, err = c.migrate(ctx, a, row, from, to, in)
			}
			told.Lock()
			defer told.Unlock()
			each(report, err)
		})
	}
	all.Wait()
}
