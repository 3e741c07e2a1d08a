package feel

import (
	"fmt"
	"strings"
)

// builtins is every built-in function by name (DMN 1.5, section 10.3.4). builtinNames knows the names with spaces.
// Both are filled once, by init, and never change.
var (
	builtins     = map[string]*Function{}
	builtinNames = newNameTable()
)

// builtin is one row of a table of functions. Forms are its parameter lists, separated by "|".
type builtin struct {
	name  string
	forms string
	call  func(a *arguments) Value
}

func init() {
	for _, table := range [][]builtin{conversionBuiltins, textBuiltins, numberBuiltins, listBuiltins, contextBuiltins, temporalBuiltins} {
		for _, b := range table {
			register(b)
		}
	}
}

func register(b builtin) {
	f := &Function{Name: b.name}
	for _, form := range strings.Split(b.forms, "|") {
		f.signatures = append(f.signatures, parseSignature(form))
	}
	f.call = func(r *run, values []Value, at int) Value {
		a := &arguments{r: r, f: f, values: values, at: at}
		for _, value := range values {
			if !r.weigh(value, at) {
				return nil
			}
		}
		v := b.call(a)
		if a.err != nil {
			return r.fail(at, "%s: %s", f.Name, a.err.Error())
		}
		return v
	}
	builtins[b.name] = f
	builtinNames.add(b.name)
}

// arguments reads the arguments of a built-in function by type. The first wrong one is kept as the error and makes the result
// null, so a function reads all it needs and then works.
type arguments struct {
	r      *run
	f      *Function
	values []Value
	at     int
	err    error
}

func (a *arguments) fail(format string, args ...any) Value {
	if a.err == nil {
		a.err = fmt.Errorf(format, args...)
	}
	return nil
}

// given tells whether an optional argument was passed.
func (a *arguments) given(i int) bool { return i < len(a.values) }

// value gives an argument of any kind; a missing one is null.
func (a *arguments) value(i int) Value {
	if i < len(a.values) {
		return a.values[i]
	}
	return nil
}

// argument reads one of a certain kind; a list of one counts as its item (DMN 1.5, section 10.3.2.9.4).
func argument[T Value](a *arguments, i int, want string) T {
	v := a.value(i)
	if t, ok := v.(T); ok {
		return t
	}
	if list, ok := v.(List); ok && len(list) == 1 {
		if t, ok := list[0].(T); ok {
			return t
		}
	}
	a.fail("argument %d must be a %s, not a %s", i+1, want, kind(v))
	var zero T
	return zero
}

func (a *arguments) text(i int) string      { return argument[string](a, i, "string") }
func (a *arguments) number(i int) Number    { return argument[Number](a, i, "number") }
func (a *arguments) context(i int) *Context { return argument[*Context](a, i, "context") }

// integer takes a number without a fraction.
func (a *arguments) integer(i int) int {
	n, ok := a.number(i).Int64()
	if !ok || n < -1<<31 || n > 1<<31 {
		a.fail("argument %d must be an integer", i+1)
	}
	return int(n)
}

// optionalText gives "" for a missing or null argument.
func (a *arguments) optionalText(i int) string {
	if a.value(i) == nil {
		return ""
	}
	return a.text(i)
}

// list takes a list, or a single value as a list of one; null is an error.
func (a *arguments) list(i int) List {
	v := a.value(i)
	if v == nil {
		a.fail("argument %d must be a list, not null", i+1)
	}
	return asList(v)
}

// items takes one list or all arguments as the items.
func (a *arguments) items() List {
	if len(a.values) == 1 {
		return a.list(0)
	}
	return a.values
}
