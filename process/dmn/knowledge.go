package dmn

import (
	"handinhand/process/finding"
)

// knowledge compiles a business knowledge model: a function of its parameters and what it requires.
func (b *builder) knowledge(k *Invocable, e *element) {
	p := newPlace(k.ID, k.Name, k.requires.names(), &k.free)
	logic := e.child("encapsulatedLogic")
	if logic == nil {
		b.report(finding.Error, k.ID, k.Name, "no-logic", "the business knowledge model has no logic: write one or remove it")
		return
	}
	f, ok := b.function(logic, p).(*functionBox)
	if !ok {
		return
	}
	k.params, k.body = f.params, f.body
	for _, name := range k.free {
		if !hasName(k.requires.names(), name) {
			b.report(finding.Warning, k.ID, k.Name, "undeclared-input", "the business knowledge model reads %q, which is none of its parameters and not required", name)
		}
	}
}

// service joins a decision service to its decisions. Its parameters are its input data, then its input decisions
// (DMN 1.5, section 10.4).
func (b *builder) service(k *Invocable, e *element) {
	k.service = &service{}
	for _, ref := range e.all("inputData") {
		if in, prefix, ok := find(b, ref, e, e, inputsOf); ok {
			k.service.inputs = append(k.service.inputs, required[*input]{prefix, in})
			k.params = append(k.params, param{in.variable, in.typ})
		}
	}
	for _, ref := range e.all("inputDecision") {
		if d, prefix, ok := find(b, ref, e, e, decisionsOf); ok {
			k.service.decisions = append(k.service.decisions, required[*Decision]{prefix, d})
			k.params = append(k.params, param{d.variable, d.typ})
		}
	}
	for _, ref := range e.all("outputDecision") {
		if d, prefix, ok := find(b, ref, e, e, decisionsOf); ok {
			k.service.outputs = append(k.service.outputs, required[*Decision]{prefix, d})
		}
	}
	if len(k.service.outputs) == 0 {
		b.report(finding.Error, k.ID, k.Name, "no-output", "the decision service has no output decision")
	}
}
