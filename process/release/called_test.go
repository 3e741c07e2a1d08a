package release_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"handinhand/process/finding"
	"handinhand/process/release"
)

// withCall moves a task of the shipped process into a process of its own, which a call activity begins.
func withCall(t *testing.T) fstest.MapFS {
	t.Helper()
	files := shipped(t)
	text := string(files["process.bpmn"].Data)
	task := regexp.MustCompile(`(?s)<bpmn:userTask id="proof".*?</bpmn:userTask>`).FindString(text)
	inner := regexp.MustCompile(`<bpmn:(incoming|outgoing)>.*?</bpmn:(incoming|outgoing)>`).ReplaceAllString(task, "")
	call := `<bpmn:callActivity id="callProof" calledElement="proving"><bpmn:incoming>flow_proof</bpmn:incoming></bpmn:callActivity>`
	call = strings.Replace(call, "<bpmn:incoming>flow_proof</bpmn:incoming>", strings.Join(regexp.MustCompile(`<bpmn:(incoming|outgoing)>.*?</bpmn:(incoming|outgoing)>`).FindAllString(task, -1), ""), 1)
	for _, r := range [][2]string{
		{task, call},
		{`sourceRef="proof"`, `sourceRef="callProof"`}, {`targetRef="proof"`, `targetRef="callProof"`}, {`attachedToRef="proof"`, `attachedToRef="callProof"`},
		{`<bpmn:flowNodeRef>proof</bpmn:flowNodeRef>`, `<bpmn:flowNodeRef>callProof</bpmn:flowNodeRef>`},
		{`bpmnElement="proof"`, `bpmnElement="callProof"`},
		{`</bpmn:definitions>`, `<bpmn:process id="proving" isExecutable="true"><bpmn:laneSet id="proving-lanes"><bpmn:lane id="proving-lane"><bpmn:extensionElements><hih:agency role="immigration-office" zone="enforcement"/></bpmn:extensionElements>
			<bpmn:flowNodeRef>proving-start</bpmn:flowNodeRef><bpmn:flowNodeRef>proof</bpmn:flowNodeRef><bpmn:flowNodeRef>proving-end</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>
			<bpmn:startEvent id="proving-start"/>` + inner + `<bpmn:endEvent id="proving-end"/>
			<bpmn:sequenceFlow id="proving-1" sourceRef="proving-start" targetRef="proof"/><bpmn:sequenceFlow id="proving-2" sourceRef="proof" targetRef="proving-end"/></bpmn:process></bpmn:definitions>`},
	} {
		text = strings.ReplaceAll(text, r[0], r[1])
	}
	files["process.bpmn"].Data = []byte(text)
	for _, language := range []string{"de", "en", "ar"} {
		file := files["i18n/"+language+".json"]
		file.Data = []byte(strings.Replace(string(file.Data), "{", `{"element.callProof.name": "Proof",`, 1))
	}
	return files
}

// TestCalledProcess: what stands in a called process is part of the release as if it stood in the first one.
func TestCalledProcess(t *testing.T) {
	plain := load(t, shipped(t))
	r := load(t, withCall(t))
	if len(r.Programs) != 2 || r.Programs.Own().Definition().ID != plain.Definition.ID {
		t.Fatalf("the release runs %d processes", len(r.Programs))
	}
	before, _ := plain.Task("proof")
	task, ok := r.Task("proof")
	if !ok || task.Role != before.Role || !slices.Equal(task.Requirements, before.Requirements) {
		t.Errorf("the task of the called process is %+v, it was %+v", task, before)
	}
	if got, want := len(r.Disclosures()), len(plain.Disclosures()); got != want {
		t.Errorf("%d disclosures, %d without a call", got, want)
	}
	findings, proof := release.Prove(release.Claims(r), r)
	if finding.AnyError(findings[0]) || len(proof.Leaks) > 0 {
		t.Errorf("not proven: %v", findings[0])
	}
}

// TestCallsAreBound: a call that leads nowhere, a process that nobody calls, and what is wrong inside a called process.
func TestCallsAreBound(t *testing.T) {
	for name, c := range map[string]struct{ old, new, rule, element string }{
		"nowhere":          {`calledElement="proving"`, `calledElement="elsewhere"`, "unknown-process", "callProof"},
		"never called":     {`calledElement="proving"`, `calledElement="elsewhere"`, "never-called", "proving"},
		"no lane":          {`<bpmn:flowNodeRef>proving-end</bpmn:flowNodeRef>`, ``, "element-without-lane", "proving-end"},
		"unknown item":     {`<bpmn:endEvent id="proving-end"/>`, `<bpmn:endEvent id="proving-end"/><bpmn:userTask id="more"><bpmn:extensionElements><hih:requirement item="nothing" kind="document" legalBasis="eu-gdpr:A6-1-e"/></bpmn:extensionElements></bpmn:userTask>`, "unknown-item", "more"},
		"not carried well": {`<bpmn:endEvent id="proving-end"/>`, `<bpmn:endEvent id="proving-end"/><bpmn:serviceTask id="post"><bpmn:extensionElements><zeebe:taskDefinition type="post"/></bpmn:extensionElements></bpmn:serviceTask>`, "service-type", "post"},
	} {
		t.Run(name, func(t *testing.T) {
			files := withCall(t)
			change{"process.bpmn", c.old, c.new}.apply(t, files)
			r, findings := release.Load(files)
			if r != nil || !slices.ContainsFunc(findings, func(f finding.Finding) bool { return f.Rule == c.rule && f.Element == c.element }) {
				t.Errorf("got %v", findings)
			}
		})
	}
}

// TestProofsEnterCalls: soundness is asked of called processes too.
func TestProofsEnterCalls(t *testing.T) {
	files := withCall(t)
	change{"process.bpmn", `<bpmn:endEvent id="proving-end"/>`, `<bpmn:parallelGateway id="fork"/><bpmn:exclusiveGateway id="merge"/><bpmn:endEvent id="proving-end"/><bpmn:sequenceFlow id="u1" sourceRef="fork" targetRef="merge"/><bpmn:sequenceFlow id="u2" sourceRef="fork" targetRef="merge"/><bpmn:sequenceFlow id="u3" sourceRef="merge" targetRef="proving-end"/>`}.apply(t, files)
	change{"process.bpmn", `sourceRef="proof" targetRef="proving-end"`, `sourceRef="proof" targetRef="fork"`}.apply(t, files)
	change{"process.bpmn", `<bpmn:flowNodeRef>proving-end</bpmn:flowNodeRef>`, `<bpmn:flowNodeRef>proving-end</bpmn:flowNodeRef><bpmn:flowNodeRef>fork</bpmn:flowNodeRef><bpmn:flowNodeRef>merge</bpmn:flowNodeRef>`}.apply(t, files)
	r := load(t, files)
	findings, _ := release.Prove(release.Claims(r), r)
	if !slices.ContainsFunc(findings[0], func(f finding.Finding) bool { return f.Rule == "lack-of-synchronisation" && f.Element == "merge" }) {
		t.Errorf("an unsound called process is not named: %v", findings[0])
	}
}

// TestOnceOnlyEntersCalls: what a called process asks of the applicant counts as asked by the call.
func TestOnceOnlyEntersCalls(t *testing.T) {
	files := withCall(t)
	change{"process.bpmn", `<bpmn:endEvent id="proving-end"/>`, `<bpmn:endEvent id="proving-end"/><bpmn:userTask id="again" name="Again"><bpmn:extensionElements><hih:requirement item="identity-document" kind="document" legalBasis="eu-gdpr:A6-1-e"/></bpmn:extensionElements></bpmn:userTask><bpmn:sequenceFlow id="proving-3" sourceRef="again" targetRef="proving-end"/>`}.apply(t, files)
	change{"process.bpmn", `sourceRef="proof" targetRef="proving-end"`, `sourceRef="proof" targetRef="again"`}.apply(t, files)
	change{"process.bpmn", `</bpmn:lane></bpmn:laneSet>
			<bpmn:startEvent id="proving-start"/>`, `</bpmn:lane><bpmn:lane id="proving-own"><bpmn:extensionElements><hih:agency role="applicant" zone="applicant"/></bpmn:extensionElements><bpmn:flowNodeRef>again</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>
			<bpmn:startEvent id="proving-start"/>`}.apply(t, files)
	for _, language := range []string{"de", "en", "ar"} {
		change{"i18n/" + language + ".json", "{", `{"element.again.name": "Again", "element.again.next": "Again",`}.apply(t, files)
	}
	r := load(t, files)
	findings, _ := release.Prove(release.Claims(r), r)
	if !slices.ContainsFunc(findings[0], func(f finding.Finding) bool { return f.Rule == "once-only" && f.Element == "callProof" }) {
		t.Errorf("asked again in a called process: %v", findings[0])
	}
}
