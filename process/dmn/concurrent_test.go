package dmn

import (
	"sync"
	"testing"

	"handinhand/process/feel"
)

// TestDefinitionsAreShared: one model serves every case of a release at the same time (run with -race).
func TestDefinitionsAreShared(t *testing.T) {
	definitions, _ := Parse(largeTable())
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 20 {
				result, err := definitions.decisions[0].Evaluate(feel.Scope{Vars: feel.Vars(largeInput)})
				if err != nil || result.Value != "rule 200" {
					t.Errorf("got %v, %v", result.Value, err)
				}
			}
		})
	}
	all.Wait()
}
