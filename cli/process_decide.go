package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"handinhand/process/dmn"
	"handinhand/process/feel"
	"handinhand/process/finding"
)

type decideCommand struct {
	File     string    `arg:"" type:"existingfile" help:"DMN file; it may import others of its folder."`
	Decision string    `arg:"" help:"Id or name of the decision."`
	Facts    []string  `arg:"" optional:"" help:"Inputs as name=value: numbers, true, false, null and JSON as such, everything else as text."`
	Now      time.Time `help:"What today() and now() say; the present if not given."`
	JSON     bool      `name:"json" help:"Print the result with its whole trace as JSON."`
}

// Run takes one decision on given facts and says why it came out so. It fails when the decision has no result.
func (d *decideCommand) Run() error {
	decision, err := d.find()
	if err != nil {
		return err
	}
	if d.Now.IsZero() {
		d.Now = time.Now()
	}
	result, failure := decision.Evaluate(feel.Scope{Vars: feel.Vars(facts(d.Facts)), Now: d.Now})
	write := writeReasons
	if d.JSON {
		write = func(w io.Writer, _ string, r dmn.Result) error { return writeIndented(w, r) }
	}
	if err := write(os.Stdout, decision.Name, result); err != nil {
		return err
	}
	if failure != nil {
		return failure
	}
	if result.Value == nil {
		return fmt.Errorf("the decision %s has no result", decision.Name)
	}
	return nil
}

func (d *decideCommand) find() (*dmn.Decision, error) {
	data, err := os.ReadFile(d.File)
	if err != nil {
		return nil, err
	}
	model, findings := dmn.Parse(data, dmn.WithImports(besides(d.File)))
	if finding.AnyError(findings) {
		list(d.File, findings)
		return nil, fmt.Errorf("%s cannot be executed", d.File)
	}
	var names []string
	for _, decision := range model.Decisions() {
		if decision.ID == d.Decision || decision.Name == d.Decision {
			return decision, nil
		}
		names = append(names, decision.ID)
	}
	return nil, fmt.Errorf("%s has no decision %q, but %s", d.File, d.Decision, strings.Join(names, ", "))
}

// besides finds the models that a file imports in its folder.
func besides(file string) func(dmn.Import) ([]byte, bool) {
	return func(wanted dmn.Import) ([]byte, bool) {
		files, err := filepath.Glob(filepath.Join(filepath.Dir(file), "*.dmn"))
		if err != nil {
			return nil, false
		}
		for _, other := range files {
			if data, err := os.ReadFile(other); err == nil && dmn.Namespace(data) == wanted.Namespace {
				return data, true
			}
		}
		return nil, false
	}
}

// facts reads name=value.
func facts(words []string) map[string]any {
	values := map[string]any{}
	for _, word := range words {
		name, text, _ := strings.Cut(word, "=")
		var value any
		d := json.NewDecoder(strings.NewReader(text))
		d.UseNumber()
		if err := d.Decode(&value); err != nil || d.More() {
			value = text
		}
		values[name] = value
	}
	return values
}

// writeReasons writes the result, then each rule that it rests on with what the rule looked at.
func writeReasons(w io.Writer, name string, r dmn.Result) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s = %s\n", name, oneValue(r.Value))
	for _, reason := range r.Reasons() {
		fmt.Fprintf(&b, "  %s = %s: rule %d", reason.DecisionName, oneValue(reason.Value), reason.Number)
		for i, fact := range reason.Facts {
			joint := ", "
			if i == 0 {
				joint = ", because "
			}
			fmt.Fprintf(&b, "%s%s is %s", joint, fact.Label, oneValue(fact.Value))
		}
		if len(reason.Annotations) > 0 {
			fmt.Fprintf(&b, " (%s)", strings.Join(reason.Annotations, "; "))
		}
		b.WriteString("\n")
	}
	for _, d := range r.Diagnostics {
		fmt.Fprintf(&b, "  %s: %s\n", d.Element, d.Diagnostic)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func oneValue(v feel.Value) string {
	text, err := json.Marshal(feel.ToJSON(v))
	if err != nil {
		return err.Error()
	}
	return string(text)
}
