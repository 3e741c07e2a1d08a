package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/user"

	"handinhand/casework"
	"handinhand/models"
	"handinhand/store"
)

// moveCommand takes running cases over: at once with nothing but a mapping, or by a
// plan, in the background.
type moveCommand struct {
	Now    moveNowCommand `cmd:"" default:"withargs" help:"Take every case over at once, in the foreground."`
	Plan   writePlan      `cmd:"" help:"Write a plan and try it on every case; nothing moves."`
	Plans  listPlans      `cmd:"" help:"List the plans of a process."`
	Show   showPlan       `cmd:"" help:"Print what a plan does, or did, with its journal."`
	Try    tryPlan        `cmd:"" help:"Try a plan on every case again."`
	Start  startPlan      `cmd:"" help:"Start the batch of a plan; it goes on in the background."`
	Pause  pausePlan      `cmd:"" help:"Pause a batch after the cases that it is at."`
	Resume resumePlan     `cmd:"" help:"Let a paused batch go on."`
	Stop   stopPlan       `cmd:"" help:"Stop a dry run or a batch; what has gone over stays so."`
}

// goingOver says from which release to which, and what becomes what.
type goingOver struct {
	From      string                                `required:"" help:"Release that the cases run under: its hash, or 8 characters of it."`
	To        string                                `required:"" help:"Release that they go over to."`
	Map       map[string]string                     `mapsep:"," help:"Elements with another id in the new release: old=new; may be given several times."`
	Recompute bool                                  `help:"Timers that run get their time from the new release."`
	Agency    map[models.AgencyRole]models.AgencyID `mapsep:"," help:"Agencies of roles that only the new release has: role=agency."`
}

type moveNowCommand struct {
	Config
	goingOver
	DryRun bool `help:"Only tell what would happen."`
	JSON   bool `name:"json" help:"Print one JSON document a case instead of a line."`
}

// Run moves the cases over and tells each. It fails when one stays behind; repeat it
// then, what has gone over is not touched again.
func (m *moveNowCommand) Run(ctx context.Context) error {
	ctx, cancel := m.withParent(ctx)
	defer cancel()
	work, who, done, err := m.operator(ctx)
	if err != nil {
		return err
	}
	defer done()
	tally := tally{dry: m.DryRun}
	plan := casework.Migration{Release: m.To, Elements: m.Map, Recompute: m.Recompute, Agencies: m.Agency, DryRun: m.DryRun}
	err = work.MigrateAll(ctx, who, m.From, plan, func(r casework.MigrationReport, err error) {
		tally.count(r, err)
		if m.JSON {
			tellJSON(r, err)
		} else {
			tellCase(r, err)
		}
	})
	fmt.Fprintln(os.Stderr, tally.String())
	if err == nil && tally.behind > 0 {
		return errSaid
	}
	return err
}

// tally counts what became of the cases.
type tally struct {
	dry               bool
	all, over, behind int
}

func (t *tally) count(r casework.MigrationReport, err error) {
	t.all++
	switch {
	case err != nil || len(r.Stuck) > 0:
		t.behind++
	default:
		t.over++
	}
}

func (t *tally) String() string {
	verb := "went over"
	if t.dry {
		verb = "would go over"
	}
	return fmt.Sprintf("%d cases: %d %s, %d stay behind", t.all, t.over, verb, t.behind)
}

func tellJSON(r casework.MigrationReport, err error) {
	line := struct {
		casework.MigrationReport
		Error string `json:"error,omitempty"`
	}{MigrationReport: r}
	if err != nil {
		line.Error = err.Error()
	}
	text, _ := json.Marshal(line) // texts and lists always marshal
	fmt.Println(string(text))
}

func tellCase(r casework.MigrationReport, err error) {
	switch {
	case len(r.Stuck) > 0:
		fmt.Printf("%s stays behind\n", r.Number)
		for _, s := range r.Stuck {
			fmt.Printf("  %s (%s): %s\n", s.Element, s.Name, s.Reason)
		}
	case err != nil:
		fmt.Printf("%s stays behind: %v\n", r.Number, err)
	case r.Done:
		fmt.Printf("%s went over\n", r.Number)
	default:
		fmt.Printf("%s would go over\n", r.Number)
	}
}

// commandLine is the issuer of whoever works at the command line: the access log
// names them by the account of the machine that they used.
const commandLine = "command line"

// operator opens casework for whoever works at the command line: the city's IT, as
// an operator.
func (c Config) operator(ctx context.Context) (*casework.Casework, casework.Actor, func(), error) {
	p, err := c.open(ctx)
	if err != nil {
		return nil, casework.Actor{}, nil, err
	}
	work, who, err := p.operator(ctx)
	if err != nil {
		p.close()
	}
	return work, who, p.close, err
}

func (p *parts) operator(ctx context.Context) (*casework.Casework, casework.Actor, error) {
	who, err := atCommandLine(ctx, p.store, models.RoleOperator)
	if err != nil {
		return nil, who, err
	}
	work, err := p.casework()
	return work, who, err
}

// atCommandLine is whoever works at the command line, in a role.
func atCommandLine(ctx context.Context, s *store.Store, role models.Role) (casework.Actor, error) {
	account := "unknown"
	if u, err := user.Current(); err == nil {
		account = u.Username
	}
	person, err := s.EnsurePerson(ctx, commandLine, account, "en")
	return casework.Actor{Person: person.ID, Locale: "en", Roles: []models.Role{role}}, err
}
