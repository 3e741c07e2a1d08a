package engine_test

import (
	"encoding/json"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"handinhand/process/engine"
)

// twenty is a process of 20 elements: a start, an end, and six times script, choice and user task.
func twenty(t testing.TB) *engine.Program {
	var b strings.Builder
	b.WriteString(`<startEvent id="s"/><endEvent id="e"/>`)
	from := "s"
	for i := range 6 {
		script, choice, task := fmt.Sprintf("script%d", i), fmt.Sprintf("choice%d", i), fmt.Sprintf("task%d", i)
		fmt.Fprintf(&b, `<scriptTask id="%s"><extensionElements><zeebe:script expression="=n + 1" resultVariable="n"/></extensionElements></scriptTask>`, script)
		fmt.Fprintf(&b, `<exclusiveGateway id="%s" default="d%d"/><userTask id="%s"/>`, choice, i, task)
		fmt.Fprintf(&b, `<sequenceFlow id="a%d" sourceRef="%s" targetRef="%s"/>`, i, from, script)
		fmt.Fprintf(&b, `<sequenceFlow id="b%d" sourceRef="%s" targetRef="%s"/>`, i, script, choice)
		fmt.Fprintf(&b, `<sequenceFlow id="c%d" sourceRef="%s" targetRef="e"><conditionExpression>=n &gt; 100</conditionExpression></sequenceFlow>`, i, choice)
		fmt.Fprintf(&b, `<sequenceFlow id="d%d" sourceRef="%s" targetRef="%s"/>`, i, choice, task)
		from = task
	}
	fmt.Fprintf(&b, `<sequenceFlow id="z" sourceRef="%s" targetRef="e"/>`, from)
	return compile(t, definitions(b.String(), ""))
}

// BenchmarkCase runs whole cases of 20 elements and reports Steps (events taken) and elements per second of one core.
func BenchmarkCase(b *testing.B) {
	p := twenty(b)
	b.ReportAllocs()
	steps := 0
	for b.Loop() {
		s, _ := must(b, p, engine.New(), engine.Start{Variables: engine.Variables{"n": 0}})
		steps++
		for !s.Ended() {
			s, _ = must(b, p, s, engine.CompleteTask{Task: s.Tasks()[0].Key, Variables: engine.Variables{"level": "A1"}})
			steps++
		}
	}
	b.ReportMetric(float64(steps)/b.Elapsed().Seconds(), "steps/s")
	b.ReportMetric(float64(b.N)*20/b.Elapsed().Seconds(), "elements/s")
}

func BenchmarkStateJSON(b *testing.B) {
	p := twenty(b)
	s, _ := must(b, p, engine.New(), engine.Start{Variables: engine.Variables{"n": 0, "name": "A", "level": "B1"}})
	b.ReportAllocs()
	for b.Loop() {
		data, err := json.Marshal(s)
		if err != nil {
			b.Fatal(err)
		}
		if err := json.Unmarshal(data, &s); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkWaiting reports the memory of a case that waits at a user task.
func BenchmarkWaiting(b *testing.B) {
	p := twenty(b)
	states := make([]engine.State, 0, b.N)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for b.Loop() {
		s, _ := must(b, p, engine.New(), engine.Start{Variables: engine.Variables{"n": 0}})
		states = append(states, s)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/float64(len(states)), "bytes/case")
	runtime.KeepAlive(states)
}

// BenchmarkManyInstances runs a parallel loop of 1,000 scripts.
func BenchmarkManyInstances(b *testing.B) {
	p := one(b, `<scriptTask id="x"><extensionElements><zeebe:script expression="=item + 1" resultVariable="next"/></extensionElements><multiInstanceLoopCharacteristics>
	  <extensionElements><zeebe:loopCharacteristics inputCollection="=for i in 1..1000 return i" inputElement="item" outputCollection="all" outputElement="=next"/></extensionElements>
	  </multiInstanceLoopCharacteristics></scriptTask>`, "")
	for b.Loop() {
		if s, _ := must(b, p, engine.New(), engine.Start{}); !s.Ended() || len(s.Variables()["all"].([]any)) != 1000 {
			b.Fatalf("%v", s.Incidents())
		}
	}
}
