package release

import (
	"handinhand/process/bpmn"
	"handinhand/process/feel"
)

// readVariables finds what the process reads: the free names of its expressions and the inputs of its decisions. A name
// that an input mapping gives counts too, which lets in at most what was asked for already.
func (l *loader) readVariables() {
	for _, x := range l.release.expressions() {
		compiled, err := feel.Compile(x.Text)
		if err != nil {
			continue // bpmn.Parse said so
		}
		for _, name := range compiled.Names() {
			l.release.read(name, x.Element)
		}
	}
	for _, e := range l.release.Elements() {
		if e.Kind != bpmn.BusinessRuleTask || e.Ext.Decision == nil {
			continue
		}
		if d := l.release.decisions[e.Ext.Decision.ID]; d != nil {
			for _, name := range d.Inputs() {
				l.release.read(name, e.ID)
			}
		}
	}
}
