package diff

import (
	"io/fs"
	"slices"
	"strings"

	"github.com/beevik/etree"
)

const (
	bpmnNS = "http://www.omg.org/spec/BPMN/20100524/MODEL"
	diNS   = "http://www.omg.org/spec/BPMN/20100524/DI"
)

// flowUnits are what an owner sees as one thing of a process. What defines an event or repeats an activity is part of it.
var flowUnits = set(`process participant collaboration lane sequenceFlow messageFlow association textAnnotation group
	startEvent endEvent intermediateCatchEvent intermediateThrowEvent boundaryEvent
	task userTask serviceTask sendTask receiveTask manualTask businessRuleTask scriptTask callActivity
	subProcess transaction adHocSubProcess eventSubProcess
	exclusiveGateway inclusiveGateway parallelGateway complexGateway eventBasedGateway
	dataObject dataObjectReference dataStore dataStoreReference
	message signal error escalation itemDefinition resource interface globalTask globalUserTask globalScriptTask
	globalManualTask globalBusinessRuleTask correlationProperty`)

func set(words string) map[string]bool {
	all := map[string]bool{}
	for _, word := range strings.Fields(words) {
		all[word] = true
	}
	return all
}

// process compares the diagrams.
func (c *Changes) process(old, new fs.FS) error {
	was, before, err := diagram(old)
	if err != nil {
		return err
	}
	is, after, err := diagram(new)
	if err != nil {
		return err
	}
	c.Process = compare("process.bpmn", was, is)
	for _, id := range union(before, after) {
		_, there := was[id]
		_, still := is[id]
		if there && still && before[id] != after[id] {
			c.Drawn = append(c.Drawn, id)
		}
	}
	return nil
}

// diagram reads the elements of a package's process, and how each is drawn.
func diagram(files fs.FS) (map[string]part, map[string]string, error) {
	text, err := content(files, "process.bpmn")
	if err != nil {
		return nil, nil, err
	}
	root, err := parseXML(text)
	if err != nil || root == nil {
		return nil, nil, err
	}
	d := document{own: bpmnNS, units: flowUnits, parts: map[string]part{}, skip: func(x *etree.Element) bool {
		return x.NamespaceURI() == diNS || x.NamespaceURI() == bpmnNS && slices.Contains([]string{"incoming", "outgoing", "flowNodeRef"}, x.Tag)
	}}
	d.walk(root, "")
	for _, x := range root.FindElements("//lane") { // those in another one come later, and count
		for _, ref := range x.SelectElements("flowNodeRef") {
			if p, ok := d.parts[strings.TrimSpace(ref.Text())]; ok {
				p.says[lane] = strings.TrimSpace(x.SelectAttrValue("name", "") + " (" + x.SelectAttrValue("id", "") + ")")
			}
		}
	}
	drawn := map[string]string{}
	for _, x := range root.FindElements("//[@bpmnElement]") {
		if x.Tag != "BPMNPlane" { // which holds all the others
			drawn[x.SelectAttrValue("bpmnElement", "")] += drawing(x)
		}
	}
	return d.parts, drawn, nil
}

// drawing is where and how something is drawn, whatever ids its parts have.
func drawing(x *etree.Element) string {
	var b strings.Builder
	for _, a := range x.Attr {
		if a.Key != "id" {
			b.WriteString(a.Key + "=" + a.Value + " ")
		}
	}
	for _, c := range x.ChildElements() {
		b.WriteString(c.Tag + "{" + drawing(c) + "}")
	}
	return b.String()
}
