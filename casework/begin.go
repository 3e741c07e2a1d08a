package casework

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"handinhand/models"
	"handinhand/process/bpmn"
	"handinhand/process/finding"
	"handinhand/process/release"
	"handinhand/store"
	"handinhand/workflows"
)

// errNoBeginning says that no start event of the current release takes what happened
// (any more).
var errNoBeginning = errors.New("no start event of the current release takes it")

// beginnings are the start events of a release that need nobody.
func beginnings(r *release.Release) []models.Beginning {
	var rows []models.Beginning
	for _, b := range r.Beginnings() {
		row := models.Beginning{CaseType: r.CaseType, Element: b.Element, Trigger: b.Trigger, Release: r.Hash, Role: models.AgencyRole(b.Role)}
		switch b.Kind {
		case bpmn.MessageTrigger:
			row.Kind, row.Name = models.ByMessage, b.Message
		case bpmn.SignalTrigger:
			row.Kind, row.Name = models.BySignal, b.Signal
		case bpmn.TimerTrigger:
			row.Kind, row.Name, row.Form = models.ByTimer, b.Timer, string(b.Form)
		default:
			continue
		}
		rows = append(rows, row)
	}
	return rows
}

// rivals finds messages that begin cases of another process already: a message is for
// one case, so nobody could say which.
func rivals(ctx context.Context, tx *store.Store, r *release.Release) ([]finding.Finding, error) {
	var found []finding.Finding
	for _, b := range beginnings(r) {
		if b.Kind != models.ByMessage {
			continue
		}
		others, err := tx.RivalBeginnings(ctx, b.Name, r.CaseType)
		if err != nil {
			return nil, err
		}
		for _, other := range others {
			found = append(found, finding.Finding{Severity: finding.Error, Element: b.Element, Rule: "message-start-twice",
				Message: finding.At(draftProcess, finding.Say("the message %q begins a case of %s already; a message is for one case, so give it another name", b.Name, other))})
		}
	}
	return found, nil
}

// happened is what begins a case without a person at a page.
type happened struct {
	id        string // the same for the same
	fits      func(b models.Beginning) bool
	origin    models.Case     // that it came from; zero: none
	agency    models.AgencyID // whose system sent it; "" none
	person    models.PersonID // whose case it is
	variables map[string]any
}

// begin begins a case of a type, exactly once for what happened: its id is made of
// it. The case is under the current release, which needs a certificate as ever.
func (c *Casework) begin(ctx context.Context, caseType string, h happened) error {
	ctx = store.As(ctx, asWorker)
	id := models.CaseID(uuid.NewSHA1(uuid.NameSpaceOID, []byte("begin\x00"+caseType+"\x00"+h.id)).String())
	row, err := c.Store.Case(ctx, id)
	if models.KindOf(err) == models.KindNotFound && err != nil {
		row, err = c.recordBegun(ctx, id, caseType, h)
	}
	if err != nil || row.State != models.CaseStarting {
		return err
	}
	r, err := c.release(ctx, row.Release)
	if err != nil {
		return err
	}
	b, ok := fitting(r, h)
	if !ok {
		return models.Problemf(models.KindInternal, "internal", "the case %s cannot begin where it was to", id)
	}
	variables := workflows.Variables{"caseNumber": row.Number}
	for name, v := range h.variables {
		if r.Reads(name) {
			variables[name] = v
		}
	}
	return c.Workflows.Start(ctx, workflows.Input{Case: id, Release: row.Release, Variables: variables, Begins: &workflows.Begins{Element: b.Element, Trigger: b.Trigger}})
}

func fitting(r *release.Release, h happened) (models.Beginning, bool) {
	for _, b := range beginnings(r) {
		if h.fits(b) {
			return b, true
		}
	}
	return models.Beginning{}, false
}

// recordBegun writes the case down before it runs.
func (c *Casework) recordBegun(ctx context.Context, id models.CaseID, caseType string, h happened) (models.Case, error) {
	current, err := c.Store.CaseType(ctx, caseType)
	if err != nil {
		return models.Case{}, err
	}
	r, err := c.release(ctx, current.Release)
	if err != nil {
		return models.Case{}, err
	}
	b, ok := fitting(r, h)
	if !ok {
		return models.Case{}, errNoBeginning
	}
	if err := c.certified(ctx, r); err != nil {
		return models.Case{}, err
	}
	bindings, err := c.bindBegun(ctx, r, h)
	if err != nil {
		return models.Case{}, err
	}
	row := models.Case{ID: id, CaseType: caseType, Release: r.Hash, Person: h.person, State: models.CaseStarting, StartedAt: now(), BegunBy: b.Element}
	row, err = c.Store.CreateCase(ctx, row, bindings)
	if models.KindOf(err) == models.KindConflict {
		return c.Store.Case(ctx, id) // another one was first
	}
	return row, err
}

// bindBegun says which agency plays each role: the one that sent what happened, else
// the one of the case that it came from, else the only one there is.
func (c *Casework) bindBegun(ctx context.Context, r *release.Release, h happened) ([]models.Binding, error) {
	chosen := map[models.AgencyRole]models.AgencyID{}
	if h.origin.ID != "" {
		rows, err := c.Store.Bindings(ctx, h.origin.ID)
		if err != nil {
			return nil, err
		}
		for _, b := range rows {
			chosen[b.Role] = b.Agency
		}
	}
	if h.agency != "" {
		agencies, err := c.Store.Agencies(ctx)
		if err != nil {
			return nil, err
		}
		for _, a := range agencies {
			if a.ID == h.agency {
				chosen[a.Role] = a.ID
			}
		}
	}
	return c.bind(ctx, r, chosen)
}

// nobody is whose cases are that timers begin: a person that nobody can sign in as.
const nobody = "nobody"

// BeginByTimer begins the case of one firing of a timer, exactly once. A timer that
// the current release does not have any more begins nothing.
func (c *Casework) BeginByTimer(ctx context.Context, at models.Firing) error {
	person, err := c.Store.EnsurePerson(ctx, "platform", nobody, "de")
	if err != nil {
		return err
	}
	err = c.begin(ctx, at.CaseType, happened{
		id: at.WorkflowID(), person: person.ID,
		fits: func(b models.Beginning) bool {
			return b.Kind == models.ByTimer && b.Element == at.Element && b.Trigger == at.Trigger
		},
	})
	if errors.Is(err, errNoBeginning) {
		return nil
	}
	return err
}

// Timers are what timers of the current releases begin cases, with when they do.
func (c *Casework) Timers(ctx context.Context) ([]workflows.Timer, error) {
	rows, err := c.Store.Beginnings(ctx, models.ByTimer, "")
	if err != nil {
		return nil, err
	}
	var all []workflows.Timer
	for _, row := range rows {
		b := release.Beginning{}
		b.Timer, b.Form = row.Name, bpmn.TimerForm(row.Form)
		schedule, err := b.Schedule(row.Since)
		if err != nil {
			return nil, err
		}
		all = append(all, workflows.Timer{Firing: models.Firing{CaseType: row.CaseType, Element: row.Element, Trigger: row.Trigger}, Release: row.Release, Since: row.Since, Schedule: schedule})
	}
	return all, nil
}
