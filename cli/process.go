package cli

import (
	"fmt"

	"handinhand/process/finding"
)

type processCommand struct {
	Lint    lintCommand    `cmd:"" help:"Check BPMN files and process packages, with every finding at once."`
	Run     runCommand     `cmd:"" help:"Play scenarios of a process on the bare core, with a virtual clock."`
	Decide  decideCommand  `cmd:"" help:"Take one decision of a DMN file on given facts, and say why."`
	Publish publishCommand `cmd:"" help:"Publish a process package as the release that new cases get, or propose it to the process owners."`
	Export  exportCommand  `cmd:"" help:"Write a process, a release or a draft to a folder or zip file."`
	Import  importCommand  `cmd:"" help:"Make a draft of a folder, a zip file, or files of any modeler."`
	Migrate moveCommand    `cmd:"" help:"Take the running cases of a release over to another one."`

	Releases releasesCommand `cmd:"" help:"Tell what was published of a process, is and will be."`
	Switches switchesCommand `cmd:"" help:"Tell what the policy switches of a process hold, and from when on another value."`
	Rollback rollbackCommand `cmd:"" help:"Take a release back: new cases get the former one again, running ones stay."`
	Diff     diffCommand     `cmd:"" help:"Tell what is different between two process packages."`
}

func list(where string, findings []finding.Finding) {
	for _, f := range findings {
		fmt.Printf("%s: %s\n", where, f)
	}
}
