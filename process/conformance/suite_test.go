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

// TestBetsyConstraints: every model that breaks a rule is refused by that rule.
func TestBetsyConstraints(t *testing.T) {
	const folder = "../../../shared/conformance/betsy"
	if _, err := os.Stat(folder); err != nil {
		t.Skip("the betsy benchmark is not at " + folder)
	}
	report := &Report{}
	if err := betsyConstraints(os.DirFS(folder), report); err != nil {
		t.Fatal(err)
	}
	allPass(t, report)
}

// TestBetsyBehaviour: every run of every model does what the benchmark expects.
func TestBetsyBehaviour(t *testing.T) {
	const folder = "../../../shared/conformance/betsy"
	if _, err := os.Stat(folder); err != nil {
		t.Skip("the betsy benchmark is not at " + folder)
	}
	report := &Report{}
	if err := betsyBehaviour(os.DirFS(folder), report); err != nil {
		t.Fatal(err)
	}
	allPass(t, report)
}

// TestScenarios: everything is seen that the scenarios say.
func TestScenarios(t *testing.T) {
	const folder = "../../../shared/conformance/scenarios"
	if _, err := os.Stat(folder); err != nil {
		t.Skip("the scenarios are not at " + folder)
	}
	report, err := Scenarios(os.DirFS(folder))
	if err != nil {
		t.Fatal(err)
	}
	allPass(t, report)
}

// TestMIWG: every file is read and written with nothing lost.
func TestMIWG(t *testing.T) {
	const folder = "../../../shared/conformance/miwg"
	if _, err := os.Stat(folder); err != nil {
		t.Skip("the model interchange suite is not at " + folder)
	}
	report, err := MIWG(os.DirFS(folder))
	if err != nil {
		t.Fatal(err)
	}
	allPass(t, report)
}

func allPass(t *testing.T, report *Report) {
	t.Helper()
	for _, f := range report.Failures {
		t.Errorf("%s: %s, %s: expected %s, got %s", f.Folder, f.Case, f.Node, f.Expected, f.Got)
	}
	t.Logf("%d passed, %d failed, %v", report.Passed, report.Failed, report.Totals)
}
