package feel

import (
	"slices"
	"strings"

	"handinhand/process/finding"
)

// Function is a FEEL function: a built-in one, one that an expression defines, or one of Go code ([NewFunction]).
type Function struct {
	Name  string
	forms []*form
	body  functionBody
	// literal and env tell equal functions of expressions: the same text in the same scope.
	literal *functionLiteral
	env     *env
}

// functionBody computes the value. The arguments are in the order of the form's parameters and have their types; optional ones at
// the end may be missing.
type functionBody func(r *run, f *form, args []Value, at int) Value

// form is one list of parameters and the type of the result. Most functions have one.
type form struct {
	params   []parameter
	required int
	variadic bool // the last parameter takes all that follows
	result   *Type
}

type parameter struct {
	name string
	typ  *Type
	null bool // null is a value for it, not an error
}

// same tells equal functions: same parameters, body and scope (DMN 1.5, table 53).
func (f *Function) same(g *Function) bool {
	return f == g || f.literal != nil && f.literal == g.literal && f.env == g.env
}

// conformsTo tells whether the function has a function type in one of its forms.
func (f *Function) conformsTo(t *Type) bool {
	return slices.ContainsFunc(f.forms, func(form *form) bool { return form.conformsTo(t) })
}

func (f *form) conformsTo(t *Type) bool {
	if t.untyped {
		return true
	}
	n := len(t.params)
	if n < f.required || n > len(f.params) && !f.variadic {
		return false
	}
	for i, p := range t.params {
		if !p.ConformsTo(f.param(i).typ) {
			return false
		}
	}
	return f.result.IsAny() || f.result.ConformsTo(t.result) // what is unknown is no problem: sum gives what its list holds
}

// param gives the parameter that takes the argument at i.
func (f *form) param(i int) *parameter { return &f.params[min(i, len(f.params)-1)] }

func (f *Function) label() finding.Text {
	if f.Name == "" {
		return finding.Say("the function")
	}
	return finding.Say("%s", f.Name)
}

// usage lists the parameters of every form.
func (f *Function) usage() finding.Text {
	var forms []string
	for _, s := range f.forms {
		names := make([]string, len(s.params))
		for i, p := range s.params {
			names[i] = p.name
		}
		if form := "(" + strings.Join(names, ", ") + ")"; !slices.Contains(forms, form) {
			forms = append(forms, form)
		}
	}
	all := make([]finding.Text, len(forms))
	for i, form := range forms {
		all[i] = finding.Say("%s", form)
	}
	return finding.Join("%s or %s", all...)
}

// misfit is an argument that a form does not take.
type misfit struct {
	argument int
	wanted   *Type
	given    finding.Text
}

// explain says why no form takes the arguments. All types that the first wrong argument might have had are named.
func (f *Function) explain(misfits []misfit, arguments int, named bool) finding.Text {
	if len(misfits) == 0 {
		if named {
			return finding.Say("%s does not take these argument names: it takes %s", f.label(), f.usage())
		}
		return finding.Say("%s does not take %s: it takes %s", f.label(), argumentsOf(arguments), f.usage())
	}
	last := slices.MaxFunc(misfits, func(a, b misfit) int { return a.argument - b.argument })
	var wanted []finding.Text
	for _, m := range misfits {
		if name := articleOf(m.wanted); m.argument == last.argument && !slices.ContainsFunc(wanted, func(t finding.Text) bool { return t.String() == name.String() }) {
			wanted = append(wanted, name)
		}
	}
	return finding.Say("%s: argument %d must be %s, not %s", f.label(), last.argument+1, enumerate(wanted), last.given)
}

// enumerate joins alternatives: "a, b or c".
func enumerate(items []finding.Text) finding.Text {
	last := len(items) - 1
	if last == 0 {
		return items[0]
	}
	return finding.Say("%s or %s", finding.Join("%s, %s", items[:last]...), items[last])
}

// call binds arguments and invokes, not deeper than the limit.
func (r *run) call(f *Function, args []Value, names []string, at int) Value {
	form, bound, problem := r.bind(f, args, names)
	if !problem.IsZero() {
		return r.fail(at, "%s", problem)
	}
	if r.depth >= maxRecursion {
		r.stop(at, "stopped: functions call one another deeper than %d levels", maxRecursion)
	}
	if !r.step(at) {
		return nil
	}
	r.depth++
	v := f.body(r, form, bound, at)
	r.depth--
	return v
}

// bind chooses the form that fits the arguments and converts them. A form that fits as they are wins over one that converts.
func (r *run) bind(f *Function, args []Value, names []string) (*form, []Value, finding.Text) {
	if len(f.forms) > 1 {
		for _, form := range f.forms {
			if bound, ok := form.arrange(args, names); ok && form.takes(r, bound) {
				return form, bound, finding.Text{}
			}
		}
	}
	var misfits []misfit
	for _, form := range f.forms {
		bound, ok := form.arrange(args, names)
		if !ok {
			continue
		}
		converted, wrong := form.convert(r, bound)
		if wrong == nil {
			return form, converted, finding.Text{}
		}
		misfits = append(misfits, *wrong)
	}
	return nil, nil, f.explain(misfits, len(args), len(names) > 0)
}

func argumentsOf(n int) finding.Text {
	if n == 1 {
		return finding.Say("1 argument")
	}
	return finding.Say("%d arguments", n)
}

// arrange puts arguments in the order of the parameters; ok is false where their number or a name does not fit.
func (f *form) arrange(args []Value, names []string) ([]Value, bool) {
	if len(names) == 0 {
		return args, len(args) >= f.required && (len(args) <= len(f.params) || f.variadic)
	}
	bound := make([]Value, len(f.params))
	given := make([]bool, len(f.params))
	last := 0
	for i, name := range names {
		at := slices.IndexFunc(f.params, func(p parameter) bool { return p.name == name })
		if at < 0 || given[at] {
			return nil, false
		}
		bound[at], given[at] = args[i], true
		last = max(last, at+1)
	}
	for i := range f.required {
		if !given[i] && !f.params[i].null {
			return nil, false
		}
		last = max(last, f.required)
	}
	if list, ok := bound[len(bound)-1].(List); ok && f.variadic {
		return append(bound[:len(bound)-1:len(bound)-1], list...), true
	}
	return bound[:last], true
}

// takes tells whether the arguments fit without conversion.
func (f *form) takes(r *run, args []Value) bool {
	for i, arg := range args {
		p := f.param(i)
		if arg == nil && !p.null || !r.holds(p.typ, arg) {
			return false
		}
	}
	return true
}

// convert gives the arguments with the parameters' types, or the first that does not fit. It copies only if something changes.
func (f *form) convert(r *run, args []Value) ([]Value, *misfit) {
	converted := args
	for i, arg := range args {
		p := f.param(i)
		if arg == nil {
			if !p.null {
				return nil, &misfit{i, p.typ, articleOf(NullType)}
			}
			continue
		}
		if r.holds(p.typ, arg) {
			continue
		}
		v, ok := r.convert(arg, p.typ)
		if !ok {
			return nil, &misfit{i, p.typ, finding.Say("%s", article(kind(arg)))}
		}
		if &converted[0] == &args[0] {
			converted = slices.Clone(args)
		}
		converted[i] = v
	}
	return converted, nil
}
