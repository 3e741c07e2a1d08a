package conformance

import (
	"os"
	"testing"
)

// TestDMNTCK runs the kit where it is at hand. All of it passes: what does not any more is a fault.
func TestDMNTCK(t *testing.T) {
	const folder = "../../../shared/conformance/dmn-tck"
	if _, err := os.Stat(folder); err != nil {
		t.Skip("the DMN TCK is not at " + folder)
	}
	report, err := DMNTCK(os.DirFS(folder))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range report.Failures {
		t.Errorf("%s: %s, %s: expected %s, got %s", f.Folder, f.Case, f.Node, f.Expected, f.Got)
	}
	t.Logf("%d passed, %d failed, %v", report.Passed, report.Failed, report.Totals)
}
