package cli

import "handinhand/process/conformance"

type scenariosCommand struct{ suiteFolder }

// Run runs the scenarios of a folder's folders; totals are by folder.
func (c *scenariosCommand) Run() error { return c.run(conformance.Scenarios) }
