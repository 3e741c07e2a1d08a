package conformance

import (
	"strings"
	"testing"
	"testing/fstest"
)

const drawn = `<?xml version="1.0"?><!-- by hand --><d:definitions xmlns:d="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:v="urn:v" id="D">
  <d:process id="P" isExecutable="false"><d:startEvent id="s" v:color="a&#10;b"><d:extensionElements><v:any><![CDATA[x < y]]></v:any></d:extensionElements></d:startEvent></d:process>
  <d:choreography id="C"/></d:definitions>`

func TestLostTellsDifferences(t *testing.T) {
	if f := lost([]byte(drawn), []byte(drawn)); f != nil {
		t.Errorf("a file differs from itself: %+v", f)
	}
	for _, change := range [][2]string{
		{`v:color="a&#10;b"`, ``}, {`a&#10;b`, `a b`}, {`x < y`, `x  < y`}, {` by hand `, `by hand`}, {`urn:v`, `urn:w`}, {`id="s"`, `id="t"`},
		{`<d:choreography id="C"/>`, ``}, {`<d:choreography id="C"/>`, `<d:choreography id="C"/><d:choreography id="E"/>`},
	} {
		if lost([]byte(drawn), []byte(strings.Replace(drawn, change[0], change[1], 1))) == nil {
			t.Errorf("%q became %q, and nothing was said", change[0], change[1])
		}
	}
	same := strings.NewReplacer(`id="P" isExecutable="false"`, `isExecutable='false' id="P"`, `<![CDATA[x < y]]>`, `x &lt; y`, `<d:choreography id="C"/>`, `<d:choreography id="C"></d:choreography>`).Replace(drawn)
	if f := lost([]byte(drawn), []byte(same)); f != nil {
		t.Errorf("the same in other letters counts as another file: %+v", f)
	}
}

func TestMIWGReport(t *testing.T) {
	suite := fstest.MapFS{"a.bpmn": {Data: []byte(drawn)}, "tool/b.bpmn": {Data: []byte("<html/>")}, "tool/readme.txt": {Data: []byte("no model")}}
	report, err := MIWG(suite)
	if err != nil {
		t.Fatal(err)
	}
	if report.Passed != 1 || report.Failed != 1 || len(report.Failures) != 1 || report.Failures[0].Folder != "tool" {
		t.Errorf("%+v", report)
	}
	if !strings.Contains(strings.Join(report.Notes, "\n"), "not-executable): C") {
		t.Errorf("that a choreography is not executable is not among %q", report.Notes)
	}
	if _, err := MIWG(fstest.MapFS{}); err == nil {
		t.Error("an empty folder passes")
	}
}
