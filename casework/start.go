package casework

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"handinhand/models"
	"handinhand/policy"
	"handinhand/process/release"
	"handinhand/workflows"
)

// startPatience is how long Start waits for the first task to be there.
const startPatience = 10 * time.Second

// resumeAtOnce is how many cases one Resume starts.
const resumeAtOnce = 100

// CaseTypes are the procedures that someone can start.
func (c *Casework) CaseTypes(ctx context.Context, a Actor) ([]CaseType, error) {
	ctx = acting(ctx, a)
	rows, err := c.Store.CaseTypes(ctx)
	if err != nil {
		return nil, err
	}
	agencies, err := c.agenciesByRole(ctx)
	if err != nil {
		return nil, err
	}
	types := []CaseType{}
	for _, row := range rows {
		r, err := c.release(ctx, row.Release)
		if err != nil {
			return nil, err
		}
		if !r.ByHand() {
			continue // its cases begin by themselves
		}
		types = append(types, CaseType{
			ID: row.ID, Name: r.Text(a.Locale, "process.name"), Summary: r.Text(a.Locale, "process.summary"),
			Choices: choices(a, r, agencies),
		})
	}
	return types, nil
}

// choices are the roles that more than one agency can play.
func choices(a Actor, r *release.Release, agencies map[models.AgencyRole][]models.Agency) []Choice {
	open := []Choice{}
	for _, role := range agencyRoles(r) {
		if len(agencies[role]) < 2 {
			continue
		}
		choice := Choice{Role: role, Name: roleName(a, r, role)}
		for _, agency := range agencies[role] {
			choice.Agencies = append(choice.Agencies, agencyLine(a, agency))
		}
		open = append(open, choice)
	}
	return open
}

// Start begins a case and returns once its first task is there.
func (c *Casework) Start(ctx context.Context, a Actor, in Start) (Case, error) {
	ctx = acting(ctx, a)
	if err := c.may(a, policy.StartCase, policy.Platform()); err != nil {
		return Case{}, err
	}
	caseType, err := c.Store.CaseType(ctx, in.CaseType)
	if err != nil {
		return Case{}, err
	}
	r, err := c.release(ctx, caseType.Release)
	if err != nil {
		return Case{}, err
	}
	if !r.ByHand() {
		return Case{}, models.Problemf(models.KindInvalid, "not-by-hand", "no person can begin a case of this procedure: a message, a signal or a timer does")
	}
	row, err := c.record(ctx, a, in, r)
	if err != nil {
		return Case{}, err
	}
	if err := c.run(ctx, row); err != nil {
		return Case{}, err
	}
	if err := c.Store.AwaitBegun(ctx, row.ID, startPatience); err != nil {
		return Case{}, err
	}
	return c.Case(ctx, a, row.ID)
}

// record writes the case down, once for each person and key, before anything
// runs: what is written here is started, if need be by Resume.
func (c *Casework) record(ctx context.Context, a Actor, in Start, r *release.Release) (models.Case, error) {
	bindings, err := c.bind(ctx, r, in.Agencies)
	if err != nil {
		return models.Case{}, err
	}
	id := models.CaseID(models.NewID())
	if in.Key != "" {
		id = models.CaseID(uuid.NewSHA1(uuid.NameSpaceOID, []byte(keyed(a.Person, in.Key))).String())
		if known, err := c.Store.Case(ctx, id); err == nil {
			return known, nil
		}
	}
	if err := c.certified(ctx, r); err != nil {
		return models.Case{}, err
	}
	row := models.Case{ID: id, CaseType: in.CaseType, Release: r.Hash, Person: a.Person, State: models.CaseStarting, StartedAt: now()}
	row, err = c.Store.CreateCase(ctx, row, bindings)
	if models.KindOf(err) == models.KindConflict && in.Key != "" {
		return c.Store.Case(ctx, id) // the same request came twice at once
	}
	return row, err
}

// run starts the case's workflow; a workflow that runs already is left alone.
func (c *Casework) run(ctx context.Context, row models.Case) error {
	return c.Workflows.Start(ctx, workflows.Input{
		Case: row.ID, Release: row.Release,
		Variables: map[string]any{"caseNumber": row.Number},
	})
}

// Resume starts the workflows of cases that were recorded but never seen to run,
// because something failed between the two.
func (c *Casework) Resume(ctx context.Context) error {
	rows, err := c.Store.StartingCases(ctx, now().Add(-startPatience), resumeAtOnce)
	for _, row := range rows {
		err = errors.Join(err, c.run(ctx, row))
	}
	return err
}

// bind says which agency plays each role: the one that was chosen, or the only
// one there is.
func (c *Casework) bind(ctx context.Context, r *release.Release, chosen map[models.AgencyRole]models.AgencyID) ([]models.Binding, error) {
	agencies, err := c.agenciesByRole(ctx)
	if err != nil {
		return nil, err
	}
	var bindings []models.Binding
	invalid := models.Problemf(models.KindInvalid, "choose-agency", "say which agency plays each role")
	for _, role := range agencyRoles(r) {
		agency, rule := pick(agencies[role], chosen[role])
		if rule != "" {
			invalid.Fields = append(invalid.Fields, models.FieldProblem{Field: "agency:" + string(role), Rule: rule})
			continue
		}
		bindings = append(bindings, models.Binding{Role: role, Agency: agency})
	}
	if len(invalid.Fields) > 0 {
		return nil, invalid
	}
	return bindings, nil
}

// pick is the chosen agency, or the rule that the choice breaks.
func pick(agencies []models.Agency, chosen models.AgencyID) (models.AgencyID, string) {
	switch {
	case len(agencies) == 0:
		return "", "nobody"
	case chosen == "" && len(agencies) == 1:
		return agencies[0].ID, ""
	case chosen == "":
		return "", "required"
	}
	for _, agency := range agencies {
		if agency.ID == chosen {
			return chosen, ""
		}
	}
	return "", "option"
}

func (c *Casework) agenciesByRole(ctx context.Context) (map[models.AgencyRole][]models.Agency, error) {
	all, err := c.Store.Agencies(ctx)
	if err != nil {
		return nil, err
	}
	byRole := map[models.AgencyRole][]models.Agency{}
	for _, agency := range all {
		byRole[agency.Role] = append(byRole[agency.Role], agency)
	}
	return byRole, nil
}

// agencyRoles are the roles of a release that agencies play.
func agencyRoles(r *release.Release) []models.AgencyRole {
	var roles []models.AgencyRole
	for _, role := range r.Roles() {
		if name := models.AgencyRole(role.Name); name != models.RoleApplicant {
			roles = append(roles, name)
		}
	}
	return roles
}

func roleName(a Actor, r *release.Release, role models.AgencyRole) string {
	return r.Text(a.Locale, "role."+string(role)+".name")
}

func agencyLine(a Actor, agency models.Agency) AgencyLine {
	return AgencyLine{ID: agency.ID, Role: agency.Role, Name: agency.Name.In(a.Locale), Place: agency.Place}
}

// ImportAgencies adds or changes agencies; it is what the command line does for
// the city's IT.
func (c *Casework) ImportAgencies(ctx context.Context, agencies []models.Agency) error {
	return c.Store.UpsertAgencies(ctx, agencies...)
}
