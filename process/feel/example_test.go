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
	// Output: <nil> 1:1: the name "incme" is not known here
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
