package feel

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"handinhand/process/finding"
)

// Foreign code never runs here. But a model may name a method of Java's own library as an external function (DMN 1.5, section
// 10.3.2.13), and what the pure ones among them say is known: they are offered under their Java names. Everything else gives null
// and a diagnostic.

// javaMethod computes one method on arguments that have the types of its signature.
type javaMethod func(args []Value) (Value, error)

// External gives the function that a body of an external function stands for, {java: {class: …, method signature: …}}; an error if it
// is none that can be offered.
func External(body Value, params []string) (*Function, error) {
	c, ok := body.(*Context)
	if !ok {
		return nil, finding.Reason("an external function needs a context that names it")
	}
	if _, pmml := c.Get("pmml"); pmml {
		return nil, finding.Reason("models in PMML cannot be executed")
	}
	entry, _ := c.Get("java")
	java, ok := entry.(*Context)
	if !ok {
		return nil, finding.Reason("an external function needs an entry java with class and method signature")
	}
	class, _ := java.Get("class")
	signature, _ := java.Get("method signature")
	method, err := javaOf(class, signature)
	if err != nil {
		return nil, err
	}
	return NewFunction("", params, func(c Call, args []Value) Value {
		v, err := method(args)
		if err != nil {
			return c.Fail("%s", err.Error())
		}
		return v
	}), nil
}

// javaOf finds a method by class and signature, "max(double, double)".
func javaOf(class, signature Value) (javaMethod, error) {
	className, _ := class.(string)
	text, _ := signature.(string)
	name, list, ok := strings.Cut(strings.ReplaceAll(text, " ", ""), "(")
	if !ok || !strings.HasSuffix(list, ")") {
		return nil, finding.Reason("an external function needs a class and a method signature such as max(double, double)")
	}
	var types []string
	if list = strings.TrimSuffix(list, ")"); list != "" {
		types = strings.Split(list, ",")
	}
	code, ok := javaCode(className, name, types)
	if !ok {
		return nil, finding.Reason("there is no method %s of %s here: foreign code is never run, only some methods of java.lang are offered", shorten(text), shorten(className))
	}
	variadic := len(types) > 0 && strings.HasPrefix(types[len(types)-1], "[L")
	return func(args []Value) (Value, error) {
		if len(args) != len(types) && !(variadic && len(args) >= len(types)-1) {
			return nil, finding.Reason("the method %s takes %s, not %d", name, argumentsOf(len(types)), len(args))
		}
		return code(args, types)
	}, nil
}

// javaBits gives the width of Java's integers.
var javaBits = map[string]uint{"byte": 8, "short": 16, "int": 32, "long": 64}

// javaParsers are the classes that read numbers, with the type that they read.
var javaParsers = map[string]string{
	"java.lang.Byte": "byte", "java.lang.Short": "short", "java.lang.Integer": "int", "java.lang.Long": "long",
	"java.lang.Float": "float", "java.lang.Double": "double",
}

type javaFunc func(args []Value, types []string) (Value, error)

func javaCode(class, name string, types []string) (javaFunc, bool) {
	switch {
	case class == "java.lang.Math":
		return javaMath(name, types)
	case class == "java.lang.String" && name == "valueOf" && len(types) == 1:
		return func(args []Value, types []string) (Value, error) {
			v, err := javaArgument(args[0], types[0])
			text, _ := textOf(v)
			return text, err
		}, true
	case class == "java.lang.String" && name == "format" && len(types) == 2 && types[0] == "java.lang.String" && types[1] == "[Ljava.lang.Object;":
		return javaFormat, true
	}
	number, known := javaParsers[class]
	if !known || name != "valueOf" || len(types) != 1 || types[0] != number && types[0] != "java.lang.String" {
		return nil, false
	}
	return func(args []Value, _ []string) (Value, error) {
		v := args[0]
		if text, isText := v.(string); isText && types[0] == "java.lang.String" {
			n, err := ParseNumber(strings.TrimPrefix(text, "+"))
			if err != nil {
				return nil, err
			}
			v = n
		}
		return javaArgument(v, number)
	}, true
}

// javaUnary are the methods of Math from a double to a double.
var javaUnary = map[string]func(float64) float64{
	"acos": math.Acos, "asin": math.Asin, "atan": math.Atan, "cbrt": math.Cbrt, "ceil": math.Ceil, "cos": math.Cos, "cosh": math.Cosh,
	"exp": math.Exp, "expm1": math.Expm1, "floor": math.Floor, "log": math.Log, "log10": math.Log10, "log1p": math.Log1p,
	"rint": math.RoundToEven, "sin": math.Sin, "sinh": math.Sinh, "sqrt": math.Sqrt, "tan": math.Tan, "tanh": math.Tanh,
}

var javaBinary = map[string]func(x, y float64) float64{"atan2": math.Atan2, "hypot": math.Hypot, "pow": math.Pow}

func javaMath(name string, types []string) (javaFunc, bool) {
	one, two := javaUnary[name], javaBinary[name]
	switch {
	case one != nil && len(types) == 1 && types[0] == "double":
		return func(args []Value, _ []string) (Value, error) {
			return javaDoubles(args, func(x []float64) float64 { return one(x[0]) })
		}, true
	case two != nil && len(types) == 2 && types[0] == "double" && types[1] == "double":
		return func(args []Value, _ []string) (Value, error) {
			return javaDoubles(args, func(x []float64) float64 { return two(x[0], x[1]) })
		}, true
	case name == "abs" && len(types) == 1 && isJavaNumber(types[0]):
		return javaPick(func(n []Number) Number {
			if n[0].Cmp(Int(0)) < 0 {
				return negate(n[0])
			}
			return n[0]
		}), true
	case (name == "max" || name == "min") && len(types) == 2 && types[0] == types[1] && isJavaNumber(types[0]):
		return javaPick(func(n []Number) Number {
			if (n[0].Cmp(n[1]) > 0) == (name == "max") {
				return n[0]
			}
			return n[1]
		}), true
	}
	return nil, false
}

func isJavaNumber(kind string) bool {
	return javaBits[kind] >= 32 || kind == "float" || kind == "double"
}

// javaPick computes among numbers without a loss.
func javaPick(pick func([]Number) Number) javaFunc {
	return func(args []Value, types []string) (Value, error) {
		numbers := make([]Number, len(args))
		for i, arg := range args {
			v, err := javaArgument(arg, types[i])
			if err != nil {
				return nil, err
			}
			numbers[i] = v.(Number)
		}
		return pick(numbers), nil
	}
}

func javaDoubles(args []Value, compute func([]float64) float64) (Value, error) {
	x := make([]float64, len(args))
	for i, arg := range args {
		n, ok := arg.(Number)
		if !ok {
			return nil, fmt.Errorf("a %s is no double of Java", kind(arg))
		}
		x[i], _ = strconv.ParseFloat(n.String(), 64)
	}
	// 15 digits: machines differ in the last bit of what they compute
	rounded, _ := strconv.ParseFloat(strconv.FormatFloat(compute(x), 'g', 15, 64), 64)
	return javaNumber(rounded, 64)
}

// javaNumber gives the shortest decimal that means the same double or float, as Java prints it.
func javaNumber(f float64, bits int) (Value, error) {
	n, err := ParseNumber(strings.Replace(strconv.FormatFloat(f, 'g', -1, bits), "e+", "e", 1))
	if err != nil {
		return nil, fmt.Errorf("the result is no number")
	}
	return n, nil
}

// javaArgument makes a value of a Java type out of a FEEL value.
func javaArgument(v Value, kindOfJava string) (Value, error) {
	n, isNumber := v.(Number)
	text, isText := v.(string)
	switch {
	case kindOfJava == "double" && isNumber, kindOfJava == "float" && isNumber:
		bits := 64
		if kindOfJava == "float" {
			bits = 32
		}
		f, _ := strconv.ParseFloat(n.String(), bits)
		return javaNumber(f, bits)
	case javaBits[kindOfJava] > 0 && isNumber:
		i, whole := n.Int64()
		if shift := 64 - javaBits[kindOfJava]; !whole || i<<shift>>shift != i {
			return nil, fmt.Errorf("the number is no %s of Java", kindOfJava)
		}
		return n, nil
	case kindOfJava == "char" && isText && len([]rune(text)) == 1, kindOfJava == "java.lang.String" && isText:
		return v, nil
	case kindOfJava == "boolean" && kind(v) == "boolean", kindOfJava == "java.lang.Object" && v != nil:
		return v, nil
	}
	return nil, fmt.Errorf("a %s is no %s of Java", kind(v), shorten(kindOfJava))
}

// javaFormat knows the conversions %s, %d, %n and %%, without flags.
func javaFormat(args []Value, _ []string) (Value, error) {
	format, ok := args[0].(string)
	if !ok {
		return nil, fmt.Errorf("a %s is no format of Java", kind(args[0]))
	}
	rest := args[1:]
	var b strings.Builder
	for i := 0; i < len(format); i++ {
		if format[i] != '%' {
			b.WriteByte(format[i])
			continue
		}
		i++
		switch {
		case i < len(format) && format[i] == '%':
			b.WriteByte('%')
		case i < len(format) && format[i] == 'n':
			b.WriteByte('\n')
		case i < len(format) && (format[i] == 's' || format[i] == 'd') && len(rest) > 0:
			text, _ := textOf(rest[0])
			if _, isNumber := rest[0].(Number); format[i] == 'd' && !isNumber {
				return nil, fmt.Errorf("%%d needs a number, not a %s", kind(rest[0]))
			}
			b.WriteString(text)
			rest = rest[1:]
		default:
			return nil, fmt.Errorf("the format has a conversion that is not known, or more of them than arguments")
		}
	}
	return b.String(), nil
}
