package feel

import (
	"strings"
	"testing"
)

var personType = ContextOf(
	Field{"name", StringType}, Field{"age", NumberType}, Field{"born", DateType}, Field{"Postal Code", StringType}, Field{"children", ListOf(ContextOf(Field{"name", StringType}, Field{"age", NumberType}))},
).Named("Person")

var declared = []Option{
	Declare("person", personType), Declare("income", NumberType), Declare("permit", StringType), Declare("issued", DateType), Declare("Full Name", StringType),
	Declare("benefits", ListOf(StringType)), Declare("payload", nil), Declare("entitled", BooleanType), Declare("moment", DateTimeType), Declare("grant", FunctionOf([]*Type{NumberType}, StringType)),
	Types(map[string]*Type{"Person": personType, "tPermit": StringType}),
}

// TestWrongExpressions holds deliberately wrong expressions and the message that each gets before it is ever evaluated.
func TestWrongExpressions(t *testing.T) {
	cases := []struct{ src, want string }{
		{`incme < 1500`, `1:1: the name "incme" is not known here (did you mean "income"?)`},
		{`person.nmae = "Mina"`, `1:7: a Person has no entry "nmae" (did you mean "name"?)`},
		{`person.Postal Cod`, `1:15: the expression should end here, but there is "Cod"`},
		{`income + permit`, `1:8: "+" is not defined between a number and a string`},
		{"issued\n  < \"2026-01-01\"", `2:3: there is no order between a date and a string`},
		{`permit = 25`, `1:8: a string and a number cannot be compared`},
		{`income in ["a".."c"]`, `1:11: a number cannot be in a range of string`},
		{`income in ("low", "high")`, `1:12: a number can never be a string`},
		{`permit in (> 5)`, `1:12: there is no order between a string and a number`},
		{`if permit then 1 else 2`, `1:1: the condition of "if" must be a boolean, not a string`},
		{`entitled and income`, `1:10: "and" and "or" need booleans, not a number`},
		{`upper case(income)`, `1:11: upper case: argument 1 must be a string, not a number`},
		{`substring(permit)`, `1:10: substring does not take 1 argument: it takes (string, start position, length)`},
		{`substring(text: permit, start position: 1)`, `1:10: substring does not take these argument names: it takes (string, start position, length)`},
		{`abs(issued)`, `1:4: abs: argument 1 must be a number, a days and time duration or a years and months duration, not a date`},
		{`floor(null)`, `1:6: floor: argument 1 must be a number, not null`},
		{`uper case(permit)`, `1:6: the expression should end here, but there is "case"`},
		{`uppercase(permit)`, `1:1: there is no function "uppercase" (did you mean "upper case"?)`},
		{`issued.mnth`, `1:7: a date has no property "mnth" (did you mean "month"?)`},
		{`income.year`, `1:7: a number has no property "year"`},
		{`person.children[ag > 3]`, `1:17: the name "ag" is not known here (did you mean "age"?)`},
		{`person.children[name]`, `1:16: a filter needs a boolean or a number, not a string`},
		{`person.children.agee`, `1:16: a context<name: string, age: number> has no entry "agee" (did you mean "age"?)`},
		{`some c in person.children satisfies c.age`, `1:1: the condition after "satisfies" must be a boolean, not a number`},
		{`for i in "a".."c" return i`, `1:5: only ranges of integers or dates can be gone through, not of string`},
		{`[1.."a"]`, `1:1: a range cannot go from a number to a string`},
		{`[null..5]`, `1:1: the ends of a range must not be null: write < or > for an open range`},
		{`-issued`, `1:1: a date cannot be negated`},
		{`issued + issued`, `1:8: "+" is not defined between a date and a date`},
		{`moment * 2`, `1:8: "*" is not defined between a date and time and a number`},
		{`income(1)`, `1:7: a number cannot be called: it is no function`},
		{`grant("a")`, `1:6: argument 1 must be a number, not a string`},
		{`grant(1, 2)`, `1:6: the function takes 1 argument, not 2`},
		{`income instance of list`, `1:8: there is no type "list"; list, range, context and function need their parameters, as in list<number>`},
		{`income instance of nummber`, `1:8: there is no type "nummber"`},
		{`(function(p: Person) p.naem)(person)`, `1:23: a Person has no entry "naem" (did you mean "name"?)`},
		{`{total: income * 2, double: totl}`, `1:29: the name "totl" is not known here (did you mean "total"?)`},
		{`income`, `1:1: the expression gives a number, but a boolean is needed here`},
		{`if entitled then income else income + 1`, `1:1: the expression gives a number, but a boolean is needed here`},
		{`person`, `1:1: the expression gives a Person, but a boolean is needed here`},
		{`income between "a" and 5`, `1:8: there is no order between a number and a string`},
		{`if entitled the 1`, `1:13: if needs "then" here, but there is "the"`},
		{`date("2026-02-30") <= issued and`, `1:33: a value is missing here: there is the end of the expression`},
		{`@"2026-02-30" <= issued`, `1:1: this day does not exist`},
		{`issued < date("2026-13-01")`, `1:14: date: this day does not exist`},
		{`moment > date and time("2026-01-01 10:00")`, `1:23: date and time: not a date (yyyy-mm-dd)`},
		{`sum(income`, `1:11: the call needs ")" here, but there is the end of the expression`},
		{`permit = "§ 25`, `1:10: the string has no end: add "`},
		{`income = 1,5`, `1:11: the expression should end here, but there is ","`},
		{`income == 5`, `1:9: one "=" compares: "==" is not FEEL`},
		{`permit != 'x'`, `1:11: a text stands in double quotes: "…"`},
		{`income > 5 && entitled`, `1:12: the character '&' has no meaning here: write "and"`},
		{`{a: 1, a: 2}.a`, `two entries named "a"`},
		{`function(x: Persn) x`, `1:13: there is no type "Persn" (did you mean "Person"?)`},
	}
	for _, c := range cases {
		x, err := Compile(c.src, declared...)
		var said []string
		if err != nil {
			said = []string{strings.TrimPrefix(err.Error(), "FEEL ")}
		} else {
			for _, problem := range x.Check(BooleanType) {
				said = append(said, problem.String())
			}
		}
		if len(said) == 0 || !strings.Contains(said[0], c.want) {
			t.Errorf("%s\n  says %q\n  want %q", c.src, said, c.want)
		}
	}
}

// TestRightExpressions: what is possible must not be reported.
func TestRightExpressions(t *testing.T) {
	for _, src := range []string{
		`income < 1500 and person.age >= 18`, `person.Postal Code = "50667"`, `count(person.children[age < 18]) > 0`, `some c in person.children satisfies c.age > 3`, `list contains(benefits, "SGB II")`, `"SGB II" in benefits`, `permit in benefits`,
		`payload.anything = 5`, `payload > 3`, `payload[x = 1][1].y = 2`, `issued + @"P1Y" < today()`, `moment - now() > @"P1D"`, `permit in ("a", null)`, `income in (> 5, [1..2], 7)`, `income = null`, `upper case(benefits) = "A"`, `upper case(benefits[1]) = "A"`,
		`grant(5) = "yes"`, `grant(n: 5) = "yes"`, `sort(benefits, function(x, y) x < y)[1] = "a"`, `if entitled then true else null`, `person instance of Person`, `{f: function(n: number) if n <= 1 then 1 else n * f(n - 1), r: f(5)}.r = 120`, `max(income, 5) > 3`, `day of week(issued) = "Monday"`,
		`years and months duration(issued, moment) > @"P1Y"`, `decimal(income, 2) = 5`, `not(entitled)`, `every b in benefits satisfies matches(b, "S.*")`, `string join(benefits, ",") = "a"`, `person.children.name[1] = "x"`, `[1, "a", null][1] = 1`, `get value(person, "age") = 3`,
		`min(person.children.age) < 5`, `(if entitled then income else null) = 5`, `for i in 1..3 return partial` + ` = []`, `context put(person, "x", 1).x = 1`, `income in (? > 5)`, `entitled`, `null`, `payload`, `date and time(issued, @"10:00:00") < moment`, `-income < 5`, `2 * @"P1D" < @"P3D"`, `@"P1D" / @"PT1H" > 3`,
	} {
		x, err := Compile(src, declared...)
		if err != nil {
			t.Errorf("Compile(%s): %v", src, err)
			continue
		}
		want := BooleanType
		if strings.HasPrefix(src, "for") {
			want = nil
		}
		if problems := x.Check(want); len(problems) > 0 {
			t.Errorf("%s: %v", src, problems)
		}
	}
}

func TestUnaryTestsCheck(t *testing.T) {
	cases := []struct {
		src   string
		input *Type
		want  string
	}{
		{`> 5`, NumberType, ""}, {`"a", "b"`, StringType, ""}, {`-`, StringType, ""}, {`? > 5 and income > 3`, NumberType, ""}, {`not("a")`, StringType, ""}, {`benefits`, StringType, ""}, {`[> 5, < 3]`, NumberType, ""},
		{`> 5`, StringType, `1:1: there is no order between a string and a number`}, {`"a", 5`, StringType, `1:6: a string can never be a number`}, {`[1..5]`, DateType, `1:1: a date cannot be in a range of number`},
		{`? + 1`, NumberType, `1:1: a condition on "?" must be a boolean, not a number`}, {`benefits`, NumberType, `1:1: a number cannot be in a list<string>`}, {`> incom`, NumberType, `did you mean "income"?`}, {`upper case(?) = "A"`, NumberType, `argument 1 must be a string, not a number`},
	}
	for _, c := range cases {
		u, err := CompileUnary(c.src, declared...)
		if err != nil {
			t.Errorf("CompileUnary(%s): %v", c.src, err)
			continue
		}
		problems := u.Check(c.input)
		if c.want == "" && len(problems) > 0 || c.want != "" && (len(problems) == 0 || !strings.Contains(problems[0].String(), c.want)) {
			t.Errorf("%s on %s: %v, want %q", c.src, c.input, problems, c.want)
		}
	}
}
