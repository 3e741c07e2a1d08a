package release_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"handinhand/process/engine"
	"handinhand/process/finding"
	"handinhand/process/release"
)

const declared = "    default: open\n    from:\n      2026-02-01: closed\n"

// TestSwitchDays: a day begins where the package says, before the first one the default holds, and a name alone follows nothing.
func TestSwitchDays(t *testing.T) {
	files := shipped(t)
	change{"data.yaml", declared, declared + "      2026-06-15: open\n"}.apply(t, files)
	r, findings := release.Load(files)
	if r == nil {
		t.Fatal(findings)
	}
	s := engine.Switch{Name: "admission_44_4", Turns: r.SwitchTurns("admission_44_4")}
	for at, want := range map[string]string{
		"2020-01-01T00:00:00Z": "open", "2026-01-31T22:59:59Z": "open", // in Berlin it is winter, one hour ahead
		"2026-01-31T23:00:00Z": "closed", "2026-06-14T21:59:59Z": "closed", "2026-06-14T22:00:00Z": "open",
	} {
		now, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.At(now); got != want {
			t.Errorf("at %s the switch holds %v, not %s", at, got, want)
		}
	}
	if called, held := r.SwitchText("en", "admission_44_4", "closed"); !strings.Contains(called, "discretion") || held != "closed" {
		t.Errorf("the switch is called %q, %q", called, held)
	}
}

// TestSwitchNames: a list of names is what it was, whatever releases were published with it.
func TestSwitchNames(t *testing.T) {
	files := shipped(t)
	change{"data.yaml", "switches: # set by the owner, say nothing about anybody\n  admission_44_4: # the federal office has admitted nobody at discretion since February 2026; what was issued stays valid\n" + declared,
		"switches: [admission_44_4]\n"}.apply(t, files)
	r, findings := release.Load(files)
	if r == nil {
		t.Fatal(findings)
	}
	if turns := r.SwitchTurns("admission_44_4"); turns != nil || !slices.Equal(r.OfNobody(), []string{"admission_44_4"}) {
		t.Errorf("a name alone has turns %v, of nobody are %v", turns, r.OfNobody())
	}
}

// TestSwitchFindings: what is wrong is said at the switch, or at the element that it clashes with.
func TestSwitchFindings(t *testing.T) {
	const name = "admission_44_4"
	for _, c := range []struct {
		change           change
		in, rule, at, of string
		warning          bool
	}{
		{change{"data.yaml", "2026-02-01: closed", "February: closed"}, "data.yaml", "switch-day", name, "2027-01-31", false},
		{change{"data.yaml", "2026-02-01: closed", "2026-02-30: closed"}, "data.yaml", "switch-day", name, "2026-02-30", false},
		{change{"data.yaml", "2026-02-01: closed", "2026-02-01: 7"}, "data.yaml", "switch-value", name, "true or false", false},
		{change{"data.yaml", "2026-02-01: closed", "2026-02-01: true"}, "data.yaml", "switch-value", name, "same kind", false},
		{change{"data.yaml", "    default: open\n", ""}, "data.yaml", "switch-value", name, "before any day", false},
		{change{"data.yaml", "2026-02-01: closed", "2026-02-01: open"}, "data.yaml", "switch-unchanged", name, "changes nothing", true},
		{change{"data.yaml", "timeZone: Europe/Berlin", "timeZone: Europe/Bärlin"}, "data.yaml", "switch-zone", name, "Europe/Berlin", false},
		{change{"data.yaml", "timeZone: Europe/Berlin", ""}, "data.yaml", "switch-zone", name, "Europe/Berlin", false},
		{change{"data.yaml", "    default: open\n", "    defualt: open\n"}, "data.yaml", "data-syntax", "", "defualt", false},
		{change{"data.yaml", "  " + name + ":", "  birthDate: {default: true}\n  " + name + ":"}, "data.yaml", "switch-of-somebody", "birthDate", "nobody", false},
		{change{"data.yaml", "  " + name + ":", "  unread: {default: true}\n  " + name + ":"}, "data.yaml", "switch-unused", "unread", "nothing", true},
		{change{"process.bpmn", `resultVariable="route"`, `resultVariable="` + name + `"`}, "process.bpmn", "switch-written", "route", "another name", false},
		{change{"i18n/en.json", `"switch.admission_44_4.value.open": "open"`, `"x": "open"`}, "i18n/en.json", "missing-text", "switch." + name + ".value.open", "missing", false},
		{change{"process.bpmn", `=route = "federal-office"`, `=admission_44_4 &gt; 3`}, "process.bpmn", "expression-type", "flow_federalOffice", "", false},
	} {
		t.Run(c.rule+" "+c.change.new, func(t *testing.T) {
			files := shipped(t)
			c.change.apply(t, files)
			_, findings := release.Load(files)
			want := finding.Error
			if c.warning {
				want = finding.Warning
			}
			if !slices.ContainsFunc(findings, func(f finding.Finding) bool {
				return f.Rule == c.rule && f.Element == c.at && f.Severity == want && strings.HasPrefix(f.Message.String(), c.in+": ") && strings.Contains(f.Message.String(), c.of)
			}) {
				t.Errorf("no such finding; found:\n%v", findings)
			}
		})
	}
}

// TestSwitchAwaited: a day wakes no case, so no condition may wait for one.
func TestSwitchAwaited(t *testing.T) {
	files := shipped(t)
	text := string(files["process.bpmn"].Data)
	for _, r := range [][2]string{
		{`<bpmn:laneSet`, `<bpmn:subProcess id="meanwhile" triggeredByEvent="true"><bpmn:startEvent id="opened" isInterrupting="false"><bpmn:outgoing>m1</bpmn:outgoing>
			<bpmn:conditionalEventDefinition id="c"><bpmn:condition>=admission_44_4 = "open"</bpmn:condition></bpmn:conditionalEventDefinition></bpmn:startEvent>
			<bpmn:endEvent id="ended"><bpmn:incoming>m1</bpmn:incoming></bpmn:endEvent><bpmn:sequenceFlow id="m1" sourceRef="opened" targetRef="ended"/></bpmn:subProcess><bpmn:laneSet`},
	} {
		text = strings.Replace(text, r[0], r[1], 1)
	}
	files["process.bpmn"] = &fstest.MapFile{Data: []byte(text)}
	_, findings := release.Load(files)
	if !slices.ContainsFunc(findings, func(f finding.Finding) bool { return f.Rule == "switch-awaited" && f.Element == "opened" }) {
		t.Errorf("nobody says that no day wakes a case: %v", findings)
	}
}
