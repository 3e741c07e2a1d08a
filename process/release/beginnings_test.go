package release_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"handinhand/process/finding"
	"handinhand/process/release"
)

// starting is a package of one task in an office's lane whose start event is filled in.
func starting(definition string) fstest.MapFS {
	const xml = `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:hih="https://handinhand.example/schema/process/1" id="file" targetNamespace="https://handinhand.example/test">
  <bpmn:message id="m" name="paid"/><bpmn:message id="mx" name="=who"/><bpmn:signal id="sg" name="closed"/>
  <bpmn:process id="one" name="One" isExecutable="true">
    <bpmn:laneSet id="lanes"><bpmn:lane id="lane" name="Office"><bpmn:extensionElements><hih:agency role="ROLE" zone="ZONE"/></bpmn:extensionElements>
      <bpmn:flowNodeRef>start</bpmn:flowNodeRef><bpmn:flowNodeRef>do</bpmn:flowNodeRef><bpmn:flowNodeRef>end</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>
    <bpmn:startEvent id="start" name="Start"><bpmn:extensionElements><hih:milestone key="begun"/></bpmn:extensionElements><bpmn:outgoing>f1</bpmn:outgoing>DEFINITION</bpmn:startEvent>
    <bpmn:userTask id="do" name="Do"><bpmn:extensionElements><zeebe:userTask/></bpmn:extensionElements><bpmn:incoming>f1</bpmn:incoming><bpmn:outgoing>f2</bpmn:outgoing></bpmn:userTask>
    <bpmn:endEvent id="end" name="End"><bpmn:extensionElements><hih:outcome key="done"/></bpmn:extensionElements><bpmn:incoming>f2</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="do"/><bpmn:sequenceFlow id="f2" sourceRef="do" targetRef="end"/>
  </bpmn:process>
</bpmn:definitions>`
	role, zone, _ := strings.Cut("office/service", "/")
	if strings.Contains(definition, "message") || strings.Contains(definition, "signal") || strings.Contains(definition, "APPLICANT") {
		role, zone = "applicant", "applicant"
		definition = strings.ReplaceAll(definition, "APPLICANT", "")
	}
	return fstest.MapFS{
		"process.bpmn": {Data: []byte(strings.NewReplacer("ROLE", role, "ZONE", zone, "DEFINITION", definition).Replace(xml))},
		"data.yaml":    {Data: []byte("caseType: one\npurpose: test\nlanguages: [de]\nmilestones: [begun]\n")},
		"i18n/de.json": {Data: []byte(`{"process.name": "Eins", "process.summary": "Eins", "role.` + role + `.name": "Wer", "element.start.name": "Start", "element.do.name": "Tun",
			"element.do.next": "Tun", "element.end.name": "Ende", "milestone.begun.title": "B", "milestone.begun.text": "B", "outcome.done.title": "F", "outcome.done.text": "F"}`)},
	}
}

func timer(form, text string) string {
	return `<bpmn:timerEventDefinition id="d"><bpmn:` + form + `>` + text + `</bpmn:` + form + `></bpmn:timerEventDefinition>`
}

// TestBeginnings loads each way in which a case begins, or is refused with its element.
func TestBeginnings(t *testing.T) {
	for name, c := range map[string]struct {
		definition, refused string
		byHand              bool
	}{
		"by hand":              {definition: "APPLICANT", byHand: true},
		"a message":            {definition: `<bpmn:messageEventDefinition id="d" messageRef="m"/>`},
		"a signal":             {definition: `<bpmn:signalEventDefinition id="d" signalRef="sg"/>`},
		"a date":               {definition: timer("timeDate", "2027-01-01T08:00:00Z")},
		"a duration":           {definition: timer("timeDuration", "P14D")},
		"a cycle":              {definition: timer("timeCycle", "R/P1M")},
		"a timer for somebody": {definition: "APPLICANT" + timer("timeCycle", "R/P1D"), refused: "timer-start-person"},
		"a timer in parts":     {definition: timer("timeCycle", "R/PT0.5S"), refused: "timer-start"},
		"a timer of nothing":   {definition: timer("timeDuration", "=wait"), refused: "timer-start-expression"},
		"a condition":          {definition: `<bpmn:conditionalEventDefinition id="d"><bpmn:condition>=true</bpmn:condition></bpmn:conditionalEventDefinition>`, refused: "conditional-start"},
		"a message of nothing": {definition: `<bpmn:messageEventDefinition id="d" messageRef="mx"/>`, refused: "start-name"},
		"nobody":               {definition: "", refused: "no-applicant"},
	} {
		r, findings := release.Load(starting(c.definition))
		switch {
		case c.refused == "" && r == nil:
			t.Errorf("%s: %v", name, findings)
		case c.refused == "":
			if r.ByHand() != c.byHand || !c.byHand && len(r.Beginnings()) != 1 {
				t.Errorf("%s: by hand %v, else %+v", name, r.ByHand(), r.Beginnings())
			}
		case !slices.ContainsFunc(findings, func(f finding.Finding) bool {
			return f.Rule == c.refused && (f.Element == "start" || f.Element == "one")
		}):
			t.Errorf("%s: no finding %s: %v", name, c.refused, findings)
		}
	}
}

func TestSchedules(t *testing.T) {
	since := time.Date(2026, 1, 31, 8, 0, 0, 0, time.UTC)
	for definition, want := range map[string]release.Schedule{
		timer("timeDate", "2027-01-01T08:00:00Z"):             {First: time.Date(2027, 1, 1, 8, 0, 0, 0, time.UTC), Times: 1},
		timer("timeDuration", "P1M"):                          {First: time.Date(2026, 2, 28, 8, 0, 0, 0, time.UTC), Times: 1},
		timer("timeCycle", "R/PT1H"):                          {First: since.Add(time.Hour), Times: -1},
		timer("timeCycle", "R5/2026-06-01T00:00:00Z/P2DT12H"): {First: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC), Times: 5},
	} {
		r, findings := release.Load(starting(definition))
		if r == nil {
			t.Fatal(findings)
		}
		got, err := r.Beginnings()[0].Schedule(since)
		got.Every = want.Every
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", definition, err, diff)
		}
	}
}
