package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// grammar is every command. Each has help of its own: handinhand COMMAND --help.
type grammar struct {
	Dev         devCommand         `cmd:"" help:"Bring up everything on this machine, with demo personas, and say where to click."`
	Demo        demoCommand        `cmd:"" help:"Run one course registration through the public interface on a stack of its own, and tell its timeline."`
	Serve       serveCommand       `cmd:"" help:"Serve the faces and the API."`
	Worker      workerCommand      `cmd:"" help:"Run the cases: workflows and their activities."`
	Migrate     migrateCommand     `cmd:"" help:"Bring the database to the present schema and make the document store's bucket."`
	Agencies    agenciesCommand    `cmd:"" help:"Add or change the agencies that take part, from a YAML file."`
	Process     processCommand     `cmd:"" help:"Check and publish processes, and move running cases over."`
	Case        caseCommand        `cmd:"" help:"Look at a running case and change it by hand, as an operator."`
	Conformance conformanceCommand `cmd:"" help:"Run public test suites against this program."`
	Audit       auditCommand       `cmd:"" help:"Check the access log, and print its signed state."`
	Bench       benchCommand       `cmd:"" help:"Measure the engine against a workflow written by hand, on a stack of its own."`
	Documents   documentsCommand   `cmd:"" help:"Check that every document is whole."`
	Keys        keysCommand        `cmd:"" help:"Rotate the root key, erase a person, look for what should be gone."`
	Render      renderCommand      `cmd:"" hidden:"" help:"Render one file anew; serve runs this for each PDF and HEIC."`
	Version     versionCommand     `cmd:"" help:"Print the version of this program."`
	Help        helpCommand        `cmd:"" help:"Tell every command, or one of them in full."`
}

// errSaid ends a command as failed whose output has said already what is wrong.
var errSaid = errors.New("said already")

// Main parses the command line, runs the command until it ends or a signal asks
// it to stop, and exits.
func Main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	parser := kong.Must(&grammar{},
		kong.Name("handinhand"),
		kong.Description("A workflow engine for processes that cross public agencies."),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.BindTo(ctx, (*context.Context)(nil)),
	)
	args := os.Args[1:]
	if len(args) == 0 {
		args = []string{"help"}
	}
	parsed, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintf(os.Stderr, "handinhand: %v\nhandinhand help %s tells more.\n", err, args[0])
		os.Exit(2)
	}
	if err := parsed.Run(parser); err != nil {
		if !errors.Is(err, errSaid) {
			fmt.Fprintf(os.Stderr, "handinhand: %v\n", err)
		}
		os.Exit(1)
	}
}

type helpCommand struct {
	Command []string `arg:"" optional:"" help:"The command to explain."`
}

// Run prints the help that kong makes from the grammar.
func (h *helpCommand) Run(parser *kong.Kong) error {
	trace, err := kong.Trace(parser, h.Command)
	if err != nil {
		return err
	}
	if trace.Error != nil && len(h.Command) > 0 && trace.Command() == "" {
		return fmt.Errorf("there is no command %q; run handinhand help", h.Command[0])
	}
	return trace.PrintUsage(false)
}
