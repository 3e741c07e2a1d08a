package casework

import (
	"cmp"
	"context"
	"fmt"

	"handinhand/models"
	"handinhand/policy"
	"handinhand/process/release"
	"handinhand/store"
	"handinhand/workflows"
)

// Processes are the published processes with their figures.
func (c *Casework) Processes(ctx context.Context, a Actor) ([]ProcessLine, error) {
	ctx = acting(ctx, a)
	if err := c.may(a, policy.ViewProcesses, policy.Platform()); err != nil {
		return nil, err
	}
	types, err := c.Store.CaseTypes(ctx)
	if err != nil {
		return nil, err
	}
	lines := []ProcessLine{}
	for _, t := range types {
		line, _, err := c.processLine(ctx, a, t)
		if err != nil {
			return nil, err
		}
		lines = append(lines, line)
	}
	return lines, nil
}

func (c *Casework) processLine(ctx context.Context, a Actor, t models.CaseType) (ProcessLine, *release.Release, error) {
	r, err := c.release(ctx, t.Release)
	if err != nil {
		return ProcessLine{}, nil, err
	}
	row, err := c.Store.Release(ctx, t.Release)
	if err != nil {
		return ProcessLine{}, nil, err
	}
	line := ProcessLine{
		ID: t.ID, Name: r.Text(a.Locale, "process.name"), Summary: r.Text(a.Locale, "process.summary"), Release: t.Release, PublishedAt: row.PublishedAt,
	}
	doubt, err := c.doubt(ctx, r)
	if err != nil {
		return ProcessLine{}, nil, err
	}
	if doubt != nil {
		line.Doubt = doubt.Error()
	}
	counts, err := c.Store.CountsByCaseType(ctx)
	for _, n := range counts {
		if n.CaseType == t.ID {
			line.Running, line.Ended, line.Incidents = int(n.Running), int(n.Ended), int(n.Incidents)
		}
	}
	return line, r, err
}

// Process is a published process with its diagram and its cases, newest first.
func (c *Casework) Process(ctx context.Context, a Actor, id string, p Page) (Process, error) {
	ctx = acting(ctx, a)
	if err := c.may(a, policy.ViewProcesses, policy.Platform()); err != nil {
		return Process{}, err
	}
	t, err := c.Store.CaseType(ctx, id)
	if err != nil {
		return Process{}, err
	}
	line, r, err := c.processLine(ctx, a, t)
	if err != nil {
		return Process{}, err
	}
	rows, err := c.Store.CasesOfType(ctx, id, store.Page(p))
	if err != nil {
		return Process{}, err
	}
	cases, err := c.ownerLines(ctx, a, rows.Items)
	return Process{ProcessLine: line, BPMN: string(r.BPMN), Steps: outline(a, r), Switches: switchLines(a, r, now()), Cases: List[OwnerCaseLine]{Items: cases, Next: rows.Next}}, err
}

// ownerLines are cases without anything personal.
func (c *Casework) ownerLines(ctx context.Context, a Actor, rows []models.Case) ([]OwnerCaseLine, error) {
	ids := make([]models.CaseID, len(rows))
	for i, row := range rows {
		ids[i] = row.ID
	}
	tokens, err := c.Store.Tokens(ctx, ids...)
	if err != nil {
		return nil, err
	}
	incidents, err := c.Store.IncidentsOfCases(ctx, ids...)
	if err != nil {
		return nil, err
	}
	lines := []OwnerCaseLine{}
	for _, row := range rows {
		r, err := c.release(ctx, row.Release)
		if err != nil {
			return nil, err
		}
		line := OwnerCaseLine{ID: row.ID, Number: row.Number, State: row.State, Outcome: row.Outcome, At: []string{}, StartedAt: row.StartedAt}
		for _, token := range tokens {
			if token.Case == row.ID {
				line.At = append(line.At, r.Text(a.Locale, "element."+token.Element+".name"))
			}
		}
		for _, incident := range incidents {
			line.Incident = line.Incident || incident.Case == row.ID
		}
		lines = append(lines, line)
	}
	return lines, nil
}

// outline is every step of a process that someone or something does, in the
// order of the file.
func outline(a Actor, r *release.Release) []ProcessStep {
	steps := []ProcessStep{}
	for _, element := range r.Elements() {
		name := optionalText(a, r, "element."+element.ID+".name")
		if name == "" {
			name = element.Name
		}
		if name == "" {
			continue // gateways without a question say nothing to a reader
		}
		role := models.AgencyRole(r.Role(element))
		steps = append(steps, ProcessStep{Element: element.ID, Kind: string(element.Kind), Name: name, Role: role, RoleName: roleName(a, r, role), Called: called(r, element.ID)})
	}
	return steps
}

// called is the process within the case that an element belongs to, as its file calls
// it; "" for the case's own.
func called(r *release.Release, element string) string {
	for _, d := range r.Called {
		if _, in := d.Element(element); in {
			return cmp.Or(d.Name, d.ID)
		}
	}
	return ""
}

// Incidents are all stuck tokens, oldest first.
func (c *Casework) Incidents(ctx context.Context, a Actor, p Page) (List[IncidentLine], error) {
	ctx = acting(ctx, a)
	if err := c.may(a, policy.ViewIncidents, policy.Platform()); err != nil {
		return List[IncidentLine]{}, err
	}
	rows, err := c.Store.OpenIncidents(ctx, store.Page(p))
	if err != nil {
		return List[IncidentLine]{}, err
	}
	out := List[IncidentLine]{Items: []IncidentLine{}, Next: rows.Next}
	for _, row := range rows.Items {
		r, err := c.release(ctx, row.Release)
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, incidentLine(a, r, row.Number, row.Incident))
	}
	return out, nil
}

func incidentLine(a Actor, r *release.Release, number string, i models.Incident) IncidentLine {
	return IncidentLine{
		Case: i.Case, Number: number, Key: i.Key, Element: i.Element, Name: r.Text(a.Locale, "element."+i.Element+".name"),
		Cause: i.Cause, Attempts: i.Attempts, OpenedAt: i.OpenedAt,
	}
}

// RetryIncident lets a stuck token try again.
func (c *Casework) RetryIncident(ctx context.Context, a Actor, id models.CaseID, key int64) (err error) {
	ctx = acting(ctx, a)
	defer c.noteRefusal(ctx, a, refusal{action: policy.RetryIncident, kase: id}, &err)
	row, err := c.Store.Case(ctx, id)
	if err != nil {
		return err
	}
	if err := c.may(a, policy.RetryIncident, policy.Case(row)); err != nil {
		return err
	}
	incident, err := c.Store.Incident(ctx, id, key)
	if err != nil {
		return err
	}
	// An incident that comes back has the same key: its opening makes the retry unique.
	update := fmt.Sprintf("retry/%d/%d", key, incident.OpenedAt.UnixMicro())
	_, err = c.Workflows.Retry(ctx, id, update, workflows.RetryIncident{Key: key, Doer: doer(a, policy.RetryIncident)})
	return err
}
