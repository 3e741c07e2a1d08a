// Package feel evaluates FEEL, the Friendly Enough Expression Language of DMN (OMG DMN 1.5, chapter 10): the whole language with all
// its built-in functions.
//
// It is for conditions, mappings and decision tables that decide about people. Numbers are decimal128 (34 digits), logic is
// three-valued, texts are counted in characters, and whatever goes wrong is null plus a [Diagnostic] that says where and why.
//
// # Evaluate
//
// [Compile] an expression once, then call [Expression.Eval] as often as needed, from any number of goroutines. A [Scope] is all that an
// evaluation may know: variables ([Vars] for JSON, a [Context], or whatever implements [Variables]) and the moment that now() gives.
//
//	x, err := feel.Compile(`if age >= 18 and "SGB II" in benefits then "entitled" else "ask"`)
//	…
//	value, diagnostics := x.Eval(feel.Scope{Vars: feel.Vars(input), Now: now})
//
// Cells of decision tables are unary tests: [CompileUnary] and [UnaryTests.Match].
//
// # Names
//
// FEEL names may hold spaces and operators ("Full Name", "profit and loss", "a-b"). Which words make one name depends on what is known:
// tell the compiler with [Known], [Members] or, with types, [Declare]. The longest name that is known wins.
//
// # Check
//
// With every variable declared, [Expression.Check] and [UnaryTests.Check] say before anything runs what can never be right: unknown
// names and members (with the nearest name that is known), operators and functions that get the wrong types, comparisons that are
// always null. Types are made of [NumberType] and its like, [ListOf], [ContextOf], [RangeOf] and [FunctionOf]; [Type.Allowing] restricts
// one to values that pass tests, and [Type.Convert] makes a value fit by the conversions of the specification.
//
// # Values
//
// A [Value] is nil (null), a Go bool or string, a [Number], [Date], [Time], [DateTime], [DayTimeDuration], [YearMonthDuration], [List],
// *[Context], *[Range] or *[Function]. Values never change once they are built, so they may be shared. [FromJSON] and [ToJSON] translate.
// [NewFunction] makes a function of Go code that expressions can call.
//
// # Limits
//
// No expression can hang or exhaust a worker: source size, nesting, iterations, recursion, the size of values and the tries of a
// regular expression are limited (limits.go), and an evaluation that reaches a limit is null and says so. [Scope.Shared] lets many
// evaluations count against one set of limits. The same source over the same scope gives the same value on every machine: there is no
// clock, file, network, locale or random number here, and time zones come with the program.
//
// # Where the specification leaves a choice
//
//   - Times and dates with time are equal and ordered by whole seconds, the resolution of valuet and valuedt; is() sees fractions.
//   - Where only one side of a comparison has an offset, the other takes it (table 54, for = too); subtraction needs both or none (table 57).
//   - An hour that clocks of a time zone show twice is the first; one that they skip is counted on from before.
//   - A range literal whose end is null, or lies before its start, is null; in "x in [a..b]" both ends are compared (table 55).
//   - sum and mean take durations of one kind too. A position or scale with a fraction is cut.
//   - In regular expressions "." is neither line feed nor carriage return without the flag s. A pattern that matches the empty text is an
//     error in replace and split, as in XPath.
//   - A function that is an entry of a context may call itself. "external" runs no foreign code: a few pure methods of java.lang are
//     computed here, all others are null.
//
// # Structure
//
// token.go cuts the source, names.go knows names that contain spaces, parse*.go build a tree of nodes; each node evaluates itself over a
// run (one evaluation) and an env (local names), and infers its type for the checker (check*.go). Built-in functions stand in
// tables, builtin_*.go, with their signatures. regex*.go are XPath's regular expressions.
package feel
