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

// builtin is one row of a table of functions. Forms are its parameter lists and results, separated by " | ":
//
//	name: type, optional?: type, may be null: type?, all that follow…: type -> result
//
// The result "same" is the type of the first argument, "item" that of its items. The arguments that call gets have these types.
type builtin struct {
	name  string
	forms string
	call  func(a *arguments) Value
}

func init() {
	tables := [][]builtin{
		conversionBuiltins, textBuiltins, numberBuiltins, listBuiltins, statisticBuiltins, contextBuiltins, temporalBuiltins,
		rangeBuiltins,
	}
	for _, table := range tables {
		for _, b := range table {
			register(b)
		}
	}
}

func register(b builtin) {
	f := &Function{Name: b.name}
	for _, text := range strings.Split(b.forms, " | ") {
		f.forms = append(f.forms, parseForm(text))
	}
	f.body = func(r *run, form *form, values []Value, at int) Value {
		a := arguments{r: r, values: values, at: at, spread: form.variadic && len(form.params) == 1}
		for _, value := range values {
			a.countText(value)
		}
		v := b.call(&a)
		if a.problem != "" {
			return r.fail(at, "%s: %s", f.Name, a.problem)
		}
		a.countText(v)
		return v
	}
	builtins[b.name] = f
	builtinNames.add(b.name)
}

func parseForm(text string) *form {
	f := &form{}
	params, result, _ := strings.Cut(text, "-> ")
	for _, param := range strings.Split(strings.TrimSpace(params), ", ") {
		name, typ, found := strings.Cut(param, ": ")
		if !found {
			continue // no parameters
		}
		plain, null := strings.CutSuffix(typ, "?")
		p := parameter{typ: formType(plain), null: null || plain == "Any"}
		p.name = strings.TrimRight(name, "?…")
		if p.name == name {
			f.required++
		}
		f.variadic = strings.HasSuffix(name, "…")
		f.params = append(f.params, p)
	}
	if f.variadic && len(f.params) == 1 {
		f.required = 1 // the items themselves: one at least
	}
	f.result = formType(result)
	return f
}

// resultSame and resultItem stand for types that follow from the first argument.
var (
	resultSame = &Type{kind: kindAny, name: "same"}
	resultItem = &Type{kind: kindAny, name: "item"}
)

var (
	anyList    = ListOf(nil).Named("list")
	anyContext = ContextOf().Named("context")
	anyRange   = RangeOf(nil).Named("range")
	formTypes  = map[string]*Type{
		"list": anyList, "list<string>": ListOf(StringType), "list<number>": ListOf(NumberType), "list<context>": ListOf(anyContext),
		"context": anyContext, "range": anyRange, "function": anyFunction, "same": resultSame, "item": resultItem,
	}
)

func formType(text string) *Type {
	if t, ok := formTypes[text]; ok {
		return t
	}
	return simpleTypes[text]
}

// arguments reads the arguments of a built-in function, which have the types of the form that was chosen. The first problem is kept
// and makes the result null, so a function reads all it needs and then works.
type arguments struct {
	r       *run
	values  []Value
	at      int
	spread  bool // the items are the arguments themselves, as in min(1, 2)
	problem string
}

func (a *arguments) fail(format string, args ...any) Value {
	if a.problem == "" {
		a.problem = fmt.Sprintf(format, args...)
	}
	return nil
}

// given tells whether an optional argument was passed and is not null.
func (a *arguments) given(i int) bool { return i < len(a.values) && a.values[i] != nil }

// value gives an argument of any kind; a missing one is null.
func (a *arguments) value(i int) Value {
	if i < len(a.values) {
		return a.values[i]
	}
	return nil
}

func (a *arguments) text(i int) string      { v, _ := a.value(i).(string); return v }
func (a *arguments) number(i int) Number    { v, _ := a.value(i).(Number); return v }
func (a *arguments) context(i int) *Context { v, _ := a.value(i).(*Context); return v }
func (a *arguments) list(i int) List        { v, _ := a.value(i).(List); return v }

// integer takes a number and cuts its fraction.
func (a *arguments) integer(i int) int {
	n, ok := truncate(a.number(i)).Int64()
	if !ok || n < -1<<31 || n > 1<<31 {
		a.fail("argument %d must be a smaller number", i+1)
		return 0
	}
	return int(n)
}

// items takes the one list or all arguments as the items.
func (a *arguments) items() List {
	if a.spread {
		return a.values
	}
	return a.list(0)
}

// weigh counts values that are about to be compared or written, deep down; false: the evaluation has stopped.
func (a *arguments) weigh(values ...Value) bool {
	for _, v := range values {
		if !a.r.weigh(v, a.at) {
			return false
		}
	}
	return true
}

// countText counts a text that a function reads or writes; what is behind lists counts where it is walked.
func (a *arguments) countText(v Value) {
	if text, ok := v.(string); ok {
		a.r.spend(len(text)/bytesPerWork, a.at)
	}
}

// work counts items that are about to be walked; false: the evaluation has stopped.
func (a *arguments) work(items int) bool {
	return a.r.spend(items, a.at)
}

// numbers gives the items if all are numbers.
func (a *arguments) numbers() []Number {
	items := a.items()
	if !a.work(len(items)) {
		return nil
	}
	numbers := make([]Number, len(items))
	for i, item := range items {
		n, ok := item.(Number)
		if !ok {
			a.fail("the list must hold numbers only, not %s", article(kind(item)))
			return nil
		}
		numbers[i] = n
	}
	return numbers
}
