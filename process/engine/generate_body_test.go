package engine_test

import "fmt"

// repeated is a loop marker, or none.
func (g *generator) repeated() string {
	switch g.choose(5) {
	case 0:
		return "<multiInstanceLoopCharacteristics><loopCardinality>=2</loopCardinality></multiInstanceLoopCharacteristics>"
	case 1:
		return `<multiInstanceLoopCharacteristics isSequential="true"><loopCardinality>=` + g.number() + ` - ` + g.number() + ` + 2</loopCardinality></multiInstanceLoopCharacteristics>`
	case 2:
		return `<multiInstanceLoopCharacteristics><loopCardinality>=3</loopCardinality><completionCondition>=numberOfCompletedInstances = 2</completionCondition></multiInstanceLoopCharacteristics>`
	case 3:
		return `<standardLoopCharacteristics loopMaximum="2"><loopCondition>=loopCounter &lt; 5</loopCondition></standardLoopCharacteristics>`
	}
	return ""
}

// signal is a trigger by a signal of its own.
func (g *generator) signal() string {
	id := g.id("sig")
	fmt.Fprintf(&g.beside, `<signal id="%s" name="%s"/>`, id, id)
	return `<signalEventDefinition signalRef="` + id + `"/>`
}

// some is an inclusive split and join.
func (g *generator) some(from string, depth int) string {
	split, join := g.id("o"), g.node("inclusiveGateway", "")
	g.flow(from, split, "")
	other := g.id("w")
	g.element(fmt.Sprintf(`manualTask id="%s"`, other), "")
	way := g.flow(split, other, "")
	g.element(fmt.Sprintf(`inclusiveGateway id="%s" default="%s"`, split, way), "")
	g.flow(other, join, "")
	for i := range 2 {
		way := g.node("manualTask", "")
		g.flow(split, way, fmt.Sprintf("%s > %d", g.number(), i+g.choose(2)))
		g.flow(g.block(way, depth), join, "")
	}
	return join
}

// body is a sub-process of any kind, with an event sub-process in it or a boundary event on it.
func (g *generator) body(from string, depth int) string {
	kind := []string{"subProcess", "transaction", "adHocSubProcess"}[g.choose(3)]
	outer := g.inside.String()
	g.inside.Reset()
	if kind == "adHocSubProcess" {
		for range 2 {
			g.node("userTask", "")
		}
	} else {
		start := g.node("startEvent", "")
		g.flow(g.block(start, depth), g.node("endEvent", ""), "")
		g.eventSub()
	}
	inner := g.repeated() + g.inside.String()
	g.inside.Reset()
	g.inside.WriteString(outer)
	id := g.after(from, kind, inner)
	if g.choose(2) == 0 {
		return id
	}
	event, merge := g.id("b"), g.after(id, "exclusiveGateway", "")
	g.element(fmt.Sprintf(`boundaryEvent id="%s" attachedToRef="%s"`, event, id), g.signal())
	g.flow(g.step(event), merge, "")
	return merge
}

// eventSub is an event sub-process in what is written at the moment, or none.
func (g *generator) eventSub() {
	if g.choose(2) == 0 {
		return
	}
	trigger := []string{g.message(), g.signal(), "<conditionalEventDefinition><condition>=" + g.number() + " > 1</condition></conditionalEventDefinition>"}[g.choose(3)]
	id, start, task, end := g.id("es"), g.id("s"), g.id("u"), g.id("e")
	g.element(fmt.Sprintf(`subProcess id="%s" triggeredByEvent="true"`, id), fmt.Sprintf(
		`<startEvent id="%s" isInterrupting="%v">%s</startEvent><userTask id="%s"/><endEvent id="%s"/>`+
			`<sequenceFlow id="%s" sourceRef="%s" targetRef="%s"/><sequenceFlow id="%s" sourceRef="%s" targetRef="%s"/>`,
		start, g.choose(2) == 0, trigger, task, end, g.id("f"), start, task, g.id("f"), task, end))
}

// undoing is a step that can be compensated, and an event that compensates.
func (g *generator) undoing(from string) string {
	task := g.after(from, "userTask", g.repeated())
	handler, event := g.id("h"), g.id("c")
	g.element(fmt.Sprintf(`boundaryEvent id="%s" attachedToRef="%s"`, event, task), "<compensateEventDefinition/>")
	g.element(fmt.Sprintf(`userTask id="%s" isForCompensation="true"`, handler), "")
	g.element(fmt.Sprintf(`association id="%s" sourceRef="%s" targetRef="%s" associationDirection="One"`, g.id("a"), event, handler), "")
	return g.after(g.step(task), "intermediateThrowEvent", "<compensateEventDefinition/>")
}

// raising is a sub-process that ends with an error or escalation, caught on its boundary.
func (g *generator) raising(from string, depth int) string {
	kind := []string{"error", "escalation"}[g.choose(2)]
	code := g.id("x")
	fmt.Fprintf(&g.beside, `<%s id="%s" name="%s" %sCode="%s"/>`, kind, code, code, kind, code)
	trigger := fmt.Sprintf(`<%sEventDefinition %sRef="%s"/>`, kind, kind, code)
	outer := g.inside.String()
	g.inside.Reset()
	start := g.node("startEvent", "")
	g.flow(g.block(start, depth), g.node("endEvent", trigger), "")
	inner := g.inside.String()
	g.inside.Reset()
	g.inside.WriteString(outer)
	id := g.after(from, "subProcess", inner)
	event := g.id("b")
	interrupts := kind == "error" || g.choose(2) == 0
	g.element(fmt.Sprintf(`boundaryEvent id="%s" attachedToRef="%s" cancelActivity="%v"`, event, id, interrupts), trigger)
	way := g.step(event)
	if !interrupts {
		g.flow(way, g.node("endEvent", ""), "")
		return id
	}
	merge := g.after(id, "exclusiveGateway", "")
	g.flow(way, merge, "")
	return merge
}

// deferred is an event-based gateway.
func (g *generator) deferred(from string) string {
	split, merge := g.after(from, "eventBasedGateway", ""), g.node("exclusiveGateway", "")
	g.flow(g.after(split, "intermediateCatchEvent", g.message()), merge, "")
	g.flow(g.after(split, "intermediateCatchEvent", g.signal()), merge, "")
	return merge
}
