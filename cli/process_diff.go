package cli

import (
	"encoding/json"
	"fmt"
	"os"

	"handinhand/process/diff"
	"handinhand/process/release"
)

type diffCommand struct {
	Old  string `arg:"" type:"path" help:"A folder that holds a process package, or a packed one."`
	New  string `arg:"" type:"path" help:"Another one."`
	JSON bool   `name:"json" help:"Print JSON."`
}

// Run compares two packages without any other part running.
func (d *diffCommand) Run() error {
	var sides [2]diff.Package
	for i, path := range []string{d.Old, d.New} {
		files, err := packageAt(path)
		if err != nil {
			return err
		}
		r, _ := release.Load(files) // what has errors can be compared too
		sides[i] = diff.Package{Files: files, Release: r}
	}
	changes, err := diff.Between(sides[0], sides[1])
	if err != nil {
		return err
	}
	if d.JSON {
		return printJSON(changes)
	}
	for _, list := range [][]diff.Change{changes.Process, changes.Decisions, changes.Forms, changes.Data} {
		for _, c := range list {
			fmt.Printf("%s: %s %s %s %s\n", c.File, c.How, c.Kind, c.ID, c.Name)
			for _, detail := range c.Details {
				fmt.Printf("    %s: %q -> %q\n", detail.What, detail.Old, detail.New)
			}
		}
	}
	for _, text := range changes.Texts {
		fmt.Printf("i18n/%s.json: %s %s: %q -> %q\n", text.Language, text.How, text.Key, text.Old, text.New)
	}
	if n := len(changes.Drawn); n > 0 {
		fmt.Printf("process.bpmn: %d elements are only drawn elsewhere\n", n)
	}
	if changes.None() {
		fmt.Println("nothing is different")
	}
	return nil
}

func printJSON(v any) error {
	e := json.NewEncoder(os.Stdout)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}
