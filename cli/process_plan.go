package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"

	"handinhand/casework"
	"handinhand/models"
)

// planLook is how often a command looks at a plan that it waits for.
const planLook = 500 * time.Millisecond

type writePlan struct {
	Config
	goingOver
	At            []string          `help:"Only cases that stand at one of these elements."`
	With          models.AgencyID   `help:"Only cases that this agency takes part in."`
	StartedFrom   day               `help:"Only cases that started on this day (UTC) or later."`
	StartedBefore day               `help:"Only cases that started before this day (UTC)."`
	KeepBefore    day               `help:"Cases that started before this day (UTC) stay."`
	KeepMilestone []string          `help:"Cases that have reached one of these milestones stay."`
	KeepPast      []string          `help:"Cases that have completed one of these elements stay."`
	KeepIncidents bool              `help:"Cases with an open incident stay."`
	Notice        map[string]string `mapsep:"none" help:"What applicants are told: de=TEXT; once for each language."`
	PerStep       int               `help:"Cases between two looks at whether to go on; 0 means 25."`
	JSON          bool              `name:"json" help:"Print the plan as JSON."`
}

// day is a day, or nothing.
type day struct{ time *time.Time }

// UnmarshalText reads a day as 2006-01-02.
func (d *day) UnmarshalText(text []byte) error {
	at, err := time.Parse(time.DateOnly, string(text))
	d.time = &at
	return err
}

// in is when the day begins in a zone.
func (d day) in(zone *time.Location) *time.Time {
	if d.time == nil {
		return nil
	}
	year, month, date := d.time.Date()
	at := time.Date(year, month, date, 0, 0, 0, 0, zone)
	return &at
}

func (w *writePlan) wish() casework.PlanWish {
	return casework.PlanWish{
		From: w.From, To: w.To, Elements: w.Map, Agencies: w.Agency, Recompute: w.Recompute, Notice: w.Notice, PerStep: w.PerStep,
		Picked: models.PickedCases{Positions: w.At, Agency: w.With, StartedFrom: w.StartedFrom.in(w.zone()), StartedBefore: w.StartedBefore.in(w.zone())},
		Rules:  models.StayRules{StartedBefore: w.KeepBefore.in(w.zone()), Milestones: w.KeepMilestone, Past: w.KeepPast, Incident: w.KeepIncidents},
	}
}

// Run writes the plan, waits for its dry run and prints the report. It fails when a
// case cannot go over.
func (w *writePlan) Run(ctx context.Context) error {
	return w.withPlans(ctx, func(ctx context.Context, work *casework.Casework, who casework.Actor) error {
		plan, err := work.MakePlan(ctx, who, w.wish())
		if err != nil {
			return err
		}
		if plan, err = work.DoPlan(ctx, who, plan.ID, casework.TryPlan); err != nil {
			return err
		}
		return waitPlan(ctx, work, who, plan, w.JSON)
	})
}

// withPlans does something as an operator.
func (c Config) withPlans(ctx context.Context, do func(context.Context, *casework.Casework, casework.Actor) error) error {
	ctx, cancel := c.withParent(ctx)
	defer cancel()
	work, who, done, err := c.operator(ctx)
	if err != nil {
		return err
	}
	defer done()
	return do(ctx, work, who)
}

// waitPlan waits until nobody is at work on a plan, and prints it. Whoever does not
// want to wait may interrupt: the plan goes on.
func waitPlan(ctx context.Context, work *casework.Casework, who casework.Actor, plan casework.Plan, raw bool) error {
	for plan.State.AtWork() {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(planLook):
		}
		var err error
		if plan, err = work.Plan(ctx, who, plan.ID); err != nil {
			return err
		}
		fmt.Fprintf(os.Stderr, "%s: %d of %d\n", plan.State, plan.Counts.All-plan.Counts.Due, plan.Counts.All)
	}
	tellPlan(plan, raw)
	if plan.Counts.Stuck > 0 {
		return errSaid
	}
	return nil
}

func tellPlan(p casework.Plan, raw bool) {
	if raw {
		text, _ := json.MarshalIndent(p, "", "  ") // texts, numbers and times always marshal
		fmt.Println(string(text))
		return
	}
	n := p.Counts
	fmt.Printf("%s  %s  %s  %.12s -> %.12s\n", p.ID, p.CaseType, p.State, p.From, p.To)
	fmt.Printf("%d cases: %d would go over, %d went over, %d stay by a rule, %d cannot, %d left, %d to come\n", n.All, n.WouldMove, n.Moved, n.Stays, n.Stuck, n.Left, n.Due)
	for _, at := range p.Positions {
		var names []string
		for _, e := range at.At {
			names = append(names, e.Element)
		}
		fmt.Printf("  %d at %s: %s %s\n", at.Cases, strings.Join(names, ", "), at.Result, at.Rule)
	}
	for _, o := range p.Obstacles {
		fmt.Printf("  %d at %s (%s): %s\n", o.Cases, o.Element, o.Name, o.Reason)
	}
	for _, e := range p.Journal {
		fmt.Printf("  %s %s %s %s\n", e.At.Format("2006-01-02 15:04 MST"), e.Kind, e.By, e.Note)
	}
	if p.Why != "" {
		fmt.Println("  it was halted: " + p.Why)
	}
}

type listPlans struct {
	Config
	Process string `arg:"" help:"Id of the process, which is a case type's."`
}

// Run prints a line for each plan, newest first.
func (l *listPlans) Run(ctx context.Context) error {
	return l.withPlans(ctx, func(ctx context.Context, work *casework.Casework, who casework.Actor) error {
		for cursor := ""; ; {
			list, err := work.Plans(ctx, who, l.Process, casework.Page{Cursor: cursor, Size: 100})
			if err != nil {
				return err
			}
			for _, p := range list.Items {
				fmt.Printf("%s  %s  %.12s -> %.12s  %s  %d of %d went over\n", p.ID, p.MadeAt.Format("2006-01-02 15:04 MST"), p.From, p.To, p.State, p.Counts.Moved, p.Counts.All)
			}
			if cursor = list.Next; cursor == "" {
				return nil
			}
		}
	})
}

// onePlan is a plan that a command is about.
type onePlan struct {
	Config
	ID   models.PlanID `arg:"" help:"Id of the plan."`
	JSON bool          `name:"json" help:"Print the plan as JSON."`
}

// does something with the plan; wait lets the command last as long as the plan is at
// work.
func (o *onePlan) does(ctx context.Context, deed casework.PlanDeed, wait bool) error {
	return o.withPlans(ctx, func(ctx context.Context, work *casework.Casework, who casework.Actor) error {
		plan, err := work.DoPlan(ctx, who, o.ID, deed)
		if err != nil {
			return err
		}
		if wait {
			return waitPlan(ctx, work, who, plan, o.JSON)
		}
		tellPlan(plan, o.JSON)
		return nil
	})
}

type showPlan struct {
	onePlan
	Cases  bool              `help:"Print each case too."`
	Result models.PlanResult `enum:",would-move,moved,stays,stuck,left" default:"" help:"Only cases with this result."`
}

// Run prints the plan, and its cases where asked for.
func (s *showPlan) Run(ctx context.Context) error {
	return s.withPlans(ctx, func(ctx context.Context, work *casework.Casework, who casework.Actor) error {
		plan, err := work.Plan(ctx, who, s.ID)
		if err != nil {
			return err
		}
		tellPlan(plan, s.JSON)
		for cursor := ""; s.Cases; {
			list, err := work.PlanCases(ctx, who, s.ID, s.Result, casework.Page{Cursor: cursor, Size: 100})
			if err != nil {
				return err
			}
			for _, c := range list.Items {
				fmt.Printf("%s %s %s\n", c.Number, c.Result, c.Rule)
			}
			if cursor = list.Next; cursor == "" {
				break
			}
		}
		return nil
	})
}

type (
	tryPlan   struct{ onePlan }
	startPlan struct {
		onePlan
		Wait bool `help:"Wait until the batch is over, or somebody pauses it."`
	}
	pausePlan  struct{ onePlan }
	resumePlan struct {
		onePlan
		Wait bool `help:"Wait until the batch is over, or somebody pauses it."`
	}
	stopPlan struct{ onePlan }
)

// Run tries the plan and waits for the report.
func (p *tryPlan) Run(ctx context.Context) error { return p.does(ctx, casework.TryPlan, true) }

// Run starts the batch.
func (p *startPlan) Run(ctx context.Context) error { return p.does(ctx, casework.StartPlan, p.Wait) }

// Run pauses the batch.
func (p *pausePlan) Run(ctx context.Context) error { return p.does(ctx, casework.PausePlan, false) }

// Run lets the batch go on.
func (p *resumePlan) Run(ctx context.Context) error { return p.does(ctx, casework.ResumePlan, p.Wait) }

// Run stops the batch.
func (p *stopPlan) Run(ctx context.Context) error { return p.does(ctx, casework.StopPlan, false) }
