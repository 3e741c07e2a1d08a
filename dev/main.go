package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/alecthomas/kong"
)

const programName = "handinhand-dev"

// commands is the command line: one field a subcommand.
type commands struct {
	Up      upCommand      `cmd:"" help:"Start the stack, print one JSON line with its addresses, stay until SIGINT or SIGTERM."`
	Version versionCommand `cmd:"" help:"Print the versions of this program and of the parts that it carries."`
}

// streams are the standard streams; stdout carries nothing but results, so that a program can read it.
type streams struct {
	in          io.Reader
	out, status io.Writer
}

func main() {
	os.Exit(run(os.Args[1:], streams{in: os.Stdin, out: os.Stdout, status: os.Stderr}))
}

// run returns the exit status: 0 after an orderly stop, 1 after an error, which it has told in one sentence.
func run(args []string, std streams) int {
	var chosen commands
	parser, err := kong.New(&chosen,
		kong.Name(programName),
		kong.Description("The stack of Hand in Hand on one machine, for newcomers and for tests. Not for real people's data."),
		kong.Writers(std.out, std.status),
		kong.ConfigureHelp(kong.HelpOptions{WrapUpperBound: 110}),
	)
	if err != nil {
		return fail(std, err)
	}
	selected, err := parser.Parse(args)
	if err != nil {
		return fail(std, fmt.Errorf("%w (see %s --help)", err, programName))
	}
	if err := selected.Run(std); err != nil {
		return fail(std, err)
	}
	return 0
}

// fail tells the error on one line: what libraries report may have many.
func fail(std streams, err error) int {
	lines := strings.FieldsFunc(err.Error(), func(r rune) bool { return r == '\n' || r == '\t' })
	fmt.Fprintf(std.status, "%s: %s\n", programName, strings.Join(lines, " "))
	return 1
}
