package soundness

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"handinhand/process/bpmn"
)

// TestReductionLosesNothing compares the search with one that follows every token through every element in every order, on
// processes that were drawn at random and are mostly wrong.
func TestReductionLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		xml := randomProcess(t)
		m, _ := bpmn.Parse([]byte(xml))
		g := newGraph(m.Processes[0].Body)
		r := g.regions()[0]
		if len(r.starts) == 0 {
			t.Skip("nothing can begin")
		}
		fast, slow := newNet(g, r, nil, nil, false).run(false), newNet(g, r, nil, nil, true).run(true)
		if !slow.why.IsZero() {
			t.Skip("too large to compare")
		}
		if len(fast.endless)+len(slow.endless) > 0 { // what else is wrong beside an endless circle need not be found
			if wrong(fast) != wrong(slow) {
				t.Fatalf("wrong: %v, in truth %v\n%s", wrong(fast), wrong(slow), xml)
			}
			return
		}
		meets := func(f found) bool { return len(f.unsafe)+len(f.improper) > 0 }
		if meets(fast) != meets(slow) {
			t.Fatalf("tokens meet: %v, in truth %v\n%s", meets(fast), meets(slow), xml)
		}
		if meets(slow) {
			return // what comes after is not followed
		}
		if f, s := len(fast.deadlocks) > 0, len(slow.deadlocks) > 0; f != s {
			t.Fatalf("deadlock: %v, in truth %v\n%s", f, s, xml)
		}
		if fast.completes != slow.completes {
			t.Fatalf("completes: %v, in truth %v\n%s", fast.completes, slow.completes, xml)
		}
		for e := range slow.visited {
			if !fast.visited[e] && len(slow.deadlocks) == 0 {
				t.Fatalf("%s counts as dead, but happens\n%s", e.ID, xml)
			}
		}
	})
}

func wrong(f found) bool { return len(f.unsafe)+len(f.improper)+len(f.deadlocks)+len(f.endless) > 0 }

// randomProcess joins elements of random kinds at random.
func randomProcess(t *rapid.T) string {
	kinds := []string{"task", "exclusiveGateway", "parallelGateway", "inclusiveGateway", "endEvent", "terminate", "boundary"}
	n := rapid.IntRange(3, 9).Draw(t, "elements")
	var b strings.Builder
	ids := []string{}
	for i := range n {
		id := fmt.Sprintf("n%d", i)
		switch kind := rapid.SampledFrom(kinds).Draw(t, "kind"); kind {
		case "terminate":
			fmt.Fprintf(&b, `<endEvent id="%s"><terminateEventDefinition/></endEvent>`, id)
		case "endEvent":
			fmt.Fprintf(&b, `<endEvent id="%s"/>`, id)
		case "boundary":
			fmt.Fprintf(&b, `<task id="%s"/><boundaryEvent id="b%s" attachedToRef="%[1]s" cancelActivity="%v"><timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition></boundaryEvent>`,
				id, id, rapid.Bool().Draw(t, "interrupts"))
			fmt.Fprintf(&b, `<sequenceFlow id="fb%s" sourceRef="b%[1]s" targetRef="n%d"/>`, id, rapid.IntRange(0, n-1).Draw(t, "to"))
			ids = append(ids, id)
		default:
			fmt.Fprintf(&b, `<%s id="%s"/>`, kind, id)
			ids = append(ids, id)
		}
	}
	flows := 0
	for _, id := range ids {
		for range rapid.IntRange(1, 2).Draw(t, "flows") {
			flows++
			fmt.Fprintf(&b, `<sequenceFlow id="f%d" sourceRef="%s" targetRef="n%d"><conditionExpression>=true</conditionExpression></sequenceFlow>`, flows, id, rapid.IntRange(0, n-1).Draw(t, "to"))
		}
	}
	return `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="D"><process id="P" isExecutable="true"><startEvent id="s"/><sequenceFlow id="f0" sourceRef="s" targetRef="n0"/>` + b.String() + `</process></definitions>`
}
