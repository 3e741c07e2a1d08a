package cli

import "handinhand/process/conformance"

type betsyCommand struct{ suiteFolder }

// Run runs the benchmark; totals are by its groups.
func (c *betsyCommand) Run() error { return c.run(conformance.Betsy) }
