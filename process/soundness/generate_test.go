package soundness_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"handinhand/process/soundness"
)

// blocks draws processes out of blocks that are sound by construction: sequences, choices, forks, inclusive forks, loops,
// events on boundaries and sub-processes, in one another.
type blocks struct {
	choose func(n int) int
	b      strings.Builder
	ids    int
	size   int // elements that are still wanted
	depth  int // of the block that is drawn: blocks in blocks in blocks make the states, not the length
}

func (g *blocks) node(kind, attrs, body string) string {
	g.ids++
	g.size--
	id := fmt.Sprintf("n%d", g.ids)
	fmt.Fprintf(&g.b, `<%s id="%s"%s>%s</%[1]s>`, kind, id, attrs, body)
	return id
}

func (g *blocks) flow(from, to string) {
	g.ids++
	fmt.Fprintf(&g.b, `<sequenceFlow id="f%d" sourceRef="%s" targetRef="%s"/>`, g.ids, from, to)
}

func (g *blocks) when(from, to string) {
	g.ids++
	fmt.Fprintf(&g.b, `<sequenceFlow id="f%d" sourceRef="%s" targetRef="%s"><conditionExpression>=x</conditionExpression></sequenceFlow>`, g.ids, from, to)
}

func (g *blocks) task(from string) string {
	id := g.node("task", "", "")
	g.flow(from, id)
	return id
}

// block draws one block after an element and gives its last element.
func (g *blocks) block(from string) string {
	g.depth++
	defer func() { g.depth-- }()
	if g.size <= 0 || g.depth > 5 {
		return g.task(from)
	}
	switch g.choose(8) {
	case 0:
		return g.block(g.task(from))
	case 1:
		return g.gateways("exclusiveGateway", from)
	case 2:
		return g.gateways("parallelGateway", from)
	case 3:
		return g.gateways("inclusiveGateway", from)
	case 4:
		return g.loop(from)
	case 5:
		return g.guarded(from)
	case 6:
		return g.subProcess(from)
	}
	return g.task(from)
}

func (g *blocks) gateways(kind, from string) string {
	split, join := g.node(kind, "", ""), g.node(kind, "", "")
	g.flow(from, split)
	for range 2 + g.choose(2) {
		first := g.node("task", "", "")
		if kind == "parallelGateway" {
			g.flow(split, first)
		} else {
			g.when(split, first)
		}
		g.flow(g.block(first), join)
	}
	return join
}

func (g *blocks) loop(from string) string {
	top, bottom := g.node("exclusiveGateway", "", ""), g.node("exclusiveGateway", "", "")
	g.flow(from, top)
	g.flow(g.block(g.task(top)), bottom)
	g.when(bottom, top)
	out := g.node("task", "", "")
	g.when(bottom, out)
	return out
}

const daily = "<timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition>"

func (g *blocks) guarded(from string) string {
	host := g.task(from)
	if g.choose(2) == 0 {
		side := g.node("boundaryEvent", ` attachedToRef="`+host+`" cancelActivity="false"`, daily)
		g.flow(g.block(side), g.node("endEvent", "", ""))
		return host
	}
	late, join := g.node("boundaryEvent", ` attachedToRef="`+host+`"`, daily), g.node("exclusiveGateway", "", "")
	g.flow(g.block(late), join)
	g.flow(host, join)
	return join
}

func (g *blocks) subProcess(from string) string {
	inner := &blocks{choose: g.choose, ids: g.ids + 1, size: min(g.size, 40), depth: g.depth}
	inner.sequence()
	g.ids, g.size = inner.ids, g.size-min(g.size, 40)+inner.size
	id := g.node("subProcess", "", inner.b.String())
	g.flow(from, id)
	return id
}

// sequence draws blocks one after the other until there are enough elements.
func (g *blocks) sequence() {
	at := g.node("startEvent", "", "")
	for at = g.block(at); g.size > 0; {
		at = g.block(at)
	}
	g.flow(at, g.node("endEvent", "", ""))
}

func generated(choose func(n int) int, size int) string {
	g := &blocks{choose: choose, size: size}
	g.sequence()
	return `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="D"><process id="P" isExecutable="true">` + g.b.String() + `</process></definitions>`
}

// TestBlocksAreSound: what is sound by construction is proven to be.
func TestBlocksAreSound(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		size := rapid.IntRange(5, 120).Draw(r, "size")
		xml := generated(func(n int) int { return rapid.IntRange(0, n-1).Draw(r, "choice") }, size)
		if findings := soundness.Prove(parse(t, xml)); len(findings) > 0 {
			r.Fatalf("%v\n%s", findings, xml)
		}
	})
}

// BenchmarkSoundness proves processes of blocks; the metric tells how many elements there are.
func BenchmarkSoundness(b *testing.B) {
	for _, size := range []int{50, 500, 2000} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			seed := uint32(1)
			xml := generated(func(n int) int { // a fixed sequence: every run proves the same process
				seed = seed*1664525 + 1013904223
				return int(seed>>16) % n
			}, size)
			d := parse(b, xml)
			for b.Loop() {
				if findings := soundness.Prove(d); len(findings) > 0 {
					b.Fatal(findings)
				}
			}
			b.ReportMetric(float64(len(d.Elements)), "elements")
		})
	}
}
