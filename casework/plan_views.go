package casework

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"handinhand/models"
	"handinhand/policy"
	"handinhand/process/release"
	"handinhand/store"
)

// PlanLine is a plan in a list. Persons are ids: the platform keeps no names.
type PlanLine struct {
	ID       models.PlanID    `json:"id"`
	CaseType string           `json:"caseType"`
	Name     string           `json:"name"` // of the process
	From     string           `json:"from"`
	To       string           `json:"to"`
	State    models.PlanState `json:"state"`
	MadeBy   models.PersonID  `json:"madeBy"`
	MadeAt   time.Time        `json:"madeAt"`
	Counts   PlanCounts       `json:"counts"`
}

// PlanCounts are the cases of a plan by what became of them, or would.
type PlanCounts struct {
	All       int64 `json:"all"`
	Due       int64 `json:"due"` // their turn has not come
	WouldMove int64 `json:"wouldMove"`
	Moved     int64 `json:"moved"`
	Stays     int64 `json:"stays"` // a rule keeps them
	Stuck     int64 `json:"stuck"` // they cannot go over
	Left      int64 `json:"left"`  // they ended, or went elsewhere by other means
}

// Plan is a plan with the report of its dry run or its batch.
type Plan struct {
	PlanLine
	Wish      PlanWish       `json:"wish"` // what it says
	Why       string         `json:"why,omitempty"`
	Tried     bool           `json:"tried"`
	Large     bool           `json:"large"` // somebody else than who wrote it has to start it
	Deeds     []PlanDeed     `json:"deeds"` // what the reader can do with it now
	Positions []PlanPosition `json:"positions"`
	Obstacles []PlanObstacle `json:"obstacles"` // what stands in the way, most cases first
	Journal   []PlanEvent    `json:"journal"`
}

// PlanPosition is how many cases that stood at some steps have one result. Rule is
// why they stay.
type PlanPosition struct {
	Result models.PlanResult `json:"result"`
	At     []ElementName     `json:"at"`
	Rule   string            `json:"rule,omitempty"`
	Cases  int64             `json:"cases"`
}

// ElementName is an element as people call it.
type ElementName struct {
	Element string `json:"element"`
	Name    string `json:"name"`
}

// PlanObstacle is why cases cannot go over. "agency:ROLE" is a role that needs an
// agency; no element, that the case itself did not answer.
type PlanObstacle struct {
	ElementName
	Reason string   `json:"reason"`
	Code   string   `json:"code,omitempty" doc:"Names the reason."`
	With   []string `json:"with,omitempty" doc:"What the reason is about."`
	Cases  int64    `json:"cases"`
}

// PlanEvent is a line of a plan's journal; By is empty for the platform itself.
type PlanEvent struct {
	At   time.Time       `json:"at"`
	Kind string          `json:"kind"` // made, try, tried, start, pause, resume, halted, stop, done
	By   models.PersonID `json:"by,omitempty"`
	Note string          `json:"note,omitempty"`
	// Counts are what the note says, of a dry run or a batch that came to its end.
	Counts *PlanCounts `json:"counts,omitempty"`
}

// PlanCase is what became of a case under a plan, or would.
type PlanCase struct {
	Case   models.CaseID     `json:"case"`
	Number string            `json:"number"`
	Result models.PlanResult `json:"result"` // "" while its turn has not come
	At     []ElementName     `json:"at"`     // where it stood
	Rule   string            `json:"rule,omitempty"`
	Stuck  []StuckStep       `json:"stuck"`
	Time   *time.Time        `json:"time,omitempty"`
}

func countPlan(tallies []store.PlanTally) PlanCounts {
	var n PlanCounts
	of := map[models.PlanResult]*int64{
		models.ResultDue: &n.Due, models.ResultWouldMove: &n.WouldMove, models.ResultMoved: &n.Moved,
		models.ResultStays: &n.Stays, models.ResultStuck: &n.Stuck, models.ResultLeft: &n.Left,
	}
	for _, t := range tallies {
		n.All += t.Cases
		*of[t.Result] += t.Cases
	}
	return n
}

const countsNote = "all %d, would move %d, moved %d, stay %d, stuck %d, left %d"

// note is the counts for a plan's journal.
func (n PlanCounts) note() string {
	return fmt.Sprintf(countsNote, n.All, n.WouldMove, n.Moved, n.Stays, n.Stuck, n.Left)
}

// rulesNote is how many cases each rule keeps, for a plan's journal.
func rulesNote(tallies []store.PlanTally) string {
	kept := map[string]int64{}
	for _, t := range tallies {
		if t.Rule != "" {
			kept[t.Rule] += t.Cases
		}
	}
	var rules []string
	for _, rule := range sortedKeys(kept) {
		rules = append(rules, fmt.Sprintf("%s %d", rule, kept[rule]))
	}
	if len(rules) == 0 {
		return ""
	}
	return " (" + strings.Join(rules, ", ") + ")"
}

// noted are the counts that a line of a journal holds; nil if it holds something else.
func noted(note string) *PlanCounts {
	var n PlanCounts
	if _, err := fmt.Sscanf(note, countsNote, &n.All, &n.WouldMove, &n.Moved, &n.Stays, &n.Stuck, &n.Left); err != nil {
		return nil
	}
	return &n
}

// Plan is a plan with its report.
func (c *Casework) Plan(ctx context.Context, a Actor, id models.PlanID) (Plan, error) {
	ctx = acting(ctx, a)
	if _, err := c.plan(ctx, a, id); err != nil {
		return Plan{}, err
	}
	return c.planView(ctx, a, id)
}

// Plans are the plans of a process, newest first.
func (c *Casework) Plans(ctx context.Context, a Actor, caseType string, p Page) (List[PlanLine], error) {
	ctx = acting(ctx, a)
	if err := c.may(a, policy.PlanMigration, policy.Platform()); err != nil {
		return List[PlanLine]{}, err
	}
	rows, err := c.Store.PlansOfType(ctx, caseType, store.Page(p))
	if err != nil {
		return List[PlanLine]{}, err
	}
	out := List[PlanLine]{Items: []PlanLine{}, Next: rows.Next}
	for _, row := range rows.Items {
		r, err := c.release(ctx, row.To)
		if err != nil {
			return out, err
		}
		tallies, err := c.Store.PlanTallies(ctx, row.ID)
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, planLine(a, r, row, tallies))
	}
	return out, nil
}

func planLine(a Actor, to *release.Release, row models.MigrationPlan, tallies []store.PlanTally) PlanLine {
	return PlanLine{ID: row.ID, CaseType: row.CaseType, Name: to.Text(a.Locale, "process.name"), From: row.From, To: row.To, State: row.State,
		MadeBy: row.MadeBy, MadeAt: row.MadeAt, Counts: countPlan(tallies)}
}

func (c *Casework) planView(ctx context.Context, a Actor, id models.PlanID) (Plan, error) {
	row, err := c.Store.Plan(ctx, id)
	if err != nil {
		return Plan{}, err
	}
	from, err := c.release(ctx, row.From)
	if err != nil {
		return Plan{}, err
	}
	to, err := c.release(ctx, row.To)
	if err != nil {
		return Plan{}, err
	}
	tallies, err := c.Store.PlanTallies(ctx, id)
	if err != nil {
		return Plan{}, err
	}
	view := Plan{PlanLine: planLine(a, to, row, tallies), Why: row.Why, Tried: row.Tried, Positions: []PlanPosition{}, Obstacles: []PlanObstacle{}, Journal: []PlanEvent{}}
	view.Wish = PlanWish{row.From, row.To, row.Elements, row.Agencies, row.Recompute, row.Picked, row.Rules, row.Notice, row.PerStep}
	for _, t := range tallies {
		view.Positions = append(view.Positions, PlanPosition{t.Result, elementNames(a, from, t.Stands), t.Rule, t.Cases})
	}
	obstacles, err := c.Store.PlanObstacles(ctx, id)
	if err != nil {
		return Plan{}, err
	}
	for _, o := range obstacles {
		view.Obstacles = append(view.Obstacles, PlanObstacle{ElementName{o.Element, obstacleName(a, from, to, o.Element)}, o.Reason, o.Code, o.With, o.Cases})
	}
	events, err := c.Store.PlanEvents(ctx, id)
	if err != nil {
		return Plan{}, err
	}
	for _, e := range events {
		view.Journal = append(view.Journal, PlanEvent{e.At, e.Kind, e.By, e.Note, noted(e.Note)})
	}
	size, err := c.Store.PlanSize(ctx, row)
	view.Large = size > largePlan
	view.Deeds = c.planDeeds(a, row, view.Large)
	return view, err
}

// planDeeds are what a reader can do with a plan now.
func (c *Casework) planDeeds(a Actor, row models.MigrationPlan, large bool) []PlanDeed {
	deeds := []PlanDeed{}
	for _, deed := range []PlanDeed{TryPlan, StartPlan, PausePlan, ResumePlan, StopPlan} {
		d := planDeeds[deed]
		if slices.Contains(d.from, row.State) && (deed != StartPlan || row.Tried) && c.may(a, d.action, policy.Plan(row, large)) == nil {
			deeds = append(deeds, deed)
		}
	}
	return deeds
}

// elementNames reads the elements of a PlanCase's Stands.
func elementNames(a Actor, r *release.Release, stands string) []ElementName {
	names := []ElementName{}
	for _, element := range strings.Fields(stands) {
		names = append(names, ElementName{element, stepName(a, r, element)})
	}
	return names
}

func obstacleName(a Actor, from, to *release.Release, element string) string {
	if role, ok := strings.CutPrefix(element, "agency:"); ok {
		return roleName(a, to, models.AgencyRole(role))
	}
	return stepName(a, from, element)
}

// PlanCases are the cases of a plan with one result, or all.
func (c *Casework) PlanCases(ctx context.Context, a Actor, id models.PlanID, result models.PlanResult, p Page) (List[PlanCase], error) {
	ctx = acting(ctx, a)
	row, err := c.plan(ctx, a, id)
	if err != nil {
		return List[PlanCase]{}, err
	}
	from, err := c.release(ctx, row.From)
	if err != nil {
		return List[PlanCase]{}, err
	}
	to, err := c.release(ctx, row.To)
	if err != nil {
		return List[PlanCase]{}, err
	}
	rows, err := c.Store.PlanCases(ctx, id, result, store.Page(p))
	if err != nil {
		return List[PlanCase]{}, err
	}
	out := List[PlanCase]{Items: []PlanCase{}, Next: rows.Next}
	for _, x := range rows.Items {
		line := PlanCase{Case: x.Case, Number: x.Number, Result: x.Result, At: elementNames(a, from, x.Stands), Rule: x.Rule, Stuck: []StuckStep{}, Time: x.At}
		for _, s := range x.Stuck {
			line.Stuck = append(line.Stuck, StuckStep{s.Element, obstacleName(a, from, to, s.Element), s.Reason, s.Code, s.With})
		}
		out.Items = append(out.Items, line)
	}
	return out, nil
}
