package cli

import (
	"fmt"
	"runtime/debug"
)

// Version is set at build time from the last tag or commit.
var Version = "unreleased"

type versionCommand struct{}

// Run prints the version, and the Go version that built it.
func (versionCommand) Run() error {
	goVersion := "unknown Go"
	if info, ok := debug.ReadBuildInfo(); ok {
		goVersion = info.GoVersion
	}
	fmt.Printf("handinhand %s (%s)\n", Version, goVersion)
	return nil
}
