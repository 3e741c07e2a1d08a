package conformance

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io/fs"
	"strings"

	"handinhand/process/feel"
)

// tckSuite is a file of test cases (the kit's testCases.xsd).
type tckSuite struct {
	XMLName xml.Name  `xml:"http://www.omg.org/spec/DMN/20160719/testcase testCases"`
	Model   string    `xml:"modelName"`
	Cases   []tckCase `xml:"testCase"`
}

type tckCase struct {
	ID        string      `xml:"id,attr"`
	Kind      string      `xml:"type,attr"`          // decision (as if absent), bkm or decisionService
	Invocable string      `xml:"invocableName,attr"` // the name of the bkm or decision service
	Inputs    []tckValue  `xml:"inputNode"`
	Results   []tckResult `xml:"resultNode"`
}

type tckResult struct {
	Name     string    `xml:"name,attr"`
	Error    bool      `xml:"errorResult,attr"`
	Expected *tckValue `xml:"expected"`
}

// tckValue is one of a simple value, components or a list; none of them is null.
type tckValue struct {
	Name       string     `xml:"name,attr"`
	Simple     *tckSimple `xml:"value"`
	Components []tckValue `xml:"component"`
	List       *tckList   `xml:"list"`
	Nil        bool       `xml:"http://www.w3.org/2001/XMLSchema-instance nil,attr"` // components may be nil themselves
}

type tckSimple struct {
	Type string `xml:"http://www.w3.org/2001/XMLSchema-instance type,attr"`
	Nil  bool   `xml:"http://www.w3.org/2001/XMLSchema-instance nil,attr"`
	Text string `xml:",chardata"`
}

type tckList struct {
	Nil   bool       `xml:"http://www.w3.org/2001/XMLSchema-instance nil,attr"`
	Items []tckValue `xml:"item"`
}

func readTCK(kit fs.FS, name string) (*tckSuite, error) {
	data, err := fs.ReadFile(kit, name)
	if err != nil {
		return nil, err
	}
	suite := &tckSuite{}
	if err := xml.Unmarshal(data, suite); err != nil {
		return nil, err
	}
	return suite, nil
}

func (r tckResult) expectsNull() bool {
	v, err := r.Expected.value()
	return err == nil && v == nil
}

func (c tckCase) inputs() (*feel.Context, error) {
	inputs := feel.NewContext()
	for _, input := range c.Inputs {
		v, err := input.value()
		if err != nil {
			return nil, fmt.Errorf("input %q: %w", input.Name, err)
		}
		inputs.Put(input.Name, v)
	}
	return inputs, nil
}

// value gives the FEEL value; a nil tckValue is null.
func (n *tckValue) value() (feel.Value, error) {
	switch {
	case n == nil || n.Nil:
		return nil, nil
	case n.List != nil:
		return n.List.value()
	case len(n.Components) > 0:
		c := feel.NewContext()
		for _, component := range n.Components {
			v, err := component.value()
			if err != nil {
				return nil, fmt.Errorf("component %q: %w", component.Name, err)
			}
			c.Put(component.Name, v)
		}
		return c, nil
	case n.Simple == nil || n.Simple.Nil:
		return nil, nil
	}
	return n.Simple.value()
}

func (l *tckList) value() (feel.Value, error) {
	if l.Nil {
		return nil, nil
	}
	list := feel.List{}
	for i, item := range l.Items {
		v, err := item.value()
		if err != nil {
			return nil, fmt.Errorf("item %d: %w", i+1, err)
		}
		list = append(list, v)
	}
	return list, nil
}

// value reads the text as its XML Schema type; without a type it is a string.
func (s *tckSimple) value() (feel.Value, error) {
	text := strings.TrimSpace(s.Text)
	switch kind := s.Type[strings.LastIndexByte(s.Type, ':')+1:]; kind {
	case "decimal", "double", "float", "integer", "int", "long", "short", "nonNegativeInteger", "positiveInteger":
		return feel.ParseNumber(strings.TrimPrefix(text, "+"))
	case "boolean":
		switch text {
		case "true", "1":
			return true, nil
		case "false", "0":
			return false, nil
		}
		return nil, fmt.Errorf("%q is no boolean", text)
	case "date":
		return feel.ParseDate(text)
	case "time":
		return feel.ParseTime(text)
	case "dateTime":
		return feel.ParseDateTime(text)
	case "duration", "dayTimeDuration", "yearMonthDuration":
		return feel.ParseDuration(text)
	case "string", "anySimpleType", "":
		return s.Text, nil
	default:
		return nil, fmt.Errorf("a value of the type %q", s.Type)
	}
}

// show writes a value on one line.
func show(v feel.Value) string {
	data, err := json.Marshal(feel.ToJSON(v))
	if err != nil {
		return err.Error()
	}
	return string(data)
}
