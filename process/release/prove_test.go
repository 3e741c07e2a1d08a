package release_test

import (
	"regexp"
	"slices"
	"testing"

	"handinhand/process/finding"
	"handinhand/process/release"
)

func TestShippedIsProven(t *testing.T) {
	r := load(t, shipped(t))
	proven, _ := release.Prove(release.Claims(r), r)
	if findings := proven[0]; slices.ContainsFunc(findings, func(f finding.Finding) bool { return f.Rule == "not-proven" }) {
		t.Errorf("the language course is not proven: %v", findings)
	}
}

// TestUnsoundIsRefused makes a merge of two ways wait for both, of which only one comes.
func TestUnsoundIsRefused(t *testing.T) {
	files := shipped(t)
	gateway := regexp.MustCompile(`(?s)<bpmn:exclusiveGateway (id="toAdmit">.*?)</bpmn:exclusiveGateway>`)
	process := gateway.ReplaceAll(files["process.bpmn"].Data, []byte("<bpmn:parallelGateway $1</bpmn:parallelGateway>"))
	files["process.bpmn"].Data = process
	r := load(t, files)
	proven, _ := release.Prove(release.Claims(r), r)
	found := slices.ContainsFunc(proven[0], func(f finding.Finding) bool {
		return f.Rule == "deadlock" && f.Element == "toAdmit" && len(f.Path) > 0 && f.Path[0].Element == "start"
	})
	if !found {
		t.Errorf("a process that can stop for ever is not named: %v", proven[0])
	}
}
