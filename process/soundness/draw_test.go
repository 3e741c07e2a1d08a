package soundness_test

import (
	"fmt"
	"strings"
	"testing"

	"handinhand/process/bpmn"
	"handinhand/process/finding"
)

// kinds says what the first letter of an id draws.
var kinds = map[byte]string{
	's': "startEvent", 'e': "endEvent", 't': "task", 'x': "exclusiveGateway", 'a': "parallelGateway", 'o': "inclusiveGateway", 'c': "complexGateway",
	'g': "eventBasedGateway", 'i': "intermediateCatchEvent", 'p': "subProcess", 'k': "endEvent", 'r': "endEvent", 'q': "endEvent", 'b': "boundaryEvent", 'n': "boundaryEvent",
	'h': "boundaryEvent", 'y': "transaction", 'l': "boundaryEvent", 'v': "startEvent", 'u': "startEvent",
}

var inside = map[byte]string{
	'i': timer, 'b': timer, 'n': timer, 'k': "<terminateEventDefinition/>", 'r': `<errorEventDefinition errorRef="E"/>`, 'h': `<errorEventDefinition errorRef="E"/>`,
	'q': "<cancelEventDefinition/>", 'l': "<cancelEventDefinition/>", 'v': `<errorEventDefinition errorRef="E"/>`, 'u': timer,
}

const timer = "<timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition>"

// draw makes a process of lines such as "s>a1>t1>a2>e": flows between elements whose kinds are their first letters. A line
// "b1@t1" attaches an event, a line "p1: s2>t3>e2" draws inside of p1; "p1!" makes that an event sub-process. Flows of
// inclusive and complex gateways get conditions.
func draw(text string) string {
	bodies := map[string]*strings.Builder{"": {}}
	seen, attached, parent := map[string]bool{}, map[string]string{}, map[string]string{}
	events := map[string]bool{}
	var order []string
	flows := 0
	for line := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '\n' || r == ';' }) {
		line = strings.TrimSpace(line)
		scope := ""
		if owner, rest, ok := strings.Cut(line, ": "); ok {
			if strings.HasSuffix(owner, "!") {
				owner = strings.TrimSuffix(owner, "!")
				events[owner] = true
			}
			scope, line = owner, rest
			if events[owner] && !seen[owner] {
				seen[owner] = true
				order = append(order, owner)
			}
		}
		if bodies[scope] == nil {
			bodies[scope] = &strings.Builder{}
		}
		if b, host, ok := strings.Cut(line, "@"); ok {
			attached[b] = host
			continue
		}
		ids := strings.Split(line, ">")
		for i, id := range ids {
			if short, ok := strings.CutSuffix(id, "!"); ok {
				id = short
				events[id] = true
			}
			if !seen[id] {
				seen[id] = true
				order = append(order, id)
				parent[id] = scope
			}
			if i == 0 {
				continue
			}
			flows++
			condition := ""
			if from := ids[i-1]; strings.ContainsRune("oxc", rune(from[0])) {
				condition = "<conditionExpression>=true</conditionExpression>"
			}
			fmt.Fprintf(bodies[scope], `<sequenceFlow id="f%d" sourceRef="%s" targetRef="%s">%s</sequenceFlow>`, flows, ids[i-1], id, condition)
		}
	}
	for i := len(order) - 1; i >= 0; i-- { // inner before outer
		id := order[i]
		extra := ""
		if host := attached[id]; host != "" {
			extra = fmt.Sprintf(` attachedToRef="%s" cancelActivity="%v"`, host, id[0] != 'n')
		}
		if events[id] {
			extra += ` triggeredByEvent="true"`
		}
		body := inside[id[0]]
		if b := bodies[id]; b != nil {
			body = b.String()
		}
		fmt.Fprintf(bodies[parent[id]], `<%s id="%s"%s>%s</%[1]s>`, kinds[id[0]], id, extra, body)
	}
	return `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="D"><error id="E" errorCode="E1"/><process id="P" isExecutable="true">` + bodies[""].String() + `</process></definitions>`
}

// parse reads a drawing that must be correct BPMN but for its form.
func parse(t testing.TB, xml string) *bpmn.Definition {
	t.Helper()
	m, findings := bpmn.Parse([]byte(xml))
	for _, f := range findings {
		if f.Severity == finding.Error && !bpmn.FormOnly(f) {
			t.Fatalf("the drawing is wrong: %v\n%s", f, xml)
		}
	}
	return m.Processes[0]
}
