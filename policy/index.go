package policy

import (
	"fmt"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/x/exp/ast"
)

// question is what rules say, beside their conditions, that they are about.
type question struct {
	action Action
	kind   string // of the resource
}

// questions are all that Permit ever asks the rules.
func questions() []question {
	var out []question
	kindsSeen := map[string]bool{}
	for action, kind := range kinds {
		out = append(out, question{action, kind})
		if !kindsSeen[kind] {
			kindsSeen[kind] = true
			out = append(out, question{know, kind})
		}
	}
	return out
}

// byQuestion gives each question the rules that may apply to it. Nearly every rule names its
// actions, so that a handful is evaluated for a request instead of all.
func byQuestion(all *cedar.PolicySet) (map[question]*cedar.PolicySet, error) {
	sets := map[question]*cedar.PolicySet{}
	for _, q := range questions() {
		sets[q] = cedar.NewPolicySet()
	}
	for id, rule := range all.All() {
		for q, set := range sets {
			about, err := q.concerns((*ast.Policy)(rule.AST()))
			if err != nil {
				return nil, fmt.Errorf("policy: rule %s: %w", id, err)
			}
			if about {
				set.Add(id, rule)
			}
		}
	}
	return sets, nil
}

// concerns tells whether a rule's scope leaves it open that it applies.
func (q question) concerns(rule *ast.Policy) (bool, error) {
	action := actionUID(q.action)
	named := false
	switch scope := rule.Action.(type) {
	case ast.ScopeTypeAll:
		named = true
	case ast.ScopeTypeEq:
		named = scope.Entity == action
	case ast.ScopeTypeInSet:
		for _, one := range scope.Entities {
			named = named || one == action
		}
	default:
		return false, fmt.Errorf("its scope names actions by %T, which is not known here", scope)
	}
	switch scope := rule.Resource.(type) {
	case ast.ScopeTypeAll:
		return named, nil
	case ast.ScopeTypeIs:
		return named && string(scope.Type) == q.kind, nil
	default:
		return false, fmt.Errorf("its scope names resources by %T, which is not known here", scope)
	}
}
