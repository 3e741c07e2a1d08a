package bpmn_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"handinhand/process/bpmn"
	"handinhand/process/finding"
)

const header = `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:hih="https://handinhand.example/schema/process/1" xmlns:v="urn:vendor" id="defs">`

// file wraps the inside of a process, and what stands beside it, in a file.
func file(inside string, beside ...string) []byte {
	return []byte(header + strings.Join(beside, "") + `<bpmn:process id="P" name="Registration" isExecutable="true">` + inside + `</bpmn:process></bpmn:definitions>`)
}

func flow(id, from, to string) string {
	return fmt.Sprintf(`<bpmn:sequenceFlow id="%s" sourceRef="%s" targetRef="%s"/>`, id, from, to)
}

func when(id, from, to, condition string) string {
	return fmt.Sprintf(`<bpmn:sequenceFlow id="%s" sourceRef="%s" targetRef="%s"><bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">%s</bpmn:conditionExpression></bpmn:sequenceFlow>`, id, from, to, condition)
}

// around puts an element x between a start s and an end e.
func around(x string) string {
	return `<bpmn:startEvent id="s"/>` + x + `<bpmn:endEvent id="e"/>` + flow("f1", "s", "x") + flow("f2", "x", "e")
}

func rules(findings []finding.Finding) []string {
	var out []string
	for _, f := range findings {
		out = append(out, fmt.Sprintf("%s %s %s", f.Severity, f.Element, f.Rule))
	}
	return out
}

func TestStaticRules(t *testing.T) {
	ext := func(s string) string { return "<bpmn:extensionElements>" + s + "</bpmn:extensionElements>" }
	task := `<bpmn:task id="x"/>`
	tests := []struct {
		name string
		xml  []byte
		want []string
	}{
		{"sound", file(around(task)), nil},
		{"vendor namespaces", file(around(`<bpmn:task id="x" v:color="red">` + ext(`<v:any><v:thing/></v:any>`) + `<v:other/></bpmn:task>`)), nil},
		{"no start", file(`<bpmn:endEvent id="e"/>`), []string{"error P start-missing", "error e end-without-incoming"}},
		{"no end", file(`<bpmn:startEvent id="s"/>` + task + flow("f", "s", "x")), []string{"error P end-missing"}},
		{"two starts", file(around(task) + `<bpmn:startEvent id="s2"/>` + flow("f3", "s2", "x")), []string{"error s2 several-starts"}},
		{"duplicate id", file(around(task) + `<bpmn:textAnnotation id="x"/>`), []string{"error x duplicate-id"}},
		{"dangling flow", file(around(task) + flow("g", "x", "nowhere") + `<bpmn:sequenceFlow id="h" sourceRef="x"/>`),
			[]string{"error h attribute-missing", "error g dangling-reference"}},
		{"dangling incoming", file(around(`<bpmn:task id="x"><bpmn:incoming>zz</bpmn:incoming></bpmn:task>`)), []string{"error x dangling-reference", "error x flow-not-listed"}},
		{"mismatched incoming", file(around(`<bpmn:task id="x"><bpmn:incoming>f2</bpmn:incoming></bpmn:task>`)), []string{"error x flow-mismatch", "error x flow-not-listed"}},
		{"unreachable", file(around(task) + `<bpmn:task id="y"/>` + flow("g", "y", "x")), []string{"error y no-incoming"}},
		{"default not outgoing", file(around(`<bpmn:exclusiveGateway id="x" default="f1"/>`)), []string{"error x default-not-outgoing", "error x gateway-alone"}},
		{"condition missing", file(around(`<bpmn:exclusiveGateway id="x"/>`) + when("g", "x", "e", "=a")), []string{"error f2 condition-missing"}},
		{"default", file(around(`<bpmn:exclusiveGateway id="x" default="f2"/>`) + when("g", "x", "e", "=a")), nil},
		{"condition on a fork", file(around(`<bpmn:parallelGateway id="x"/>`) + when("g", "x", "e", "=a")), []string{"warning g condition-ignored"}},
		{"condition without =", file(around(task) + when("g", "x", "e", "a")), []string{"error g expression-syntax"}},
		{"condition empty", file(around(task) + when("g", "x", "e", " ")), []string{"error g expression-empty"}},
		{"condition syntax", file(around(task) + when("g", "x", "e", "=a + ")), []string{"error g expression-syntax"}},
		{"into the start", file(around(task) + flow("g", "x", "s")), []string{"error s incoming-not-allowed"}},
		{"out of the end", file(around(task) + flow("g", "e", "x")), []string{"error e outgoing-not-allowed"}},
		{"boundary unattached", file(around(task) + `<bpmn:boundaryEvent id="b"><bpmn:timerEventDefinition><bpmn:timeDuration>P1D</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>` + flow("g", "b", "e")),
			[]string{"error b attribute-missing"}},
		{"boundary on a gateway", file(around(`<bpmn:parallelGateway id="x"/>`) + `<bpmn:boundaryEvent id="b" attachedToRef="x"><bpmn:timerEventDefinition><bpmn:timeDuration>P1D</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>` + flow("g", "b", "e")),
			[]string{"error b boundary-host", "error x gateway-alone"}},
		{"boundary without a way", file(around(task) + `<bpmn:boundaryEvent id="b" attachedToRef="x"><bpmn:timerEventDefinition><bpmn:timeDuration>P1D</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>`),
			[]string{"error b boundary-without-outgoing"}},
		{"boundary signal", file(around(task) + `<bpmn:boundaryEvent id="b" attachedToRef="x"><bpmn:signalEventDefinition/></bpmn:boundaryEvent>` + flow("g", "b", "e")),
			[]string{"error b signal-missing"}},
		{"timer unreadable", file(around(`<bpmn:intermediateCatchEvent id="x"><bpmn:timerEventDefinition><bpmn:timeDuration>two days</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>`)),
			[]string{"error x timer-syntax"}},
		{"timer twice", file(around(`<bpmn:intermediateCatchEvent id="x"><bpmn:timerEventDefinition><bpmn:timeDuration>P1D</bpmn:timeDuration><bpmn:timeDate>2026-01-01</bpmn:timeDate></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>`)),
			[]string{"error x timer-twice"}},
		{"cycle without pause", file(around(`<bpmn:intermediateCatchEvent id="x"><bpmn:timerEventDefinition><bpmn:timeCycle>R/PT0S</bpmn:timeCycle></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>`)),
			[]string{"error x timer-syntax"}},
		{"catch nothing", file(around(`<bpmn:intermediateCatchEvent id="x"/>`)), []string{"error x event-without-trigger"}},
		{"message unknown", file(around(`<bpmn:intermediateCatchEvent id="x"><bpmn:messageEventDefinition messageRef="m"/></bpmn:intermediateCatchEvent>`)),
			[]string{"error x dangling-reference"}},
		{"message key", file(around(`<bpmn:intermediateCatchEvent id="x"><bpmn:messageEventDefinition messageRef="m"/></bpmn:intermediateCatchEvent>`),
			`<bpmn:message id="m" name="paper">`+ext(`<zeebe:subscription correlationKey="caseNumber"/>`)+`</bpmn:message>`),
			[]string{"error m expression-syntax"}},
		{"message start", file(strings.Replace(around(task), `<bpmn:startEvent id="s"/>`, `<bpmn:startEvent id="s"><bpmn:messageEventDefinition messageRef="m"/></bpmn:startEvent>`, 1), `<bpmn:message id="m" name="paper"/>`),
			nil},
		{"error end", file(`<bpmn:startEvent id="s"/><bpmn:endEvent id="e"><bpmn:errorEventDefinition/></bpmn:endEvent>` + flow("f", "s", "e")), []string{"error e error-without-code"}},
		{"sub-process", file(around(`<bpmn:subProcess id="x"><bpmn:startEvent id="i"/></bpmn:subProcess>`)), []string{"error x end-missing", "error i start-without-outgoing"}},
		{"inclusive gateway", file(around(`<bpmn:inclusiveGateway id="x"/>`)), []string{"error x gateway-alone"}},
		{"multi-instance", file(around(`<bpmn:task id="x"><bpmn:multiInstanceLoopCharacteristics/></bpmn:task>`)), []string{"error x multi-instance-count"}},
		{"compensation", file(around(`<bpmn:task id="x" isForCompensation="true"/>`)), []string{"error x compensation-flow"}},
		{"quantity", file(around(`<bpmn:task id="x" startQuantity="2"/>`)), nil},
		{"unknown element", file(around(task) + `<bpmn:teaBreak id="t"/>`), []string{"error t unknown-element"}},
		{"data object", file(around(task) + `<bpmn:dataObject id="d"/>`), nil},
		{"service without type", file(around(`<bpmn:serviceTask id="x"/>`)), []string{"error x service-without-type"}},
		{"rule without decision", file(around(`<bpmn:businessRuleTask id="x"/>`)), []string{"error x rule-without-decision"}},
		{"script without expression", file(around(`<bpmn:scriptTask id="x"/>`)), []string{"error x script-without-expression"}},
		{"script in code", file(around(`<bpmn:scriptTask id="x"><bpmn:script>rm -rf</bpmn:script></bpmn:scriptTask>`)), []string{"error x script-format"}},
		{"unknown zeebe", file(around(`<bpmn:task id="x">` + ext(`<zeebe:executionListeners/>`) + `</bpmn:task>`)), []string{"error x unknown-extension"}},
		{"unknown hih", file(around(`<bpmn:task id="x">` + ext(`<hih:verdict/>`) + `</bpmn:task>`)), []string{"error x unknown-extension"}},
		{"misplaced", file(around(`<bpmn:task id="x">` + ext(`<zeebe:taskDefinition type="t"/>`) + `</bpmn:task>`)), []string{"error x misplaced-extension"}},
		{"repeated", file(around(`<bpmn:userTask id="x">` + ext(`<zeebe:formDefinition formId="a"/><zeebe:formDefinition formId="b"/>`) + `</bpmn:userTask>`)), []string{"error x repeated-extension"}},
		{"unknown attribute", file(around(`<bpmn:userTask id="x">` + ext(`<hih:produces item="a" optinal="true"/>`) + `</bpmn:userTask>`)), []string{"error x unknown-attribute"}},
		{"unknown attribute of a transfer", file(around(`<bpmn:sendTask id="x">` + ext(`<hih:transfer items="a" recipient="b" legalBasis="c" statute="d" until="P1D"/>`) + `</bpmn:sendTask>`)), []string{"error x unknown-attribute"}},
		{"missing attribute", file(around(`<bpmn:userTask id="x">` + ext(`<hih:produces/>`) + `</bpmn:userTask>`)), []string{"error x missing-attribute"}},
		{"dynamic type", file(around(`<bpmn:serviceTask id="x">` + ext(`<zeebe:taskDefinition type="=t"/>`) + `</bpmn:serviceTask>`)), []string{"error x expression-not-allowed"}},
		{"for another engine", file(around(`<bpmn:userTask id="x" xmlns:c7="http://camunda.org/schema/1.0/bpmn" c7:formKey="f" c7:asyncBefore="true">` + ext(`<c7:taskListener class="a"/><c7:taskListener class="b"/><v:note/>`) + `</bpmn:userTask>`)), []string{"warning x not-executed", "warning x not-executed"}},
		{"assignment", file(around(`<bpmn:userTask id="x">` + ext(`<zeebe:assignmentDefinition assignee="me"/>`) + `</bpmn:userTask>`)), []string{"warning x not-executed"}},
		{"extension on a lane", file(`<bpmn:laneSet><bpmn:lane id="l">` + ext(`<hih:zone/>`) + `</bpmn:lane></bpmn:laneSet>` + around(task)), []string{"error l unknown-extension"}},
		{"must understand", file(around(task), `<bpmn:extension mustUnderstand="true" definition="v:x"/>`), []string{"error defs must-understand"}},
		{"zone", file(`<bpmn:laneSet><bpmn:lane id="l">` + ext(`<hih:agency role="r" zone="police"/>`) + `</bpmn:lane></bpmn:laneSet>` + around(task)), []string{"error l unknown-zone"}},
		{"role in two zones", file(`<bpmn:laneSet><bpmn:lane id="l">` + ext(`<hih:agency role="r" zone="service"/>`) + `</bpmn:lane><bpmn:lane id="k">` + ext(`<hih:agency role="r"/>`) + `</bpmn:lane></bpmn:laneSet>` + around(task)),
			[]string{"error k role-in-two-zones"}},
		{"two lanes", file(`<bpmn:laneSet><bpmn:lane id="l"><bpmn:flowNodeRef>x</bpmn:flowNodeRef></bpmn:lane><bpmn:lane id="k"><bpmn:flowNodeRef>x</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>` + around(task)),
			[]string{"error k two-lanes"}},
		{"lane dangling", file(`<bpmn:laneSet><bpmn:lane id="l"><bpmn:flowNodeRef>zz</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>` + around(task)), []string{"error l dangling-reference"}},
		{"pool dangling", file(around(task), `<bpmn:collaboration id="c"><bpmn:participant id="p" processRef="Q"/></bpmn:collaboration>`), []string{"error p dangling-reference"}},
		{"message flow dangling", file(around(task), `<bpmn:collaboration id="c"><bpmn:messageFlow id="mf" sourceRef="x" targetRef="zz"/></bpmn:collaboration>`), []string{"error mf dangling-reference"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, findings := bpmn.Parse(test.xml)
			if diff := cmp.Diff(test.want, rules(findings)); diff != "" {
				t.Errorf("findings (-want +got):\n%s\n%v", diff, findings)
			}
		})
	}
}

func TestNotBPMN(t *testing.T) {
	deep := strings.Repeat("<a>", 400) + strings.Repeat("</a>", 400)
	tests := map[string]struct{ xml, rule string }{
		"empty":         {"", "xml"},
		"text":          {"hello", "xml"},
		"unclosed":      {"<a>", "xml"},
		"two roots":     {"<a/><b/>", "xml"},
		"document type": {`<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>`, "xml"},
		"bare doctype":  {`<!DOCTYPE html><a/>`, "xml"},
		"entity":        {`<a>&x;</a>`, "xml"},
		"deep":          {deep, "xml"},
		"large":         {"<a>" + strings.Repeat(" ", 9<<20) + "</a>", "xml"},
		"wide":          {"<a>" + strings.Repeat("<b/>", 100_000) + "</a>", "xml"},
		"attributes":    {"<a" + strings.Repeat(` b="1"`, 2) + manyAttributes() + "/>", "xml"},
		"other root":    {"<a/>", "not-bpmn"},
		"charset":       {`<?xml version="1.0" encoding="martian"?><a/>`, "xml"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			m, findings := bpmn.Parse([]byte(test.xml))
			if m != nil || len(findings) != 1 || findings[0].Rule != test.rule || findings[0].Severity != finding.Error {
				t.Errorf("got model %v, findings %v; want no model and one error %s", m != nil, findings, test.rule)
			}
		})
	}
}

func manyAttributes() string {
	var b strings.Builder
	for i := range 101 {
		fmt.Fprintf(&b, ` a%d=""`, i)
	}
	return b.String()
}

func TestPositionOfSyntaxError(t *testing.T) {
	_, findings := bpmn.Parse(file(around(`<bpmn:task id="x" name="Choose  it"/>`) + when("g", "x", "e", "=1 + )")))
	if len(findings) != 1 || !strings.Contains(findings[0].Message.String(), "line 1, character 6") {
		t.Errorf("got %v", findings)
	}
}

func TestExtensionsAreTyped(t *testing.T) {
	xml, err := os.ReadFile("testdata/dialect.bpmn")
	if err != nil {
		t.Fatal(err)
	}
	m, findings := bpmn.Parse(xml)
	if len(findings) > 0 {
		t.Fatalf("findings: %v", findings)
	}
	d := m.Processes[0]
	element := func(id string) *bpmn.Element {
		e, ok := d.Element(id)
		if !ok {
			t.Fatalf("no element %s", id)
		}
		return e
	}
	confirm := element("confirm")
	want := bpmn.Extensions{
		Form: "confirm", Due: `=now() + duration("P14D")`, Milestone: "confirmed",
		Inputs:       []bpmn.Mapping{{Source: "=caseNumber", Target: "number"}},
		Outputs:      []bpmn.Mapping{{Source: "=ok", Target: "result.ok"}},
		Requirements: []bpmn.Requirement{{Item: "residence-title", Kind: "document", Purpose: "course", LegalBasis: "eu-gdpr:A6-1-e", Statute: "IntV § 8(1)"}},
		Produces:     []bpmn.Production{{Item: "certificate", Kind: "document", Optional: true}},
	}
	if diff := cmp.Diff(want, confirm.Ext); diff != "" {
		t.Errorf("confirm (-want +got):\n%s", diff)
	}
	if confirm.Role() != "immigration-office" || confirm.Lane.Agency.Zone != "enforcement" {
		t.Errorf("confirm stands with %q in %q", confirm.Role(), confirm.Lane.Agency.Zone)
	}
	if a := element("apply").Lane.Agency; *a != (bpmn.Agency{Role: "applicant", Zone: "applicant"}) {
		t.Errorf("apply: %+v", a)
	}
	send := element("send")
	if diff := cmp.Diff(&bpmn.Service{Type: "transfer", Retries: 5, Headers: []bpmn.Header{{Key: "text", Value: "sent"}}}, send.Ext.Service); diff != "" {
		t.Errorf("send (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(&bpmn.Transfer{Items: []string{"a", "b"}, Recipient: "federal-office", Purpose: "course", LegalBasis: "eu-gdpr:A6-1-e", Statute: "IntV § 8(2)", Expires: "P30D"}, send.Ext.Transfer); diff != "" {
		t.Errorf("transfer (-want +got):\n%s", diff)
	}
	late := element("late")
	if late.AttachedTo != confirm || late.Interrupting || late.Lane != confirm.Lane || late.Triggers[0].Timer.Text != "R3/P1D" {
		t.Errorf("late: %+v", late)
	}
	if m := element("wait").Triggers[0].Message; m.Name != "paper" || m.CorrelationKey != "=caseNumber" {
		t.Errorf("message: %+v", m)
	}
	if element("e").Ext.Outcome != "registered" || element("decide").Ext.Decision.ResultVariable != "route" {
		t.Error("outcome or decision")
	}
	if got := len(d.Expressions()); got != 5 {
		t.Errorf("%d expressions: %v", got, d.Expressions())
	}
	if element("choose").Outgoing[0].ID != "c2" {
		t.Error("outgoing flows are not in the order of the bpmn:outgoing elements")
	}
}

func TestModelInterchangeFiles(t *testing.T) {
	dir := "../../../shared/conformance/miwg"
	files, _ := filepath.Glob(dir + "/*.bpmn")
	more, _ := filepath.Glob(dir + "/exports/*.bpmn")
	files = append(files, more...)
	if len(files) == 0 {
		t.Skip("the model interchange suite is not beside this repository (" + dir + ")")
	}
	for _, path := range files {
		t.Run(filepath.Base(path), func(t *testing.T) {
			xml, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			m, findings := bpmn.Parse(xml)
			if m == nil {
				t.Fatalf("not read: %v", findings)
			}
			for _, f := range findings {
				if f.Rule != "no-executable-process" && f.Element == "" {
					t.Errorf("a finding without element: %v", f)
				}
			}
		})
	}
}

// FuzzParse: whatever the bytes are, reading ends, says why when it gives no model, and loses nothing of a model.
func FuzzParse(f *testing.F) {
	f.Add(file(around(`<bpmn:task id="x"/>`)))
	seeds, _ := filepath.Glob("testdata/*.bpmn")
	for _, path := range seeds {
		xml, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(xml)
	}
	f.Fuzz(func(t *testing.T, xml []byte) {
		m, findings := bpmn.Parse(xml)
		if m == nil {
			if !finding.AnyError(findings) {
				t.Error("no model, and no error says why")
			}
			return
		}
		written, err := m.XML()
		if err != nil {
			t.Fatalf("read, but not written: %v", err)
		}
		again, found := bpmn.Parse(written)
		if again == nil || !cmp.Equal(findings, found) {
			t.Errorf("written and read again it is another file (-was +is):\n%s\n%s", cmp.Diff(findings, found), written)
		}
		for _, d := range m.Processes {
			d.Expressions()
		}
	})
}

// BenchmarkParse reads a small file in the dialect and long chains of tasks.
func BenchmarkParse(b *testing.B) {
	dialect, err := os.ReadFile("testdata/dialect.bpmn")
	if err != nil {
		b.Fatal(err)
	}
	chain := func(n int) []byte {
		var inside strings.Builder
		inside.WriteString(`<bpmn:startEvent id="t0"/>`)
		for i := range n {
			fmt.Fprintf(&inside, `<bpmn:task id="t%d" name="Step %[1]d"/>`, i+1)
			inside.WriteString(flow(fmt.Sprintf("f%d", i), fmt.Sprintf("t%d", i), fmt.Sprintf("t%d", i+1)))
		}
		return file(inside.String() + `<bpmn:endEvent id="e"/>` + flow("last", fmt.Sprintf("t%d", n), "e"))
	}
	for _, test := range []struct {
		name string
		xml  []byte
	}{{"dialect", dialect}, {"50", chain(50)}, {"500", chain(500)}, {"2000", chain(2000)}} {
		b.Run(test.name, func(b *testing.B) {
			b.SetBytes(int64(len(test.xml)))
			for b.Loop() {
				if m, _ := bpmn.Parse(test.xml); m == nil {
					b.Fatal("not read")
				}
			}
		})
	}
}
