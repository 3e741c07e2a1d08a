package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"time"

	"handinhand/process/bpmn"
	"handinhand/process/dmn"
	"handinhand/process/engine"
	"handinhand/process/finding"
	"handinhand/process/scenario"
)

type runCommand struct {
	Package  string    `arg:"" type:"path" help:"Folder that holds a process package, or a BPMN file."`
	Scenario []string  `required:"" type:"existingfile" help:"Scenario to play (txtar); may be given several times."`
	Now      time.Time `default:"2026-01-05T08:00:00Z" help:"What the clock says at the start."`
	Trace    bool      `help:"Also print the journal of the case."`
}

// Run plays scenarios on the bare core: no other part runs, time stands still until the scenario moves it, services
// finish at once. It fails when one does not hold.
func (r *runCommand) Run() error {
	programs, err := r.programs()
	if err != nil {
		return err
	}
	failed := false
	for _, file := range r.Scenario {
		data, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		script, err := scenario.Parse(file, data)
		if err != nil {
			return err
		}
		trace, err := scenario.Run(script, scenario.NewCore(programs[0], r.Now, programs[1:]...))
		if r.Trace {
			for _, line := range trace {
				fmt.Println("  " + line)
			}
		}
		if err != nil {
			fmt.Println(err)
			failed = true
			continue
		}
		fmt.Printf("%s: holds\n", file)
	}
	if failed {
		return errSaid
	}
	return nil
}

// programs are the executable processes of the package, the first of the file first, and its global tasks.
func (r *runCommand) programs() ([]*engine.Program, error) {
	folder, file := r.Package, "process.bpmn"
	if filepath.Ext(r.Package) == ".bpmn" {
		folder, file = filepath.Split(r.Package)
	}
	files := os.DirFS(filepath.Clean(folder)) // absolute: kong has made the path so
	decisions, err := r.decisions(files)
	if err != nil {
		return nil, err
	}
	xml, err := fs.ReadFile(files, file)
	if err != nil {
		return nil, err
	}
	model, findings := bpmn.Parse(xml)
	if refused(file, findings) {
		return nil, errSaid
	}
	var out []*engine.Program
	for _, list := range [][]*bpmn.Definition{model.Executable(), model.GlobalTasks} {
		for _, d := range list {
			p, findings := engine.Compile(d, func(id string) (*dmn.Decision, bool) { d, ok := decisions[id]; return d, ok })
			if refused(file, findings) {
				return nil, errSaid
			}
			out = append(out, p)
		}
	}
	if len(out) == 0 {
		return nil, errors.New(file + " has no executable process")
	}
	return out, nil
}

// decisions are those of all DMN files beside the process.
func (r *runCommand) decisions(files fs.FS) (map[string]*dmn.Decision, error) {
	out := map[string]*dmn.Decision{}
	names, err := fs.Glob(files, "*.dmn")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		data, err := fs.ReadFile(files, path.Clean(name))
		if err != nil {
			return nil, err
		}
		definitions, findings := dmn.Parse(data)
		if refused(name, findings) {
			return nil, errSaid
		}
		for _, d := range definitions.Decisions() {
			out[d.ID] = d
		}
	}
	return out, nil
}

// refused prints the errors among findings and tells whether there are any.
func refused(file string, findings []finding.Finding) bool {
	for _, f := range findings {
		if f.Severity == finding.Error {
			fmt.Printf("%s: %s\n", file, f)
		}
	}
	return finding.AnyError(findings)
}
