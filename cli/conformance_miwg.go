package cli

import "handinhand/process/conformance"

type miwgCommand struct{ suiteFolder }

// Run reads and writes every file of the folder; what is not executable is told, but is no failure.
func (c *miwgCommand) Run() error { return c.run(conformance.MIWG) }
