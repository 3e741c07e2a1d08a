package feel_test

import (
	"fmt"
	"time"

	"handinhand/process/feel"
)

func ExampleCompile() {
	x, err := feel.Compile(`if age >= 18 and today() < issued + @"P1Y" then "entitled" else "ask"`)
	if err != nil {
		fmt.Println(err)
		return
	}
	value, _ := x.Eval(feel.Scope{
		Vars: feel.Vars(map[string]any{"age": 34, "issued": feel.Date{Year: 2026, Month: 1, Day: 31}}),
		Now:  time.Date(2026, 5, 3, 9, 0, 0, 0, time.UTC),
	})
	fmt.Println(value, x.Names())
	// Output: entitled [age issued]
}

func ExampleExpression_Eval_diagnostics() {
	x, err := feel.Compile(`incme < 1500`)
	if err != nil {
		fmt.Println(err)
		return
	}
	value, diagnostics := x.Eval(feel.Scope{Vars: feel.Vars(map[string]any{"income": 1200})})
	fmt.Println(value, diagnostics[0])
	// Output: <nil> 1:1: the name "incme" is not known here (did you mean "income"?)
}

func ExampleExpression_Check() {
	person := feel.ContextOf(feel.Field{Name: "Full Name", Type: feel.StringType}, feel.Field{Name: "born", Type: feel.DateType})
	for _, src := range []string{`person.Full Name = "Mina"`, `person.brn < today()`, `person.born + 18 > today()`} {
		x, err := feel.Compile(src, feel.Declare("person", person.Named("Person")))
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(x.Check(feel.BooleanType))
	}
	// Output:
	// []
	// [1:7: a Person has no entry "brn" (did you mean "born"?)]
	// [1:13: "+" is not defined between a date and a number]
}

func ExampleCompileUnary() {
	cell, err := feel.CompileUnary(`[18..65], > 70`)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, age := range []int64{17, 18, 70, 71} {
		matched, _ := cell.Match(feel.Int(age), feel.Scope{})
		fmt.Println(age, matched)
	}
	// Output:
	// 17 false
	// 18 true
	// 70 false
	// 71 true
}

func ExampleKnown() {
	x, err := feel.Compile(`Gross income - Profit and loss`, feel.Known("Gross income", "Profit and loss"))
	if err != nil {
		fmt.Println(err)
		return
	}
	value, _ := x.Eval(feel.Scope{Vars: feel.Vars(map[string]any{"Gross income": 1500.10, "Profit and loss": 0.1})})
	fmt.Println(value)
	// Output: 1500
}

func ExampleNewFunction() {
	threshold := feel.NewFunction("threshold", []string{"household"}, func(c feel.Call, args []feel.Value) feel.Value {
		size, ok := args[0].(feel.Number)
		if !ok {
			return c.Fail("the household must be a number")
		}
		if size.Cmp(feel.Int(1)) > 0 {
			return feel.Int(2400)
		}
		return feel.Int(1500)
	})
	x, err := feel.Compile(`income <= threshold(household: 2)`)
	if err != nil {
		fmt.Println(err)
		return
	}
	vars := feel.NewContext().Put("threshold", threshold).Put("income", feel.Int(2000))
	value, _ := x.Eval(feel.Scope{Vars: vars})
	fmt.Println(value)
	// Output: true
}

func ExampleType_Convert() {
	list := feel.ListOf(feel.StringType)
	value, ok := list.Convert("SGB II", feel.Scope{})
	fmt.Println(value, ok)
	value, ok = feel.NumberType.Convert("SGB II", feel.Scope{})
	fmt.Println(value, ok)
	// Output:
	// [SGB II] true
	// <nil> false
}

func ExampleToJSON() {
	x, err := feel.Compile(`{sum: 0.1 + 0.2, due: date("2026-01-31") + @"P1M", applies: [> 5, "x"]}`)
	if err != nil {
		fmt.Println(err)
		return
	}
	value, _ := x.Eval(feel.Scope{})
	fmt.Println(feel.ToJSON(value))
	// Output: map[applies:[> 5 x] due:2026-02-28 sum:0.3]
}
