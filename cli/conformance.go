package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"handinhand/process/conformance"
)

// conformanceCommand is the group of the public suites: one file a suite, and here what they share.
type conformanceCommand struct {
	DMNTCK    dmnTCKCommand    `cmd:"" name:"dmn-tck" help:"Run the DMN Technology Compatibility Kit: decision tables and FEEL."`
	Betsy     betsyCommand     `cmd:"" help:"Run the betsy benchmark of BPMN engines."`
	Scenarios scenariosCommand `cmd:"" help:"Run engine-neutral behaviour scenarios: models with steps and what must be seen."`
	MIWG      miwgCommand      `cmd:"" name:"miwg" help:"Read and write the files of the BPMN Model Interchange Working Group, or any folder of BPMN files."`
}

// suiteFolder is what every suite takes.
type suiteFolder struct {
	Dir  string `arg:"" type:"existingdir" help:"Folder that holds the suite."`
	JSON bool   `name:"json" help:"Print the report as JSON."`
}

// run runs a suite on the folder and prints its report; it fails when a case did.
func (s *suiteFolder) run(suite func(fs.FS) (*conformance.Report, error)) error {
	report, err := suite(os.DirFS(s.Dir))
	if err != nil {
		return err
	}
	write := writeReport
	if s.JSON {
		write = writeJSONReport
	}
	if err := write(os.Stdout, report); err != nil {
		return err
	}
	if report.Failed > 0 {
		return errSaid
	}
	return nil
}

// writeReport writes one line a failure, the totals, and last "N passed, N failed".
func writeReport(w io.Writer, r *conformance.Report) error {
	for _, f := range r.Failures {
		if f.Node != "" {
			f.Case += ", " + f.Node
		}
		got := strings.Join(strings.Fields(f.Got), " ") // a message may have lines, a failure is one
		if _, err := fmt.Fprintf(w, "%s: %s: expected %s, got %s\n", f.Folder, f.Case, f.Expected, got); err != nil {
			return err
		}
	}
	for _, d := range r.Deviations {
		if _, err := fmt.Fprintf(w, "%s: not counted: %s\n", d.Case, d.Why); err != nil {
			return err
		}
	}
	for _, n := range r.Notes {
		if _, err := fmt.Fprintln(w, n); err != nil {
			return err
		}
	}
	for _, t := range r.Totals {
		if _, err := fmt.Fprintf(w, "%s: %d passed, %d failed\n", t.Name, t.Passed, t.Failed); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(w, "%d passed, %d failed\n", r.Passed, r.Failed)
	return err
}

func writeJSONReport(w io.Writer, r *conformance.Report) error { return writeIndented(w, r) }

func writeIndented(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}
