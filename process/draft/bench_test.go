package draft_test

import (
	"fmt"
	"strings"
	"testing"

	"handinhand/process/release"
)

// large makes a package of about n flow nodes: blocks of a task with a form, a choice between two tasks, and three services
// side by side, in two lanes, with data, texts and places on a diagram.
func large(n int) map[string][]byte {
	var nodes, flows, shapes strings.Builder
	applicant, office := []string{}, []string{}
	texts := []string{`"process.name": "Groß"`, `"process.summary": "Groß"`, `"role.applicant.name": "Antrag"`, `"role.office.name": "Amt"`, `"milestone.begun.title": "Da"`, `"milestone.begun.text": "Da"`,
		`"outcome.done.title": "Fertig"`, `"outcome.done.text": "Fertig"`, `"form.ask.title": "Frage"`, `"item.answer.name": "Antwort"`}
	count, last := 0, ""
	node := func(kind, id, lane, inside string) {
		fmt.Fprintf(&nodes, "<%s id=%q name=%q>%s</%s>\n", kind, id, "Name "+id, inside, kind)
		fmt.Fprintf(&shapes, "<bpmndi:BPMNShape id=\"%s_di\" bpmnElement=%q><dc:Bounds x=\"%d\" y=\"1\" width=\"100\" height=\"80\"/></bpmndi:BPMNShape>\n", id, id, count*150)
		texts = append(texts, fmt.Sprintf(`"element.%s.name": "Name", "element.%s.next": "Weiter"`, id, id))
		if lane == "a" {
			applicant = append(applicant, id)
		} else {
			office = append(office, id)
		}
		count++
	}
	flow := func(from, to, inside string) {
		fmt.Fprintf(&flows, "<sequenceFlow id=\"%s-%s\" sourceRef=%q targetRef=%q>%s</sequenceFlow>\n", from, to, from, to, inside)
	}
	next := func(id string) {
		if last != "" {
			flow(last, id, "")
		}
		last = id
	}
	node("startEvent", "start", "a", "")
	last = "start"
	for block := 0; count < n-10; block++ {
		id := func(name string) string { return fmt.Sprintf("%s%d", name, block) }
		milestone := ""
		if block == 0 {
			milestone = `<hih:milestone key="begun"/>`
		}
		node("userTask", id("ask"), "a", `<extensionElements><zeebe:formDefinition formId="ask"/>`+milestone+`</extensionElements>`)
		next(id("ask"))
		node("exclusiveGateway", id("split"), "o", "")
		next(id("split"))
		node("exclusiveGateway", id("join"), "o", "")
		for _, way := range []string{"left", "right"} {
			node("userTask", id(way), "o", `<extensionElements><hih:requirement item="answer" kind="fact"/><zeebe:formDefinition formId="look"/></extensionElements>`)
			condition := "<conditionExpression>=answer = \"yes\"</conditionExpression>"
			if way == "right" {
				condition = "<conditionExpression>=answer != \"yes\"</conditionExpression>"
			}
			flow(id("split"), id(way), condition)
			flow(id(way), id("join"), "")
		}
		last = id("join")
		node("parallelGateway", id("fork"), "o", "")
		next(id("fork"))
		node("parallelGateway", id("meet"), "o", "")
		for _, way := range []string{"x", "y", "z"} {
			node("userTask", id(way), "o", `<extensionElements><hih:requirement item="answer" kind="fact"/><zeebe:formDefinition formId="look"/></extensionElements>`)
			flow(id("fork"), id(way), "")
			flow(id(way), id("meet"), "")
		}
		last = id("meet")
	}
	node("endEvent", "end", "o", `<extensionElements><hih:outcome key="done"/></extensionElements>`)
	next("end")
	lane := func(id, role, zone string, members []string) string {
		return fmt.Sprintf(`<lane id=%q name=%q><extensionElements><hih:agency role=%q zone=%q/></extensionElements><flowNodeRef>%s</flowNodeRef></lane>`, id, role, role, zone, strings.Join(members, "</flowNodeRef><flowNodeRef>"))
	}
	texts = append(texts, `"form.ask.answer.label": "Antwort", "form.ask.answer.option.yes": "Ja", "form.ask.answer.option.no": "Nein", "form.look.title": "Sehen", "form.look.answer.label": "Antwort", "form.look.answer.option.yes": "Ja", "form.look.answer.option.no": "Nein"`)
	field := func(form, more string) []byte {
		return []byte(`{"type":"default","id":"` + form + `","schemaVersion":16,"components":[{"type":"radio","id":"f","key":"answer","label":"Antwort","values":[{"label":"Ja","value":"yes"},{"label":"Nein","value":"no"}]` + more + `}]}`)
	}
	return map[string][]byte{
		"process.bpmn": []byte(`<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:hih="https://handinhand.example/schema/process/1" id="d">
<process id="big" name="Groß" isExecutable="true"><laneSet id="ls">` + lane("la", "applicant", "applicant", applicant) + lane("lo", "office", "service", office) + "</laneSet>\n" + nodes.String() + flows.String() +
			`</process><bpmndi:BPMNDiagram id="di"><bpmndi:BPMNPlane id="pl" bpmnElement="big">` + shapes.String() + `</bpmndi:BPMNPlane></bpmndi:BPMNDiagram></definitions>`),
		"ask.form":  field("ask", `,"validate":{"required":true}`),
		"look.form": field("look", `,"readonly":true`),
		"data.yaml": []byte(`caseType: big
purpose: big
languages: [de]
milestones: [begun]
labels:
  open: {zones: [applicant, service]}
items:
  answer: {category: "pd:Preference", label: open, fields: [answer], source: applicant, purpose: big, legalBasis: "eu-gdpr:A6-1-e", statute: "§ 1", retention: {after: caseClosed, period: P1Y, statute: "§ 2"}}
`),
		"i18n/de.json": []byte("{" + strings.Join(texts, ",\n") + "}"),
	}
}

// TestLargeIsWhole: what is measured is a process that could be published, of the size that is claimed.
func TestLargeIsWhole(t *testing.T) {
	r, provable, findings := release.Sketch(large(300))
	if !provable || len(r.Elements()) < 290 || len(findings) > 0 {
		t.Errorf("%d elements, findings %v", len(r.Elements()), findings)
	}
	proven, _ := release.Prove(release.Claims(r), r)
	for _, f := range proven[0] {
		if f.Rule != "needless-requirement" {
			t.Logf("proven: %s", f)
		}
	}
}

// BenchmarkDraftCheck300 is what it takes to check a process of 300 elements after each edit, beside another one that is published.
func BenchmarkDraftCheck300(b *testing.B) {
	files := large(300)
	published, _, _ := release.Sketch(shipped(b))
	b.ResetTimer()
	for b.Loop() {
		r, provable, _ := release.Sketch(files)
		if !provable {
			b.Fatal("the process cannot be proven")
		}
		release.ProveSoon(release.Claims(r, published), r, published)
	}
	b.ReportMetric(float64(len(files["process.bpmn"]))/1024, "KB")
}
