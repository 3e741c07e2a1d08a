package cli

import "handinhand/process/conformance"

type dmnTCKCommand struct{ suiteFolder }

// Run runs the kit; totals are by compliance level and for the results that are not null alone.
func (c *dmnTCKCommand) Run() error { return c.run(conformance.DMNTCK) }
