package documents

import "time"

// Hasty gives a renderer less patience, and room for so many files at once.
func (r *Renderer) Hasty(patience time.Duration, atOnce int) *Renderer {
	r.patience, r.turns = patience, tokens(atOnce)
	return r
}

// The machine's bounds, for tests of other machines.
var (
	RendersAtOnce = rendersAtOnce
	MachineMemory = machineMemory
)
