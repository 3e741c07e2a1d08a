package scenario_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"handinhand/process/bpmn"
	"handinhand/process/engine"
	"handinhand/process/finding"
	"handinhand/process/scenario"
)

func player(t *testing.T) *scenario.Core {
	t.Helper()
	xml, err := os.ReadFile("testdata/appointment.bpmn")
	if err != nil {
		t.Fatal(err)
	}
	model, findings := bpmn.Parse(xml)
	if finding.AnyError(findings) {
		t.Fatal(findings)
	}
	program, findings := engine.Compile(model.Processes[0], nil)
	if finding.AnyError(findings) {
		t.Fatal(findings)
	}
	return scenario.NewCore(program, time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC))
}

func run(t *testing.T, text string) (scenario.Trace, error) {
	t.Helper()
	script, err := scenario.Parse("test", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return scenario.Run(script, player(t))
}

func TestLives(t *testing.T) {
	tests := map[string]string{
		"accepted": `
			start
			expect tasks apply@applicant
			expect milestones
			expect notices
			complete apply form
			expect tasks decide@office
			expect milestones applied
			expect notices received
			complete decide yes
			expect outcome accepted
-- form --
{"name": "A"}
-- yes --
{"ok": true}
`,
		"reminded twice, then the paper comes": `
			start
			complete apply
			advance P2D           # two reminders
			expect notices received reminder reminder
			message paper
			complete decide yes
			expect outcome accepted
-- yes --
{"ok": true}
`,
		"a notice fails and is retried": `
			fail confirm mail server away
			start
			complete apply
			expect incident confirm
			expect tasks
			expect running
			retry confirm
			expect tasks decide
			expect notices received
`,
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			if trace, err := run(t, text); err != nil {
				t.Errorf("%v\n%s", err, strings.Join(trace, "\n"))
			}
		})
	}
}

func TestTrace(t *testing.T) {
	trace, err := run(t, "start\ncomplete apply\n")
	want := scenario.Trace{
		"entered s", "completed s", "taken f1", "entered apply", "completed apply", "taken f2", "entered confirm",
		"completed confirm", "taken f3", "entered decide",
	}
	if diff := cmp.Diff(want, trace); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

// TestFailures: a scenario that does not hold names its line and what was seen.
func TestFailures(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"other task", "start\nexpect tasks decide", "test:2: expect tasks decide: got apply"},
		{"other role", "start\nexpect tasks apply@office", "got apply@applicant"},
		{"no task", "start\nexpect tasks", "got apply"},
		{"task not open", "start\ncomplete decide", "no task is open at decide"},
		{"still runs", "start\nexpect outcome accepted", "still runs"},
		{"has ended", "start\ncomplete apply\ncomplete decide no\nexpect running\n-- no --\n{\"ok\":false}", "has ended"},
		{"other outcome", "start\ncomplete apply\ncomplete decide no\nexpect outcome accepted\n-- no --\n{\"ok\":false}", "got refused"},
		{"no incident", "start\nretry apply", "no incident is open at apply"},
		{"incident expected", "start\nexpect incident apply", "got none"},
		{"milestones", "start\ncomplete apply\nexpect milestones decided", "got applied"},
		{"notices", "start\nexpect notices received", "got none"},
		{"message", "start\nmessage letter", "nobody waits"},
		{"not started", "complete apply", "no task is open"},
		{"twice", "start\nstart", "started before"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if _, err := run(t, test.text); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

func TestParseErrors(t *testing.T) {
	tests := []struct{ text, want string }{
		{"", "no steps"},
		{"# nothing\n\n", "no steps"},
		{"dance", "s:1: dance: \"dance\" is no step"},
		{"start\n\ncomplete", "s:3: complete: complete takes 1 to 2 words"},
		{"complete apply nofile", "no file \"nofile\""},
		{"start v\n-- v --\n[1]", "not a JSON object"},
		{"advance tomorrow", "not an ISO 8601 duration"},
		{"advance P1M", "months"},
		{"advance -P1D", "forward"},
		{"expect rain", "cannot be expected"},
		{"expect outcome", "takes 1 to 1"},
		{"expect incident", "takes"},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			if _, err := scenario.Parse("s", []byte(test.text)); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("start v\nexpect tasks a@b\nadvance P1D\n-- v --\n{}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if s, err := scenario.Parse("s", data); (err == nil) == (s.Name == "") {
			t.Errorf("script %+v, error %v", s, err)
		}
	})
}
