package bpmn

import (
	"slices"

	"github.com/beevik/etree"

	"handinhand/process/finding"
)

// checkCall compares a call activity with what it calls (BPMN 2.0.2, 10.3.6 and 10.5.2).
func (r *reader) checkCall(e *Element) {
	d := e.Call.Definition
	if d == nil {
		return
	}
	wrong := func(rule, format string, args ...any) {
		r.report(finding.Error, e.ID, e.Name, rule, format, args...)
	}
	starts := d.Body.Starts()
	if len(starts) > 0 && !slices.ContainsFunc(starts, func(s *Element) bool { return len(s.Triggers) == 0 }) {
		wrong("call-start", "The process %s that is called has no start event without a trigger, so it cannot be called.", d.ID)
	}
	mine, its := e.IO, d.IO
	if mine == nil && its == nil {
		return
	}
	if mine == nil {
		mine = &IOSpecification{}
	}
	if its == nil {
		its = &IOSpecification{}
	}
	if !sameData(mine.Inputs, its.Inputs) || !sameData(mine.Outputs, its.Outputs) {
		wrong("call-data", "The data inputs and outputs of the call do not match those of %s, which it calls.", d.ID)
		return
	}
	if len(mine.InputSets) != len(its.InputSets) || len(mine.OutputSets) != len(its.OutputSets) {
		wrong("call-data", "The sets of data of the call do not match those of %s, which it calls.", d.ID)
	}
}

func sameData(a, b []*Data) bool {
	return slices.EqualFunc(a, b, func(x, y *Data) bool { return x.Item.same(y.Item) && x.Collection == y.Collection })
}

// checkBindings checks how a process or global task is offered as a service (10.4.2, "Input Output Binding").
func (r *reader) checkBindings(x *etree.Element) {
	var interfaces []string
	var bindings []*etree.Element
	for _, c := range children(x) {
		switch c.Tag {
		case "supportedInterfaceRef":
			interfaces = append(interfaces, local(c.Text()))
		case "ioBinding":
			bindings = append(bindings, c)
		}
	}
	if len(interfaces) > 0 && len(bindings) == 0 {
		r.fail(x, "binding-missing", "The process supports an interface, but does not say which of its data goes into which operation (ioBinding).")
	}
	own := map[string]bool{}
	if io := child(x, "ioSpecification"); io != nil {
		for _, c := range children(io) {
			own[id(c)] = true
		}
	}
	for _, b := range bindings {
		op := r.roots.operations[local(b.SelectAttrValue("operationRef", ""))]
		in, out := local(b.SelectAttrValue("inputDataRef", "")), local(b.SelectAttrValue("outputDataRef", ""))
		if op != nil && !slices.Contains(interfaces, op.Interface) || !own[in] || !own[out] {
			r.fail(x, "binding-wrong", "The binding of %q and %q must join data of this process to an operation of an interface that it supports.", in, out)
		}
	}
}
