package soundness_test

import (
	"fmt"
	"strings"
	"testing"

	"handinhand/process/bpmn"
	"handinhand/process/soundness"
)

// TestWithin: with few states to look at nothing is proven, and that is said; with enough the same process is sound.
func TestWithin(t *testing.T) {
	var b strings.Builder
	b.WriteString(`<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d"><process id="P" isExecutable="true"><startEvent id="s"/><inclusiveGateway id="g"/><inclusiveGateway id="j"/><endEvent id="e"/>
	  <sequenceFlow id="a" sourceRef="s" targetRef="g"/><sequenceFlow id="z" sourceRef="j" targetRef="e"/>`)
	for i := range 4 {
		fmt.Fprintf(&b, `<exclusiveGateway id="x%[1]d"/><task id="t%[1]d"/><exclusiveGateway id="m%[1]d"/><sequenceFlow id="f%[1]d" sourceRef="g" targetRef="x%[1]d"><conditionExpression>=c</conditionExpression></sequenceFlow>
		  <sequenceFlow id="q%[1]d" sourceRef="x%[1]d" targetRef="t%[1]d"/><sequenceFlow id="w%[1]d" sourceRef="t%[1]d" targetRef="m%[1]d"/><sequenceFlow id="v%[1]d" sourceRef="x%[1]d" targetRef="m%[1]d"/><sequenceFlow id="l%[1]d" sourceRef="m%[1]d" targetRef="j"/>`, i)
	}
	b.WriteString(`</process></definitions>`)
	model, findings := bpmn.Parse([]byte(b.String()))
	if model == nil {
		t.Fatal(findings)
	}
	if found := soundness.ProveWithin(model.Processes[0], 5); len(found) != 1 || found[0].Rule != "not-proven" || !strings.Contains(found[0].Message.String(), "5") {
		t.Errorf("within 5 states: %v", found)
	}
	if found := soundness.Prove(model.Processes[0]); len(found) != 0 {
		t.Errorf("in full: %v", found)
	}
}
