package bpmn_test

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"handinhand/process/bpmn"
	"handinhand/process/finding"
)

// descriptor is what the editor in the browser makes its hih: groups from.
type descriptor struct {
	URI          string `json:"uri"`
	Enumerations []struct {
		Name          string
		LiteralValues []struct{ Name string }
	}
	Types []extensionType
}

type extensionType struct {
	Name string
	Meta struct {
		AllowedIn []string
		Many      bool
		Alone     bool
	}
	Properties []struct{ Name, Type string }
}

func readDescriptor(t *testing.T) descriptor {
	t.Helper()
	raw, err := os.ReadFile("../../ui/assets/hih.json")
	if err != nil {
		t.Fatal(err)
	}
	var d descriptor
	if err := json.Unmarshal(raw, &d); err != nil {
		t.Fatal(err)
	}
	return d
}

// hosts are an element of each kind that the descriptor names, with room for an extension.
var hosts = map[string]string{
	"bpmn:Lane":             `<bpmn:laneSet id="ls"><bpmn:lane id="l">%s<bpmn:flowNodeRef>x</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>` + around(`<bpmn:userTask id="x"/>`),
	"bpmn:UserTask":         around(`<bpmn:userTask id="x">%s</bpmn:userTask>`),
	"bpmn:Task":             around(`<bpmn:task id="x">%s</bpmn:task>`),
	"bpmn:CallActivity":     around(`<bpmn:callActivity id="x" calledElement="Q">%s</bpmn:callActivity>`),
	"bpmn:ThrowEvent":       around(`<bpmn:intermediateThrowEvent id="x">%s</bpmn:intermediateThrowEvent>`),
	"bpmn:CatchEvent":       around(`<bpmn:intermediateCatchEvent id="x">%s<bpmn:timerEventDefinition><bpmn:timeDuration>P1D</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>`),
	"bpmn:BusinessRuleTask": around(`<bpmn:businessRuleTask id="x">%s</bpmn:businessRuleTask>`),
	"bpmn:FlowNode":         around(`<bpmn:exclusiveGateway id="x">%s</bpmn:exclusiveGateway>`),
	"bpmn:EndEvent":         `<bpmn:startEvent id="s"/><bpmn:endEvent id="x">%s</bpmn:endEvent>` + flow("f", "s", "x"),
}

// hosted is a file with the extensions on a host of that kind.
func hosted(kind, extensions string) []byte {
	filled := ""
	if extensions != "" {
		filled = "<bpmn:extensionElements>" + extensions + "</bpmn:extensionElements>"
	}
	switch kind {
	case "bpmn:Participant":
		return file(around(`<bpmn:userTask id="x"/>`), `<bpmn:collaboration id="c"><bpmn:participant id="p" processRef="P">`+filled+`</bpmn:participant></bpmn:collaboration>`)
	case "bpmn:MessageFlow":
		pools := `<bpmn:participant id="p" processRef="P"/><bpmn:participant id="q" name="Q"/>`
		return file(around(`<bpmn:sendTask id="x"/>`), `<bpmn:collaboration id="c">`+pools+`<bpmn:messageFlow id="m" sourceRef="x" targetRef="q">`+filled+`</bpmn:messageFlow></bpmn:collaboration>`)
	}
	return file(fmt.Sprintf(hosts[kind], filled))
}

// written is a type's element with a value for each attribute, but for those given.
func (d descriptor) written(e extensionType, but map[string]string) string {
	out := "<hih:" + strings.ToLower(e.Name[:1]) + e.Name[1:]
	for _, p := range e.Properties {
		value, other := but[p.Name]
		if !other {
			value = d.values(p.Type)[0]
		}
		out += fmt.Sprintf(` %s="%s"`, p.Name, value)
	}
	return out + "/>"
}

// values are two or more that an attribute of a type can have.
func (d descriptor) values(of string) []string {
	for _, e := range d.Enumerations {
		if e.Name == of {
			var out []string
			for _, v := range e.LiteralValues {
				out = append(out, v.Name)
			}
			return out
		}
	}
	if of == "Boolean" {
		return []string{"false", "true"}
	}
	return []string{"P1D", "P2D"} // text, and a time limit where one is asked for
}

// dialectRules are those by which a parser says that it does not know something of ours.
var dialectRules = []string{"unknown-extension", "misplaced-extension", "repeated-extension", "unknown-attribute", "unknown-value", "unknown-zone", "unknown-kind", "missing-attribute"}

func unknown(findings []finding.Finding) []string {
	var out []string
	for _, f := range findings {
		if slices.Contains(dialectRules, f.Rule) {
			out = append(out, f.Rule+": "+f.Message.String())
		}
	}
	return out
}

// TestDescriptor: what the editor offers is what the parser reads, type by type and attribute by attribute.
func TestDescriptor(t *testing.T) {
	d := readDescriptor(t)
	if d.URI != bpmn.HihNS {
		t.Errorf("the descriptor is about %s, not %s", d.URI, bpmn.HihNS)
	}
	for _, e := range d.Types {
		for _, kind := range e.Meta.AllowedIn {
			t.Run(e.Name+" in "+strings.TrimPrefix(kind, "bpmn:"), func(t *testing.T) { d.check(t, e, kind) })
		}
	}
}

func (d descriptor) check(t *testing.T, e extensionType, kind string) {
	model, findings := bpmn.Parse(hosted(kind, d.written(e, nil)))
	if complaints := unknown(findings); len(complaints) > 0 || model == nil {
		t.Fatalf("the parser does not take what the editor offers: %v", complaints)
	}
	if bare, _ := bpmn.Parse(hosted(kind, "")); e.Meta.Alone && (bare == nil || same(bare, model)) {
		t.Error("its being there says nothing")
	}
	for _, p := range e.Properties {
		for _, value := range d.values(p.Type)[1:] {
			other, findings := bpmn.Parse(hosted(kind, d.written(e, map[string]string{p.Name: value})))
			if complaints := unknown(findings); len(complaints) > 0 {
				t.Errorf("%s=%q: %v", p.Name, value, complaints)
			}
			if same(model, other) {
				t.Errorf("%s makes no difference to the parser", p.Name)
			}
		}
	}
	d.checkWhole(t, e, kind)
	e.checkBearing(t, kind)
}

// tags are elements of each kind that the descriptor names.
var tags = map[string]string{
	"bpmn:Lane": "lane", "bpmn:Participant": "participant", "bpmn:MessageFlow": "messageFlow", "bpmn:UserTask": "userTask", "bpmn:Task": "manualTask", "bpmn:CallActivity": "callActivity",
	"bpmn:ThrowEvent": "intermediateThrowEvent", "bpmn:CatchEvent": "boundaryEvent", "bpmn:BusinessRuleTask": "businessRuleTask", "bpmn:FlowNode": "exclusiveGateway", "bpmn:EndEvent": "endEvent",
}

// checkBearing wants whoever edits without a canvas to be offered the same.
func (e extensionType) checkBearing(t *testing.T, kind string) {
	t.Helper()
	want := bpmn.Bearing{Name: strings.ToLower(e.Name[:1]) + e.Name[1:], Many: e.Meta.Many, Alone: e.Meta.Alone}
	for _, p := range e.Properties {
		want.Attributes = append(want.Attributes, p.Name)
	}
	if !slices.ContainsFunc(bpmn.Bears(tags[kind]), func(b bpmn.Bearing) bool { return fmt.Sprint(b) == fmt.Sprint(want) }) {
		t.Errorf("on %s: %+v is not among %+v", tags[kind], want, bpmn.Bears(tags[kind]))
	}
}

// checkWhole wants the parser to know no attribute that the editor lacks, and to take the element as often.
func (d descriptor) checkWhole(t *testing.T, e extensionType, kind string) {
	_, findings := bpmn.Parse(hosted(kind, strings.Replace(d.written(e, nil), "/>", ` nonsense="1"/>`, 1)))
	var names []string
	for _, p := range e.Properties {
		names = append(names, p.Name)
	}
	i := slices.IndexFunc(findings, func(f finding.Finding) bool { return f.Rule == "unknown-attribute" })
	if want := "it has: " + strings.Join(names, ", ") + "."; i < 0 || !strings.HasSuffix(findings[i].Message.String(), want) {
		t.Errorf("the parser does not say %q: %v", want, findings)
	}
	if kind == "bpmn:Lane" || kind == "bpmn:Participant" || kind == "bpmn:MessageFlow" {
		return // read by name, so the first one counts
	}
	_, findings = bpmn.Parse(hosted(kind, d.written(e, nil)+d.written(e, nil)))
	repeated := slices.ContainsFunc(findings, func(f finding.Finding) bool { return f.Rule == "repeated-extension" })
	if repeated == e.Meta.Many {
		t.Errorf("the descriptor says many: %t, but the parser refuses a second one: %t", e.Meta.Many, repeated)
	}
}

// same compares what was read, without the tree that it was read from.
func same(a, b *bpmn.Model) bool {
	return fmt.Sprint(read(a)) == fmt.Sprint(read(b))
}

func read(m *bpmn.Model) []any {
	var out []any
	for _, f := range m.MessageFlows {
		if f.Transfer != nil {
			out = append(out, *f.Transfer)
		}
	}
	for _, p := range m.Participants {
		out = append(out, fmt.Sprint(p.Agency))
	}
	for _, p := range m.Processes {
		for _, l := range p.Lanes {
			out = append(out, fmt.Sprint(l.Agency))
		}
		for _, e := range p.Elements {
			x := e.Ext
			out = append(out, x.Requirements, x.Produces, x.Attests, x.Milestone, x.Outcome, x.OutcomeHurts, x.Decides, x.Reviews, fmt.Sprint(x.Transfer), fmt.Sprint(x.Adverse))
		}
	}
	return out
}
