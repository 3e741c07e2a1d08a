// Package policy decides who may do what, for which part of which case.
//
// The rules are Cedar policies (rules.cedar, with the shapes that they see in
// schema.cedarschema), deny by default, forbid over permit. Rules that decide
// whether a refused actor may learn that the thing exists stand in know.cedar.
//
// The package is asked by casework only, holds no state and reads nothing: the
// caller gives all facts with the request. It must never permit where a rule
// fails to evaluate.
package policy
