package feel

import (
	"encoding/xml"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// tckFolder holds the DMN Technology Compatibility Kit, where it is at hand.
const tckFolder = "../../../shared/conformance/dmn-tck/compliance-level-3"

type tckModel struct {
	Items     []tckItem     `xml:"itemDefinition"`
	Decisions []tckDecision `xml:"decision"`
	Inputs    []struct {
		Variable tckVariable `xml:"variable"`
	} `xml:"inputData"`
	Others []struct {
		Name string `xml:"name,attr"`
	} `xml:"businessKnowledgeModel"`
}

type tckItem struct {
	Name       string    `xml:"name,attr"`
	Collection bool      `xml:"isCollection,attr"`
	Ref        string    `xml:"typeRef"`
	Allowed    string    `xml:"allowedValues>text"`
	Components []tckItem `xml:"itemComponent"`
	Function   *struct{} `xml:"functionItem"`
}

type tckVariable struct {
	Name string `xml:"name,attr"`
	Type string `xml:"typeRef,attr"`
}

type tckDecision struct {
	Name     string      `xml:"name,attr"`
	Variable tckVariable `xml:"variable"`
	tckLogic
}

type tckLogic struct {
	Text    *string `xml:"literalExpression>text"`
	Context *struct {
		Entries []struct {
			Variable tckVariable `xml:"variable"`
			tckLogic
		} `xml:"contextEntry"`
	} `xml:"context"`
	List *struct {
		Items []struct {
			Text string `xml:"text"`
		} `xml:"literalExpression"`
	} `xml:"list"`
}

type tckFile struct {
	Model string `xml:"modelName"`
	Cases []struct {
		ID      string    `xml:"id,attr"`
		Inputs  []tckNode `xml:"inputNode"`
		Results []struct {
			Name     string  `xml:"name,attr"`
			Expected tckNode `xml:"expected"`
		} `xml:"resultNode"`
	} `xml:"testCase"`
}

type tckNode struct {
	Name  string `xml:"name,attr"`
	Value *struct {
		Type string `xml:"http://www.w3.org/2001/XMLSchema-instance type,attr"`
		Nil  string `xml:"http://www.w3.org/2001/XMLSchema-instance nil,attr"`
		Text string `xml:",chardata"`
	} `xml:"value"`
	List *struct {
		Items []tckNode `xml:"item"`
	} `xml:"list"`
	Components []tckNode `xml:"component"`
}

func (n tckNode) value(t *testing.T) Value {
	if n.List != nil {
		list := List{}
		for _, item := range n.List.Items {
			list = append(list, item.value(t))
		}
		return list
	}
	if len(n.Components) > 0 {
		c := NewContext()
		for _, component := range n.Components {
			c.Put(component.Name, component.value(t))
		}
		return c
	}
	if n.Value == nil || n.Value.Nil == "true" {
		return nil
	}
	var v Value
	var err error
	switch _, kind, _ := strings.Cut(n.Value.Type, ":"); kind {
	case "decimal", "double", "integer", "int", "float":
		v, err = ParseNumber(n.Value.Text)
	case "boolean":
		v = n.Value.Text == "true"
	case "date":
		v, err = ParseDate(n.Value.Text)
	case "time":
		v, err = ParseTime(n.Value.Text)
	case "dateTime":
		v, err = ParseDateTime(n.Value.Text)
	case "duration":
		v, err = ParseDuration(n.Value.Text)
	default:
		v = n.Value.Text
	}
	if err != nil {
		t.Fatalf("%s: %v", n.Name, err)
	}
	return v
}

// tckRun evaluates decisions of literal expressions, contexts and lists; others have no value here.
type tckRun struct {
	model   *tckModel
	types   map[string]*Type
	options []Option
	vars    *Context
	done    map[string]bool
	now     time.Time
	said    []Diagnostic
}

func (r *tckRun) Lookup(name string) (Value, bool) {
	if v, ok := r.vars.Get(name); ok {
		return v, true
	}
	for i := range r.model.Decisions {
		if r.model.Decisions[i].Name == name && !r.done[name] {
			r.done[name] = true
			v, _ := r.decide(&r.model.Decisions[i])
			r.vars.Put(name, v)
			return v, true
		}
	}
	return nil, false
}

func (r *tckRun) decide(d *tckDecision) (Value, bool) {
	v, ok := r.logic(d.tckLogic, r)
	return r.typed(v, d.Variable.Type), ok
}

func (r *tckRun) typed(v Value, ref string) Value {
	t := r.types[ref]
	if t == nil {
		t = simpleTypes[ref]
	}
	v, _ = t.Convert(v, Scope{Now: r.now})
	return v
}

func (r *tckRun) logic(l tckLogic, vars Variables) (Value, bool) {
	switch {
	case l.Text != nil:
		return r.text(*l.Text, vars), true
	case l.Context != nil:
		c := NewContext()
		for _, entry := range l.Context.Entries {
			v, ok := r.logic(entry.tckLogic, tckScope{c, vars})
			if !ok {
				return nil, false
			}
			v = r.typed(v, entry.Variable.Type)
			if entry.Variable.Name == "" {
				return v, true
			}
			c.Put(entry.Variable.Name, v)
		}
		return c, true
	case l.List != nil:
		list := List{}
		for _, item := range l.List.Items {
			list = append(list, r.text(item.Text, vars))
		}
		return list, true
	}
	return nil, false
}

func (r *tckRun) text(src string, vars Variables) Value {
	x, err := Compile(src, r.options...)
	if err != nil {
		r.said = append(r.said, Diagnostic{Message: err.Error()})
		return nil
	}
	v, said := x.Eval(Scope{Vars: vars, Now: r.now})
	r.said = append(r.said, said...)
	return v
}

type tckScope struct {
	inner *Context
	outer Variables
}

func (s tckScope) Lookup(name string) (Value, bool) {
	if v, ok := s.inner.Get(name); ok {
		return v, ok
	}
	return s.outer.Lookup(name)
}

func (m *tckModel) typeOf(item tckItem, depth int) *Type {
	t := AnyType
	switch {
	case len(item.Components) > 0:
		var fields []Field
		for _, c := range item.Components {
			fields = append(fields, Field{c.Name, m.typeOf(c, depth+1)})
		}
		t = ContextOf(fields...)
	case simpleTypes[item.Ref] != nil:
		t = simpleTypes[item.Ref]
	default:
		for _, other := range m.Items {
			if other.Name == item.Ref && depth < 20 {
				t = m.typeOf(other, depth+1)
			}
		}
	}
	if item.Allowed != "" {
		if u, err := CompileUnary(item.Allowed); err == nil {
			t = t.Allowing(u)
		}
	}
	if item.Collection {
		t = ListOf(t)
	}
	return t.Named(item.Name)
}

// TestConformance runs what FEEL alone can run of level 3.
func TestConformance(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join(tckFolder, "*", "*.xml"))
	if len(files) == 0 {
		t.Skip("the DMN TCK is not at " + tckFolder)
	}
	passed, total := 0, 0
	for _, path := range files {
		var file tckFile
		readXML(t, path, &file)
		var model tckModel
		readXML(t, filepath.Join(filepath.Dir(path), file.Model), &model)
		p, n := runFile(t, &file, &model)
		passed, total = passed+p, total+n
	}
	t.Logf("%d of %d results", passed, total)
	if passed < tckAtLeast {
		t.Errorf("only %d results passed; it were %d already", passed, tckAtLeast)
	}
}

// tckAtLeast is what passed when the package was last changed. It may only grow.
const tckAtLeast = 2119

func readXML(t *testing.T, path string, into any) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err == nil {
		err = xml.Unmarshal(data, into)
	}
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

func runFile(t *testing.T, file *tckFile, model *tckModel) (passed, total int) {
	types := map[string]*Type{}
	for _, item := range model.Items {
		types[item.Name] = model.typeOf(item, 0)
	}
	options := []Option{Types(types)}
	for _, d := range model.Decisions {
		options = append(options, Known(d.Name))
	}
	for _, i := range model.Inputs {
		options = append(options, Declare(i.Variable.Name, types[i.Variable.Type]))
	}
	for _, o := range model.Others {
		options = append(options, Known(o.Name))
	}
	for _, c := range file.Cases {
		for _, expected := range c.Results {
			r := &tckRun{model: model, types: types, options: options, vars: NewContext(), done: map[string]bool{}, now: testScope.Now}
			for _, input := range c.Inputs {
				r.vars.Put(input.Name, input.value(t))
			}
			var got Value
			ran := false
			for i := range model.Decisions {
				if d := &model.Decisions[i]; d.Name == expected.Name {
					got, ran = r.decide(d)
				}
			}
			if !ran {
				continue
			}
			total++
			want := expected.Expected.value(t)
			if closeEnough(got, want) {
				passed++
				continue
			}
			t.Logf("%s, case %s, %s: got %s, want %s (%v)", file.Model, c.ID, expected.Name, literal(got), literal(want), r.said)
		}
	}
	return passed, total
}

// closeEnough compares numbers to 8 places, as the kit's own runner does.
func closeEnough(got, want Value) bool {
	switch x := got.(type) {
	case Number:
		if y, ok := want.(Number); ok {
			difference, err := calculate(decimal128.Sub, x, y)
			small, _ := ParseNumber("0.00000001")
			n, _ := difference.(Number)
			return err == nil && (n.Cmp(small) < 0 && negate(n).Cmp(small) < 0)
		}
	case List:
		y, ok := want.(List)
		if !ok || len(x) != len(y) {
			return false
		}
		for i := range x {
			if !closeEnough(x[i], y[i]) {
				return false
			}
		}
		return true
	}
	return identical(got, want)
}
