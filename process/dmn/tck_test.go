package dmn

import (
	"encoding/xml"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"handinhand/process/feel"
)

const (
	tckFolder = "../../../shared/conformance/dmn-tck/compliance-level-2"
	// tckAtLeast is what the package passed when it was last changed. It may only grow.
	tckAtLeast = 79
)

type tckFile struct {
	Model string    `xml:"modelName"`
	Cases []tckCase `xml:"testCase"`
}

type tckCase struct {
	ID      string      `xml:"id,attr"`
	Inputs  []tckNode   `xml:"inputNode"`
	Results []tckResult `xml:"resultNode"`
}

type tckResult struct {
	Name     string  `xml:"name,attr"`
	Expected tckNode `xml:"expected"`
}

// tckNode is a value, a list of items or components.
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

func (n tckNode) value(t *testing.T) feel.Value {
	t.Helper()
	if n.List != nil {
		list := feel.List{}
		for _, item := range n.List.Items {
			list = append(list, item.value(t))
		}
		return list
	}
	if len(n.Components) > 0 {
		c := feel.NewContext()
		for _, component := range n.Components {
			c.Put(component.Name, component.value(t))
		}
		return c
	}
	if n.Value == nil || n.Value.Nil == "true" {
		return nil
	}
	var v feel.Value
	var err error
	switch _, kind, _ := strings.Cut(n.Value.Type, ":"); kind {
	case "decimal", "double", "integer", "int", "float":
		v, err = feel.ParseNumber(n.Value.Text)
	case "boolean":
		v = n.Value.Text == "true"
	case "date":
		v, err = feel.ParseDate(n.Value.Text)
	case "time":
		v, err = feel.ParseTime(n.Value.Text)
	case "dateTime":
		v, err = feel.ParseDateTime(n.Value.Text)
	case "duration":
		v, err = feel.ParseDuration(n.Value.Text)
	default:
		v = n.Value.Text
	}
	if err != nil {
		t.Fatalf("%s: %v", n.Name, err)
	}
	return v
}

// TestConformance runs level 2 of the DMN Technology Compatibility Kit, where it is at hand.
func TestConformance(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join(tckFolder, "*", "*.xml"))
	if len(files) == 0 {
		t.Skip("the DMN TCK is not at " + tckFolder)
	}
	passed, total := 0, 0
	for _, path := range files {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var file tckFile
		if err := xml.Unmarshal(data, &file); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		model, err := os.ReadFile(filepath.Join(filepath.Dir(path), file.Model))
		if err != nil {
			t.Fatal(err)
		}
		definitions, findings := Parse(model)
		for _, c := range file.Cases {
			p, n := runCase(t, definitions, c, file.Model)
			passed, total = passed+p, total+n
			if p < n {
				t.Logf("%s: findings: %v", file.Model, findings)
			}
		}
	}
	t.Logf("DMN TCK level 2: %d of %d results", passed, total)
	if passed < tckAtLeast {
		t.Errorf("only %d results passed; it were %d already", passed, tckAtLeast)
	}
}

func runCase(t *testing.T, definitions *Definitions, c tckCase, model string) (passed, total int) {
	t.Helper()
	vars := feel.NewContext()
	for _, input := range c.Inputs {
		vars.Put(input.Name, input.value(t))
	}
	for _, expected := range c.Results {
		total++
		want := expected.Expected.value(t)
		var got Result
		var err error
		for _, d := range definitions.Decisions() {
			if d.Name == expected.Name {
				got, err = d.Evaluate(feel.Scope{Vars: vars})
			}
		}
		if sameResult(got.Value, want) {
			passed++
			continue
		}
		t.Logf("%s, case %s, %s: got %v (%v, %v), want %v", model, c.ID, expected.Name, feel.ToJSON(got.Value), err, got.Diagnostics, feel.ToJSON(want))
	}
	return passed, total
}

// sameResult compares numbers to 8 places, as the kit's own runner does.
func sameResult(got, want feel.Value) bool {
	x, isNumber := got.(feel.Number)
	y, bothNumbers := want.(feel.Number)
	if !isNumber || !bothNumbers {
		return feel.Equal(got, want)
	}
	close, err := feel.Compile("abs(a - b) < 0.00000001")
	if err != nil {
		panic(err)
	}
	v, _ := close.Eval(feel.Scope{Vars: feel.NewContext().Put("a", x).Put("b", y)})
	return v == true
}
