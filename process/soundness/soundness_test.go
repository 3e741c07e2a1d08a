package soundness_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"handinhand/process/bpmn"
	"handinhand/process/soundness"
)

func TestSoundness(t *testing.T) {
	tests := []struct{ name, drawing, want string }{
		{"sequence", "s>t1>t2>e", ""},
		{"choice", "s>x1>t1>x2>e; x1>t2>x2", ""},
		{"fork and join", "s>a1>t1>a2>e; a1>t2>a2", ""},
		{"loop", "s>x1>t1>x2>e; x2>x1", ""},
		{"fork in a loop", "s>x1>a1>t1>a2>x2>e; a1>t2>a2; x2>x1", ""},
		{"choice joined by a fork's join", "s>x1>t1>a2>e; x1>t2>a2", "deadlock a2"},
		{"fork merged by a choice", "s>a1>t1>x2>t3>e; a1>t2>x2", "lack-of-synchronisation x2"},
		{"fork merged at an end", "s>a1>t1>e; a1>t2>e", "improper-completion e"},
		{"fork with an end each", "s>a1>t1>e1; a1>t2>e2", ""},
		{"endless", "s>x1>t1>x2>x1; x2>x1", "no-option-to-complete x1"},
		{"endless beside an end", "s>x0>e; x0>x1>t1>x1", "no-option-to-complete x1"},
		{"join waits for a loop", "s>a1>t1>a2>e; a1>x1>t2>x2>a2; x2>x1", ""},
		{"join that one branch never comes to", "s>a1>t1>a2>e; a1>x1>t2>a2; x1>t3>e3", "deadlock a2"},
		{"terminate", "s>a1>t1>k1; a1>t2>e", ""},
		{"terminate out of a loop", "s>a1>t1>k1; a1>x1>t2>x1", ""},
		{"inclusive", "s>o1>t1>o2>e; o1>t2>o2; o1>t3>o2", ""},
		{"inclusive joined by a parallel join", "s>o1>t1>a2>e; o1>t2>a2", "deadlock a2"},
		{"inclusive merged by a choice", "s>o1>t1>x2>t3>e; o1>t2>x2", "lack-of-synchronisation x2"},
		{"parallel joined by an inclusive join", "s>a1>t1>o2>e; a1>t2>o2", ""},
		{"inclusive in a loop", "s>x1>o1>t1>o2>x2>e; o1>t2>o2; x2>x1", ""},
		{"nested inclusive", "s>o1>o3>t1>o4>o2>e; o3>t2>o4; o1>t3>o2", ""},
		{"event-based choice", "s>g1>i1>x2>e; g1>i2>x2", ""},
		{"event-based choice joined", "s>g1>i1>a2>e; g1>i2>a2", "deadlock a2"},
		{"complex", "s>c1>t1>c2>e; c1>t2>c2; c1>t3>c2", ""},
		{"discriminator", "s>a1>t1>c2>e; a1>t2>c2; a1>t3>c2", ""},
		{"boundary", "s>t1>x1>e; b1@t1; b1>t2>x1", ""},
		{"boundary into a join", "s>t1>a1>e; b1@t1; b1>t2>a1", "deadlock a1"},
		{"beside", "s>t1>e; n1@t1; n1>t2>e2", ""},
		{"beside, in a loop", "s>x1>t1>x2>e; x2>x1; n1@t1; n1>t2>e2", ""},
		{"beside, and back into the way", "s>t1>x1>t3>e; n1@t1; n1>t2>x1", "lack-of-synchronisation x1"},
		{"beside, joined", "s>t1>a1>e; n1@t1; n1>t2>a1", "deadlock a1"},
		{"wrong beside", "s>t1>e; n1@t1; n1>x1>t2>a2>e2; x1>t3>a2", "deadlock a2"},
		{"sub-process", "s>p1>e; p1: s2>t1>e2", ""},
		{"wrong in a sub-process", "s>p1>e; p1: s2>x1>t1>a2>e2; p1: x1>t2>a2", "deadlock a2"},
		{"error out of a sub-process", "s>p1>e; h1@p1; h1>t9>e9; p1: s2>x1>t1>e2; p1: x1>r1", ""},
		{"only errors out of a sub-process", "s>p1>t8>e; h1@p1; h1>t9>e9; p1: s2>t1>r1", "dead-element t8"},
		{"uncaught error ends all", "s>p1>t8>e; p1: s2>x1>t1>e2; p1: x1>r1", ""},
		{"error caught inside", "s>p1>t8>e; p1: s2>t1>r1; p1: p2!; p2!: v1>t3>e3", ""},
		{"transaction", "s>y1>t8>e; l1@y1; l1>t9>e9; y1: s2>x1>t1>e2; y1: x1>q1", ""},
		{"event sub-process", "s>t1>e; p2!: u1>t3>e3", ""},
		{"wrong event sub-process", "s>t1>e; p2!: u1>a1>t3>x1>t5>e3; p2: a1>t4>x1", "lack-of-synchronisation x1"},
		{"implicit fork and ends", "s>t1>t2>e1; t1>t3>e2", ""},
		{"implicit merge of a fork", "s>t1>t2>t4>e1; t1>t3>t4", "lack-of-synchronisation t4"},
		{"two wrong joins", "s>x0>x1>t1>a1>e1; x1>t2>a1; x0>x3>t3>a3>e3; x3>t4>a3", "deadlock a1 deadlock a3"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, f := range soundness.Prove(parse(t, draw(test.drawing))) {
				got = append(got, f.Rule+" "+f.Element)
				if f.Rule != "dead-element" && len(f.Path) == 0 {
					t.Errorf("%s has no way that leads there", f.Rule)
				}
			}
			if d := cmp.Diff(test.want, strings.Join(got, " ")); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestTogether proves two processes that send each other messages.
func TestTogether(t *testing.T) {
	message := `<messageEventDefinition messageRef="M"/>`
	file := func(one, two string, flows ...[2]string) string {
		var b strings.Builder
		b.WriteString(`<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="D"><message id="M" name="m"/><collaboration id="K"><participant id="A" processRef="P"/><participant id="B" processRef="Q"/>`)
		for i, f := range flows {
			fmt.Fprintf(&b, `<messageFlow id="mf%d" sourceRef="%s" targetRef="%s"/>`, i, f[0], f[1])
		}
		fmt.Fprintf(&b, `</collaboration><process id="P" isExecutable="true">%s</process><process id="Q" isExecutable="true">%s</process></definitions>`, one, two)
		return b.String()
	}
	chain := func(prefix string, kinds ...string) string {
		var b strings.Builder
		for i, k := range kinds {
			body := ""
			if strings.HasSuffix(k, "*") {
				k, body = strings.TrimSuffix(k, "*"), message
			}
			fmt.Fprintf(&b, `<%s id="%s%d">%s</%[1]s>`, k, prefix, i, body)
			if i > 0 {
				fmt.Fprintf(&b, `<sequenceFlow id="%s-%d" sourceRef="%[1]s%[3]d" targetRef="%[1]s%[2]d"/>`, prefix, i, i-1)
			}
		}
		return b.String()
	}
	start, throw, catch, end := "startEvent", "intermediateThrowEvent*", "intermediateCatchEvent*", "endEvent"
	for name, c := range map[string]struct{ xml, want string }{
		"asks and answers":         {file(chain("a", start, throw, catch, end), chain("b", start, catch, throw, end), [2]string{"a1", "b1"}, [2]string{"b2", "a2"}), ""},
		"each waits for the other": {file(chain("a", start, catch, throw, end), chain("b", start, catch, throw, end), [2]string{"a2", "b1"}, [2]string{"b2", "a1"}), "deadlock a1 deadlock b1"},
		"started by a message":     {file(chain("a", start, throw, catch, end), chain("b", "startEvent*", throw, end), [2]string{"a1", "b0"}, [2]string{"b1", "a2"}), ""},
		"answer that never comes":  {file(chain("a", start, throw, catch, end), chain("b", start, end)+`<task id="idle"/>`, [2]string{"a1", "b0x"}, [2]string{"idle", "a2"}), "deadlock a2"},
		"only one way answers": {file(chain("a", start, throw, catch, end),
			chain("b", start, catch, "exclusiveGateway", throw, end)+`<endEvent id="no"/><sequenceFlow id="n" sourceRef="b2" targetRef="no"/>`, [2]string{"a1", "b1"}, [2]string{"b3", "a2"}), "deadlock a2"},
	} {
		m, _ := bpmn.Parse([]byte(c.xml))
		var got []string
		for _, f := range soundness.ProveModel(m) {
			got = append(got, f.Rule+" "+f.Element)
		}
		if d := cmp.Diff(c.want, strings.Join(got, " ")); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}
