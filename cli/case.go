package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"handinhand/casework"
	"handinhand/models"
)

type caseCommand struct {
	Show    showCaseCommand    `cmd:"" help:"Print where a case stands and what can be done to it; nothing personal."`
	Modify  modifyCaseCommand  `cmd:"" help:"End and begin steps of a case and set variables, all at once."`
	Migrate migrateCaseCommand `cmd:"" help:"Take one case over to another release."`
	Choose  chooseStepCommand  `cmd:"" help:"Begin a step of an ad-hoc sub-process."`
	Retry   retryCommand       `cmd:"" help:"Try the step of an incident again."`
}

// oneCase is a case that a command is about.
type oneCase struct {
	Config
	Number string `arg:"" help:"Number of the case, or its id."`
}

// with does something to the case as an operator.
func (o *oneCase) with(ctx context.Context, do func(context.Context, *casework.Casework, casework.Actor, models.CaseID) error) error {
	ctx, cancel := o.withParent(ctx)
	defer cancel()
	work, who, done, err := o.operator(ctx)
	if err != nil {
		return err
	}
	defer done()
	id := models.CaseID(o.Number)
	if !models.ValidID(o.Number) {
		if id, err = work.CaseByNumber(ctx, who, o.Number); err != nil {
			return err
		}
	}
	return do(ctx, work, who, id)
}

type showCaseCommand struct{ oneCase }

// Run prints the levers of the case.
func (s *showCaseCommand) Run(ctx context.Context) error {
	return s.with(ctx, func(ctx context.Context, work *casework.Casework, who casework.Actor, id models.CaseID) error {
		v, err := work.Levers(ctx, who, id)
		if err != nil {
			return err
		}
		fmt.Printf("%s  %s  %s  release %.12s\n", v.Case.Number, v.CaseType, v.Case.State, v.Release)
		for _, t := range v.Tokens {
			fmt.Printf("  token %d at %s (%s) since %s\n", t.Key, t.Element, t.Name, t.Since.Format("2006-01-02 15:04"))
		}
		for _, c := range v.Choices {
			fmt.Printf("  can choose %s (%s) in %s, token %d\n", c.Element, c.Name, c.Within, c.Scope)
		}
		d, err := work.Diagram(ctx, who, id)
		if err != nil {
			return err
		}
		for _, i := range d.Incidents {
			fmt.Printf("  incident %d at %s (%s): %s\n", i.Key, i.Element, i.Name, i.Cause)
		}
		var names []string
		for _, x := range v.Variables {
			names = append(names, x.Name)
		}
		fmt.Printf("  can set: %s\n", strings.Join(names, ", "))
		for _, r := range v.Releases {
			fmt.Printf("  can go over to %.12s of %s\n", r.Hash, r.PublishedAt.Format("2006-01-02 15:04"))
		}
		return nil
	})
}

type modifyCaseCommand struct {
	oneCase
	Cancel []int64           `help:"Token to end, as case show prints it; may be given several times."`
	Begin  []string          `help:"Element to begin; may be given several times."`
	Set    map[string]string `mapsep:"none" help:"Variable to set, name=value; a value that is JSON is taken as such. May be given several times."`
}

// Run changes the case.
func (m *modifyCaseCommand) Run(ctx context.Context) error {
	set := map[string]any{}
	for name, text := range m.Set {
		set[name] = text
		var value any
		read := json.NewDecoder(strings.NewReader(text))
		read.UseNumber()
		if read.Decode(&value) == nil && !read.More() {
			set[name] = value
		}
	}
	return m.with(ctx, func(ctx context.Context, work *casework.Casework, who casework.Actor, id models.CaseID) error {
		done, err := work.Modify(ctx, who, id, casework.Modification{Cancel: m.Cancel, Begin: m.Begin, Set: set})
		return said(done, err)
	})
}

type migrateCaseCommand struct {
	oneCase
	To        string                                `required:"" help:"Release to go over to: its hash, or 8 characters of it."`
	Map       map[string]string                     `mapsep:"," help:"Elements with another id in the new release: old=new."`
	Recompute bool                                  `help:"Timers that run get their time from the new release."`
	Agency    map[models.AgencyRole]models.AgencyID `mapsep:"," help:"Agencies of roles that only the new release has: role=agency."`
	DryRun    bool                                  `help:"Only tell what would happen."`
}

// Run takes the case over.
func (m *migrateCaseCommand) Run(ctx context.Context) error {
	return m.with(ctx, func(ctx context.Context, work *casework.Casework, who casework.Actor, id models.CaseID) error {
		report, err := work.Migrate(ctx, who, id, casework.Migration{Release: m.To, Elements: m.Map, Recompute: m.Recompute, Agencies: m.Agency, DryRun: m.DryRun})
		if err != nil && len(report.Stuck) == 0 {
			return err
		}
		tellCase(report, err)
		if len(report.Stuck) > 0 {
			return errSaid
		}
		return nil
	})
}

type chooseStepCommand struct {
	oneCase
	Element string `arg:"" help:"Step to begin."`
	In      int64  `required:"" help:"Token of the ad-hoc sub-process, as case show prints it."`
}

// Run begins the step.
func (c *chooseStepCommand) Run(ctx context.Context) error {
	return c.with(ctx, func(ctx context.Context, work *casework.Casework, who casework.Actor, id models.CaseID) error {
		done, err := work.Choose(ctx, who, id, casework.StepChosen{Scope: c.In, Element: c.Element})
		return said(done, err)
	})
}

type retryCommand struct {
	oneCase
	Incident int64 `arg:"" help:"Key of the incident."`
}

// Run tries the step again.
func (r *retryCommand) Run(ctx context.Context) error {
	return r.with(ctx, func(ctx context.Context, work *casework.Casework, who casework.Actor, id models.CaseID) error {
		return work.RetryIncident(ctx, who, id, r.Incident)
	})
}

func said(done casework.Changed, err error) error {
	if err == nil {
		fmt.Printf("%s: changed\n", done.Number)
	}
	return err
}
