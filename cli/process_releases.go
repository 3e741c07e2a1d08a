package cli

import (
	"context"
	"fmt"

	"handinhand/models"
)

type releasesCommand struct {
	Config
	Process string `arg:"" help:"The process: a case type, such as language-course."`
	JSON    bool   `name:"json" help:"Print JSON."`
}

// Run lists what was published, the last to be valid first.
func (r *releasesCommand) Run(ctx context.Context) error {
	ctx, cancel := r.withParent(ctx)
	defer cancel()
	work, done, err := r.publisher(ctx)
	if err != nil {
		return err
	}
	defer done()
	who, err := atCommandLine(ctx, work.Store, models.RoleOperator)
	if err != nil {
		return err
	}
	_, lines, err := work.Releases(ctx, who, r.Process)
	if err != nil {
		return err
	}
	if r.JSON {
		return printJSON(lines)
	}
	for _, line := range lines {
		how := "two people"
		if line.Direct {
			how = "command line"
		}
		fmt.Printf("%.12s  %-11s  valid from %s  by %s  %d cases run", line.Release, line.State, line.ValidFrom.In(r.zone()).Format("2006-01-02 15:04"), how, line.Running)
		if line.RolledBackWhy != "" {
			fmt.Printf("  taken back: %s", line.RolledBackWhy)
		}
		fmt.Println()
	}
	return nil
}

type rollbackCommand struct {
	Config
	Release string `arg:"" help:"Release that is current, or is to become it: its hash, or 8 characters of it."`
	Why     string `required:"" help:"Why; all process owners read it."`
}

// Run takes the release back.
func (r *rollbackCommand) Run(ctx context.Context) error {
	ctx, cancel := r.withParent(ctx)
	defer cancel()
	work, done, err := r.publisher(ctx)
	if err != nil {
		return err
	}
	defer done()
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
}
