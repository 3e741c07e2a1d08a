package dmn

import "handinhand/process/feel"

// literal is a decision that is one FEEL expression.
type literal struct {
	element    string
	expression *feel.Expression
}

func (b *builder) literal(raw *xmlDecision) logic {
	x := b.expression(*raw.Literal, raw, "the expression")
	if x == nil {
		return nil
	}
	return &literal{or(raw.Literal.ID, raw.ID), x}
}

func (l *literal) names() []string { return l.expression.Names() }

func (l *literal) evaluate(v *evaluation, scope feel.Scope) (feel.Value, error) {
	value, diagnostics := l.expression.Eval(scope)
	v.diagnose(l.element, diagnostics)
	return value, nil
}
