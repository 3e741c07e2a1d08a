package main

import (
	"fmt"
	"runtime/debug"
)

// carried are the modules whose behaviour a user of the stack sees.
var carried = []string{"go.temporal.io/server", "github.com/versity/versitygw", "github.com/zitadel/oidc/v3"}

type versionCommand struct{}

// Run prints one line for the program and one for each part that it carries.
func (versionCommand) Run(std streams) error {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return fmt.Errorf("this binary carries no build information: build it with go build and modules on")
	}
	fmt.Fprintf(std.out, "%s %s %s\n", programName, info.Main.Version, info.GoVersion)
	versions := map[string]string{}
	for _, module := range info.Deps {
		versions[module.Path] = module.Version
	}
	for _, path := range carried {
		fmt.Fprintf(std.out, "%s %s\n", path, versions[path])
	}
	return nil
}
