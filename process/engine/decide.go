package engine

import (
	"handinhand/process/bpmn"
	"handinhand/process/dmn"
	"handinhand/process/feel"
	"handinhand/process/finding"
)

// Compile makes a definition ready to run. decisions finds the DMN decisions that its business rule tasks call; nil
// knows none. The program is nil when a finding is an error; a definition that bpmn.Parse passed without errors fails
// here only for a decision that is not there. Expressions and decisions read the switches like variables of the case.
func Compile(def *bpmn.Definition, decisions func(id string) (*dmn.Decision, bool), switches ...Switch) (*Program, []finding.Finding) {
	program, findings := compile(def, func(id string) (decide, bool) {
		if decisions == nil {
			return nil, false
		}
		d, ok := decisions(id)
		if !ok {
			return nil, false
		}
		return decider(d), true
	})
	if program != nil {
		program.switches = switches
	}
	return program, findings
}

// decider evaluates a decision. No result is a problem: nobody may be left with a case whose route was not decided.
func decider(d *dmn.Decision) decide {
	inputs := d.Inputs()
	return func(s feel.Scope) (any, Decided, problem) {
		result, err := d.Evaluate(s)
		if err != nil {
			return nil, Decided{}, problem(err.Error())
		}
		if result.Value == nil {
			if len(result.Diagnostics) > 0 {
				why := result.Diagnostics[0]
				return nil, Decided{}, problemf("the decision %s gives no result: %s: %s", d.ID, why.Element, why.Diagnostic)
			}
			return nil, Decided{}, problemf("the decision %s gives no result: none of its rules matches", d.ID)
		}
		v, bad := cleanValue(feel.ToJSON(result.Value), 0)
		if bad != nil {
			return nil, Decided{}, problemf("the decision %s gives a result that cannot be kept", d.ID)
		}
		return v, Decided{Decision: d.ID, Version: d.Version(), Given: given(inputs, s), Result: result}, ""
	}
}

// given is what a decision was given: the values of its inputs that the case knows.
func given(inputs []string, s feel.Scope) Variables {
	out := Variables{}
	for _, name := range inputs {
		if v, known := s.Vars.Lookup(name); known {
			out[name] = feel.ToJSON(v)
		}
	}
	return out
}
