package casework

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"handinhand/models"
	"handinhand/policy"
	"handinhand/process/engine"
	"handinhand/process/release"
)

// Diagram is where a case stands on its process, how it came there and what moved it.
type Diagram struct {
	Case      OwnerCaseLine   `json:"case"`
	CaseType  string          `json:"caseType"`
	Name      string          `json:"name"`
	Release   string          `json:"release"`
	BPMN      string          `json:"bpmn"`
	Steps     []ProcessStep   `json:"steps"`
	Taken     []string        `json:"taken"` // flows taken
	Tokens    []TokenLine     `json:"tokens"`
	Visits    []Visit         `json:"visits"` // when elements were entered and left, oldest first
	Incidents []IncidentLine  `json:"incidents"`
	Variables []VariableShown `json:"variables"`
	Moves     []CaseMove      `json:"moves"` // plans that took the case to another release, newest first
	Deaf      bool            `json:"deaf"`  // the case did not say its variables now
}

// Visit is one stay at an element. Where several go on at the same time at one
// element, the first to be entered counts as the first to be left.
type Visit struct {
	ElementName
	Called    string     `json:"called,omitempty"` // see ProcessStep
	EnteredAt time.Time  `json:"enteredAt"`
	LeftAt    *time.Time `json:"leftAt,omitempty"`
	How       string     `json:"how"` // here, completed or cancelled
}

// VariableShown is a variable that the process reads. Only a switch, which is about
// nobody, has its value; of all others is said whose item they belong to, if they
// belong to one.
type VariableShown struct {
	VariableLine
	Masked bool `json:"masked"`
	Value  any  `json:"value,omitempty"`
}

// CaseMove is a plan that took a case to another release.
type CaseMove struct {
	Plan models.PlanID `json:"plan"`
	From string        `json:"from"`
	To   string        `json:"to"`
	At   time.Time     `json:"at"`
}

// switchPatience is how long a page waits for a case to say its switches.
const switchPatience = 2 * time.Second

// Diagram is where a case stands on its process: tokens, the way it took and when,
// incidents, and what is about nobody of its variables; nothing personal.
func (c *Casework) Diagram(ctx context.Context, a Actor, id models.CaseID) (Diagram, error) {
	ctx = acting(ctx, a)
	row, err := c.Store.Case(ctx, id)
	if err != nil {
		return Diagram{}, err
	}
	if err := c.may(a, policy.ViewDiagram, policy.Case(row)); err != nil {
		return Diagram{}, err
	}
	r, err := c.release(ctx, row.Release)
	if err != nil {
		return Diagram{}, err
	}
	lines, err := c.ownerLines(ctx, a, []models.Case{row})
	if err != nil {
		return Diagram{}, err
	}
	view := Diagram{Case: lines[0], CaseType: row.CaseType, Name: r.Text(a.Locale, "process.name"), Release: row.Release, BPMN: string(r.BPMN), Steps: outline(a, r)}
	if err := c.trail(ctx, a, r, row, &view); err != nil {
		return Diagram{}, err
	}
	c.showVariables(ctx, a, r, row, &view)
	return view, c.moves(ctx, row, &view)
}

// trail says where the case stands, and how it came there.
func (c *Casework) trail(ctx context.Context, a Actor, r *release.Release, row models.Case, view *Diagram) error {
	journal, err := c.Store.Journal(ctx, row.ID)
	if err != nil {
		return err
	}
	tokens, err := c.Store.Tokens(ctx, row.ID)
	if err != nil {
		return err
	}
	incidents, err := c.Store.IncidentsOfCases(ctx, row.ID)
	if err != nil {
		return err
	}
	states, taken := way(journal)
	view.Taken, view.Visits, view.Tokens, view.Incidents = taken, visits(a, r, journal, row), []TokenLine{}, []IncidentLine{}
	for _, t := range tokens {
		states[t.Element] = "here"
		view.Tokens = append(view.Tokens, TokenLine{t.Key, t.Element, stepName(a, r, t.Element), t.Since})
	}
	for _, i := range incidents {
		states[i.Element] = "incident"
		view.Incidents = append(view.Incidents, incidentLine(a, r, row.Number, i))
	}
	for i := range view.Steps {
		view.Steps[i].State = states[view.Steps[i].Element]
	}
	return nil
}

// way is what a journal says: the elements that were done, the flows taken.
func way(journal []models.JournalEntry) (states map[string]string, taken []string) {
	states, taken = map[string]string{}, []string{}
	seen := map[string]bool{}
	for _, entry := range journal {
		switch engine.RecordKind(entry.Kind) {
		case engine.RecordCompleted:
			states[entry.Element] = "done"
		case engine.RecordTaken:
			if !seen[entry.Element] {
				seen[entry.Element] = true
				taken = append(taken, entry.Element)
			}
		}
	}
	return states, taken
}

// visits pairs the lines of a journal that say that an element was entered with those
// that say that it was left. A case that went over may have left an element under
// another name: then it was left when it went over.
func visits(a Actor, r *release.Release, journal []models.JournalEntry, row models.Case) []Visit {
	all, open := []Visit{}, map[string][]int{}
	leave := func(at int, when time.Time, how string) { all[at].LeftAt, all[at].How = &when, how }
	for _, e := range journal {
		switch kind := engine.RecordKind(e.Kind); kind {
		case engine.RecordEntered:
			open[e.Element] = append(open[e.Element], len(all))
			all = append(all, Visit{ElementName: ElementName{e.Element, stepName(a, r, e.Element)}, Called: called(r, e.Element), EnteredAt: e.At, How: "here"})
		case engine.RecordCompleted, engine.RecordCancelled:
			if waiting := open[e.Element]; len(waiting) > 0 {
				leave(waiting[0], e.At, e.Kind)
				open[e.Element] = waiting[1:]
			}
		case engine.RecordMigrated:
			for _, element := range sortedKeys(open) {
				if _, still := r.Element(element); still {
					continue
				}
				for _, at := range open[element] {
					leave(at, e.At, e.Kind)
				}
				delete(open, element)
			}
		}
	}
	if row.EndedAt != nil {
		for _, element := range sortedKeys(open) {
			for _, at := range open[element] {
				leave(at, *row.EndedAt, string(engine.RecordCancelled))
			}
		}
	}
	return all
}

// showVariables says which variables the process reads. Only the values of switches
// leave the case.
func (c *Casework) showVariables(ctx context.Context, a Actor, r *release.Release, row models.Case, view *Diagram) {
	view.Variables = []VariableShown{}
	values := switched(r, row, now())
	if row.State == models.CaseRunning && slices.ContainsFunc(r.OfNobody(), r.Reads) {
		ctx, cancel := context.WithTimeout(ctx, switchPatience)
		defer cancel()
		said, err := c.Workflows.Switches(ctx, row.ID)
		view.Deaf = err != nil
		maps.Copy(values, said) // what somebody set in the case goes first
	}
	for _, line := range settable(a, r) {
		shown := VariableShown{VariableLine: line, Masked: !slices.Contains(r.OfNobody(), line.Name)}
		if !shown.Masked {
			shown.Value = values[line.Name]
		}
		view.Variables = append(view.Variables, shown)
	}
	slices.SortStableFunc(view.Variables, func(x, y VariableShown) int { return cmp.Compare(x.Item, y.Item) })
}

// moves are the plans that took the case over.
func (c *Casework) moves(ctx context.Context, row models.Case, view *Diagram) error {
	view.Moves = []CaseMove{}
	rows, err := c.Store.PlansOfCase(ctx, row.ID)
	if err != nil {
		return err
	}
	for _, moved := range rows {
		plan, err := c.Store.Plan(ctx, moved.Plan)
		if err != nil {
			return err
		}
		move := CaseMove{Plan: plan.ID, From: plan.From, To: plan.To}
		if moved.At != nil {
			move.At = *moved.At
		}
		view.Moves = append(view.Moves, move)
	}
	return nil
}
