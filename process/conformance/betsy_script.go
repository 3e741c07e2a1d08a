package conformance

import (
	"encoding/json"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/beevik/etree"

	"handinhand/process/bpmn"
	"handinhand/process/engine"
	"handinhand/process/world"
)

// betsyText is what the benchmark writes into data objects and properties.
const betsyText = "String data"

// serve does what a script of the benchmark stands for.
func (p *betsyPlay) serve(c *world.Case, call engine.CallService) world.Answer {
	switch marker := call.Type; {
	case strings.HasPrefix(marker, "SCRIPT_"):
		p.trace = append(p.trace, marker)
	case strings.HasPrefix(marker, "INCREMENT_INTEGER_VARIABLE"):
		if strings.HasSuffix(marker, "_AND_LOG") {
			p.trace = append(p.trace, marker)
		}
		return world.Answer{Variables: engine.Variables{"integerVariable": next(c.State.Visible(call.Job)["integerVariable"])}}
	case marker == "CREATE_MARKER_FILE":
		p.marker = true
	case marker == "SET_STRING_DATA":
		vars := engine.Variables{}
		for _, name := range dataNames(c, call.Element, false) {
			vars[name] = betsyText
		}
		return world.Answer{Variables: vars}
	case marker == "LOG_DATA":
		seen := c.State.Visible(call.Job)
		p.data = slices.ContainsFunc(dataNames(c, call.Element, true), func(name string) bool { return seen[name] == betsyText })
	case marker == "WAIT_TEN_SECONDS":
		return world.Answer{After: 10 * time.Second}
	case strings.HasPrefix(marker, "CREATE_TIMESTAMP_LOG_"):
		p.stamps[(marker[len(marker)-1]-'1')&1] = p.world.Now
	case marker == "THROW_ERROR":
		return world.Answer{Failure: "the script threw an error"}
	}
	return world.Answer{}
}

// expressions are the elements that hold one.
var expressions = []string{"condition", "conditionExpression", "activationCondition", "completionCondition", "loopCondition", "loopCardinality"}

// inFEEL writes what is left of the benchmark's own notation in FEEL: "${x}" is x, "!x" is not(x), and every expression
// begins with "=".
func inFEEL(xml []byte) ([]byte, error) {
	tree := etree.NewDocument()
	if err := tree.ReadFromBytes(xml); err != nil {
		return nil, err
	}
	for _, x := range tree.FindElements("//*") {
		if !slices.Contains(expressions, x.Tag) {
			continue
		}
		text := strings.TrimPrefix(strings.TrimSpace(x.Text()), "=")
		if inner, ok := strings.CutPrefix(text, "${"); ok {
			text = strings.TrimSuffix(inner, "}")
		}
		if inner, ok := strings.CutPrefix(text, "!"); ok {
			text = "not(" + inner + ")"
		}
		x.SetText("=" + text)
	}
	return tree.WriteToBytes()
}

// next adds one to a number; what is none counts as 0.
func next(v any) any {
	n, _ := v.(json.Number)
	r, ok := new(big.Int).SetString(n.String(), 10)
	if !ok {
		r = new(big.Int)
	}
	return json.Number(r.Add(r, big.NewInt(1)).String())
}

// dataNames are the variables that a script reads or writes: what its task declares, else all data of the process.
func dataNames(c *world.Case, element string, reads bool) []string {
	d := c.Program.Definition()
	e, ok := d.Element(element)
	if !ok {
		return nil
	}
	var out []string
	if e.IO != nil {
		list := e.IO.Outputs
		if reads {
			list = e.IO.Inputs
		}
		for _, x := range list {
			out = append(out, x.Variable())
		}
	}
	if len(out) > 0 {
		return out
	}
	lists := [][]*bpmn.Data{d.Body.Properties, d.Body.Data, e.Properties}
	for p := e.Parent; p != nil; p = p.Parent {
		lists = append(lists, p.Body.Properties, p.Body.Data)
	}
	for _, list := range lists {
		for _, x := range list {
			out = append(out, x.Variable())
		}
	}
	return out
}

// holds tells whether an assertion of the benchmark is met.
func (p *betsyPlay) holds(assert string) bool {
	incident, thrown := false, false
	for _, c := range p.world.Cases {
		incident = incident || len(c.State.Incidents()) > 0
		thrown = thrown || c.Fault != nil
		for _, in := range c.State.Incidents() {
			e, ok := c.Program.Definition().Element(in.Element)
			thrown = thrown || ok && e.Trigger(bpmn.ErrorTrigger) != nil
		}
	}
	switch assert {
	case "assertMarkerExists":
		return p.marker
	case "assertDataCorrect":
		return p.data
	case "assertExecutionParallel":
		return !p.stamps[0].IsZero() && p.stamps[0].Equal(p.stamps[1])
	case "assertRuntimeException", "assertGenericError":
		return incident || thrown
	case "assertErrorThrownErrorEvent":
		return thrown
	}
	return false
}
