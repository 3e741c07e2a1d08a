package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"handinhand/casework"
	"handinhand/models"
)

// ofProcess is what commands that list something of a process have in common.
type ofProcess struct {
	Config
	Process string `arg:"" help:"The process: a case type, such as language-course."`
	JSON    bool   `name:"json" help:"Print JSON."`
}

// show reads lines and prints them, for people or as JSON.
func show[Line any](ctx context.Context, o ofProcess, read func(context.Context, *casework.Casework, casework.Actor) ([]Line, error), tell func(io.Writer, []Line)) error {
	return o.publishing(ctx, func(ctx context.Context, work *casework.Casework, who casework.Actor) error {
		lines, err := read(ctx, work, who)
		switch {
		case err != nil:
			return err
		case o.JSON:
			return printJSON(lines)
		}
		tell(os.Stdout, lines)
		return nil
	})
}

type releasesCommand struct{ ofProcess }

// Run lists what was published, the last to be valid first.
func (r *releasesCommand) Run(ctx context.Context) error {
	return show(ctx, r.ofProcess, func(ctx context.Context, work *casework.Casework, who casework.Actor) ([]casework.PublicationLine, error) {
		_, lines, err := work.Releases(ctx, who, r.Process)
		return lines, err
	}, r.tell)
}

func (r *releasesCommand) tell(to io.Writer, lines []casework.PublicationLine) {
	for _, line := range lines {
		how := "two people"
		if line.Direct {
			how = "command line"
		}
		fmt.Fprintf(to, "%.12s  %-11s  valid from %s  by %s  %d cases run", line.Release, line.State, line.ValidFrom.In(r.zone()).Format("2006-01-02 15:04"), how, line.Running)
		if line.RolledBackWhy != "" {
			fmt.Fprintf(to, "  taken back: %s", line.RolledBackWhy)
		}
		fmt.Fprintln(to)
	}
}

type switchesCommand struct{ ofProcess }

// Run tells how the switches of the release that new cases get stand.
func (s *switchesCommand) Run(ctx context.Context) error {
	return show(ctx, s.ofProcess, func(ctx context.Context, work *casework.Casework, who casework.Actor) ([]casework.SwitchLine, error) {
		process, err := work.Process(ctx, who, s.Process, casework.Page{Size: 1})
		return process.Switches, err
	}, s.tell)
}

func (s *switchesCommand) tell(to io.Writer, lines []casework.SwitchLine) {
	for _, line := range lines {
		since := "from the beginning"
		if line.Since != nil {
			since = "since " + line.Since.In(s.zone()).Format(time.DateOnly)
		}
		fmt.Fprintf(to, "%s = %v  %s  (%s: %s)\n", line.Variable, line.Value, since, line.Name, line.Held)
		for _, turn := range line.Coming {
			fmt.Fprintf(to, "  from %s  %v  (%s)\n", turn.From.In(s.zone()).Format(time.DateOnly), turn.Value, turn.Held)
		}
	}
}

type rollbackCommand struct {
	Config
	Release string `arg:"" help:"Release that is current, or is to become it: its hash, or 8 characters of it."`
	Why     string `required:"" help:"Why; all process owners read it."`
}

// Run takes the release back.
func (r *rollbackCommand) Run(ctx context.Context) error {
	return r.publishing(ctx, func(ctx context.Context, work *casework.Casework, _ casework.Actor) error {
		publication, err := work.PublicationNamed(ctx, r.Release)
		if err != nil {
			return err
		}
		findings, err := work.TakeBack(ctx, publication.ID, commandLine, r.Why)
		list(publication.CaseType, findings)
		if err != nil {
			return err
		}
		fmt.Printf("%s: took release %.12s back\n", publication.CaseType, publication.Release)
		return nil
	})
}

// publishing does something with what is published, as the operator at the command line.
func (c Config) publishing(ctx context.Context, do func(context.Context, *casework.Casework, casework.Actor) error) error {
	ctx, cancel := c.withParent(ctx)
	defer cancel()
	work, done, err := c.publisher(ctx)
	if err != nil {
		return err
	}
	defer done()
	who, err := atCommandLine(ctx, work.Store, models.RoleOperator)
	if err != nil {
		return err
	}
	return do(ctx, work, who)
}
