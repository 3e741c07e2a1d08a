package engine_test

import (
	"fmt"
	"strings"

	"handinhand/process/engine"
)

// chooser gives numbers from 0 to below n: drawn by rapid, or read from a fuzzer's bytes.
type chooser func(n int) int

// generator writes block-structured processes: every block has one way in and one way out, so that every case can end.
type generator struct {
	choose    chooser
	faulty    bool // also write expressions that fail
	next      int
	inside    strings.Builder
	beside    strings.Builder
	variables engine.Variables
}

// generate gives a process file and the variables its cases start with.
func generate(choose chooser, faulty bool) ([]byte, engine.Variables) {
	g := &generator{choose: choose, faulty: faulty, variables: engine.Variables{"n": 0, "caseNumber": "C-1"}}
	g.element(`startEvent id="s"`, "")
	last := g.block("s", 3)
	g.element(`endEvent id="e"`, `<extensionElements><hih:outcome key="done"/></extensionElements>`)
	g.flow(last, "e", "")
	return definitions(g.inside.String(), g.beside.String()), g.variables
}

func (g *generator) id(prefix string) string {
	g.next++
	return fmt.Sprintf("%s%d", prefix, g.next)
}

func (g *generator) element(head, body string) {
	fmt.Fprintf(&g.inside, "<%s>%s</%s>", head, body, strings.Fields(head)[0])
}

func (g *generator) node(kind, body string) string {
	id := g.id(kind[:1])
	g.element(fmt.Sprintf(`%s id="%s"`, kind, id), body)
	return id
}

func (g *generator) flow(from, to, condition string) string {
	id := g.id("f")
	if condition != "" {
		condition = "<conditionExpression>=" + condition + "</conditionExpression>"
	}
	g.element(fmt.Sprintf(`sequenceFlow id="%s" sourceRef="%s" targetRef="%s"`, id, from, to), condition)
	return id
}

// after adds a node behind another one.
func (g *generator) after(from, kind, body string) string {
	id := g.node(kind, body)
	g.flow(from, id, "")
	return id
}

// block adds a block behind a node and gives the node at which it ends.
func (g *generator) block(from string, depth int) string {
	if depth > 0 {
		switch g.choose(9) {
		case 0:
			return g.block(g.block(from, depth-1), depth-1)
		case 1:
			return g.choice(from, depth-1)
		case 2:
			return g.parallel(from, depth-1)
		case 3:
			return g.loop(from, depth-1)
		case 4:
			return g.some(from, depth-1)
		case 5:
			return g.body(from, depth-1)
		case 6:
			return g.undoing(from)
		case 7:
			return g.raising(from, depth-1)
		}
	}
	return g.step(from)
}

func (g *generator) step(from string) string {
	switch g.choose(12) {
	case 8:
		return g.after(from, "userTask", g.repeated())
	case 9:
		return g.deferred(from)
	case 10:
		return g.after(from, "intermediateThrowEvent", g.signal())
	case 11:
		return g.after(from, "callActivity", `<extensionElements><zeebe:calledElement processId="Q"/></extensionElements>`+g.repeated())
	case 0:
		return g.after(from, "serviceTask", `<extensionElements><zeebe:taskDefinition type="t"/><zeebe:ioMapping><zeebe:input source="=n" target="n"/></zeebe:ioMapping></extensionElements>`)
	case 1:
		return g.after(from, "scriptTask", `<extensionElements><zeebe:script expression="=`+g.number()+` + 1" resultVariable="n"/></extensionElements>`)
	case 2:
		return g.after(from, "manualTask", "")
	case 3:
		return g.after(from, "intermediateCatchEvent", `<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>`)
	case 4:
		return g.after(from, "intermediateCatchEvent", g.message())
	case 5:
		return g.guarded(from)
	}
	return g.after(from, "userTask", `<extensionElements><zeebe:ioMapping><zeebe:output source="=`+g.number()+` + 1" target="n"/></zeebe:ioMapping></extensionElements>`)
}

// number names a variable that holds a number, or now and then one that is not there.
func (g *generator) number() string {
	if g.faulty && g.choose(4) == 0 {
		return "missing"
	}
	return "n"
}

func (g *generator) message() string {
	id := g.id("m")
	fmt.Fprintf(&g.beside, `<message id="%s" name="%s"><extensionElements><zeebe:subscription correlationKey="=caseNumber"/></extensionElements></message>`, id, id)
	return `<messageEventDefinition messageRef="` + id + `"/>`
}

// guarded is a user task with an event on its boundary.
func (g *generator) guarded(from string) string {
	task := g.after(from, "userTask", "")
	if g.choose(3) == 0 {
		task = g.after(task, "serviceTask", `<extensionElements><zeebe:taskDefinition type="t"/></extensionElements>`)
	}
	trigger := g.message()
	if g.choose(2) == 0 {
		trigger = "<timerEventDefinition><timeCycle>" + []string{"R3/PT1H", "R/P1D"}[g.choose(2)] + "</timeCycle></timerEventDefinition>"
	}
	event, interrupts := g.id("b"), g.choose(2) == 0
	g.element(fmt.Sprintf(`boundaryEvent id="%s" attachedToRef="%s" cancelActivity="%v"`, event, task, interrupts), trigger)
	way := g.step(event)
	if interrupts {
		merge := g.after(task, "exclusiveGateway", "")
		g.flow(way, merge, "")
		return merge
	}
	end := g.node("endEvent", []string{"", "<terminateEventDefinition/>"}[min(1, g.choose(6)/5)])
	g.flow(way, end, "")
	return task
}

func (g *generator) choice(from string, depth int) string {
	split, merge := g.id("x"), g.node("exclusiveGateway", "")
	g.flow(from, split, "")
	for i := range 1 + g.choose(2) {
		way := g.node("manualTask", "")
		g.flow(split, way, fmt.Sprintf("%s > %d", g.number(), i+g.choose(3)))
		g.flow(g.block(way, depth), merge, "")
	}
	other := g.flow(split, merge, "")
	g.element(fmt.Sprintf(`exclusiveGateway id="%s" default="%s"`, split, other), "")
	return merge
}

func (g *generator) parallel(from string, depth int) string {
	split, join := g.after(from, "parallelGateway", ""), g.node("parallelGateway", "")
	for range 2 + g.choose(2) {
		way := g.after(split, "manualTask", "")
		g.flow(g.block(way, depth), join, "")
	}
	return join
}

// loop runs its body up to three times, counted by a variable of its own.
func (g *generator) loop(from string, depth int) string {
	count := g.id("count")
	g.variables[count] = 0
	top := g.after(from, "exclusiveGateway", "")
	tick := g.after(top, "scriptTask", fmt.Sprintf(`<extensionElements><zeebe:script expression="=%s + 1" resultVariable="%s"/></extensionElements>`, count, count))
	body := g.block(tick, depth)
	split, out := g.id("x"), g.node("manualTask", "")
	g.flow(body, split, "")
	g.flow(split, top, fmt.Sprintf("%s &lt; %d", count, 1+g.choose(3)))
	g.element(fmt.Sprintf(`exclusiveGateway id="%s" default="%s"`, split, g.flow(split, out, "")), "")
	return out
}
