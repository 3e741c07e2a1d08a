package conformance

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"handinhand/process/dmn"
	"handinhand/process/feel"
	"handinhand/process/finding"
)

// Totals beside the levels, by result. Null is too easily right by accident, so the others are counted alone; and where the kit expects an
// error, a null alone is right by its rules, but we want to be told the reason.
const (
	nonNull = "results that are not null"
	reasons = "errors that say why"
)

// DMNTCK runs the DMN Technology Compatibility Kit: every case of every *-test-*.xml in compliance-level-*/*/. The totals are the
// compliance levels, by case, the results that are not null, and the errors that say why, by result. The error tells that the folder is no such kit.
func DMNTCK(kit fs.FS) (*Report, error) {
	files, err := fs.Glob(kit, "compliance-level-*/*/*-test-*.xml")
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, errors.New("conformance: no compliance-level-*/*/*-test-*.xml here: this is not the DMN TCK")
	}
	slices.Sort(files)
	run := &tckRun{kit: kit, report: &Report{Suite: "dmn-tck", Failures: []Failure{}}, nonNull: Total{Name: nonNull}, reasons: Total{Name: reasons}}
	for _, file := range files {
		run.file(file)
	}
	run.report.Totals = append(run.report.Totals, run.nonNull, run.reasons)
	return run.report, nil
}

type tckRun struct {
	kit     fs.FS
	report  *Report
	nonNull Total
	reasons Total
}

// file runs the cases of one file on its model.
func (r *tckRun) file(name string) {
	folder := path.Dir(name)
	suite, err := readTCK(r.kit, name)
	if err != nil {
		r.verdict(folder, []Failure{{Folder: folder, Case: path.Base(name), Expected: "a file of test cases", Got: err.Error()}})
		return
	}
	model, problem := r.model(folder, suite.Model)
	for _, c := range suite.Cases {
		failures := []Failure{}
		for _, node := range c.Results {
			f, reasoned, ok := checkTCK(model, problem, c, node)
			if !node.expectsNull() {
				r.nonNull.add(ok)
			}
			if node.Error {
				r.reasons.add(reasoned)
			}
			if !ok {
				f.Folder, f.Case, f.Node = folder, c.ID, node.Name
				failures = append(failures, f)
			}
		}
		r.verdict(folder, failures)
	}
}

// verdict counts one case.
func (r *tckRun) verdict(folder string, failures []Failure) {
	passed := len(failures) == 0
	r.report.Failures = append(r.report.Failures, failures...)
	r.report.count(path.Dir(folder), passed)
	if passed {
		r.report.Passed++
	} else {
		r.report.Failed++
	}
}

// model parses the model of a folder; the problem says why there is none.
func (r *tckRun) model(folder, name string) (*dmn.Definitions, string) {
	data, err := fs.ReadFile(r.kit, path.Join(folder, name))
	if err != nil {
		return nil, "the model cannot be read: " + err.Error()
	}
	definitions, findings := dmn.Parse(data, dmn.WithImports(r.imports(folder)))
	if definitions == nil {
		for _, f := range findings {
			if f.Severity == finding.Error {
				return nil, "the model does not parse: " + f.String()
			}
		}
	}
	return definitions, ""
}

// imports finds the models that another one of the folder imports: by their namespace, because few say a location.
func (r *tckRun) imports(folder string) func(dmn.Import) ([]byte, bool) {
	return func(wanted dmn.Import) ([]byte, bool) {
		files, err := fs.Glob(r.kit, path.Join(folder, "*.dmn"))
		if err != nil {
			return nil, false
		}
		for _, name := range files {
			data, err := fs.ReadFile(r.kit, name)
			if err == nil && dmn.Namespace(data) == wanted.Namespace {
				return data, true
			}
		}
		return nil, false
	}
}

// checkTCK evaluates one result node and compares; reasoned tells whether it came with a reason. An errorResult is a null that comes from
// an error.
func checkTCK(model *dmn.Definitions, problem string, c tckCase, node tckResult) (f Failure, reasoned, ok bool) {
	want, err := node.Expected.value()
	if err != nil {
		return Failure{Expected: "a value", Got: "the case cannot be read: " + err.Error()}, false, false
	}
	expected := show(want)
	if node.Error {
		expected = "null, by an error"
	}
	if model == nil {
		return Failure{Expected: expected, Got: problem}, false, false
	}
	got, why := evaluateTCK(model, c, node)
	if tckEqual(got, want) && (want != nil || !unreadable(why)) {
		return Failure{}, len(why) > 0, true
	}
	text := show(got)
	if len(why) > 0 {
		text += " (" + strings.Join(why, "; ") + ")"
	}
	return Failure{Expected: expected, Got: text}, false, false
}

// noSuchNode marks the reason when the model does not have what the case asks for: that must not pass as a null.
const noSuchNode = "the model has no "

func unreadable(why []string) bool { return len(why) > 0 && strings.HasPrefix(why[0], noSuchNode) }

// evaluateTCK gives the value and, for the report, why it may be null.
func evaluateTCK(model *dmn.Definitions, c tckCase, node tckResult) (feel.Value, []string) {
	inputs, err := c.inputs()
	if err != nil {
		return nil, []string{noSuchNode + "such input: " + err.Error()}
	}
	if c.Kind == "bkm" || c.Kind == "decisionService" {
		return invokeTCK(model, c, node, inputs)
	}
	for _, d := range model.Decisions() {
		if d.Name == node.Name {
			result, err := d.Evaluate(feel.Scope{Vars: inputs})
			return result.Value, reasonsOf(result, err)
		}
	}
	return nil, []string{noSuchNode + fmt.Sprintf("decision %q", node.Name)}
}

// invokeTCK calls a business knowledge model or decision service. A service of several output decisions gives a context, of
// which the result node names one entry.
func invokeTCK(model *dmn.Definitions, c tckCase, node tckResult, inputs *feel.Context) (feel.Value, []string) {
	for _, i := range model.Invocables() {
		if i.Name != c.Invocable {
			continue
		}
		result, err := i.Evaluate(feel.Scope{Vars: inputs})
		if outputs, ok := result.Value.(*feel.Context); ok && len(i.Outputs()) > 1 {
			result.Value, ok = outputs.Get(node.Name)
			if !ok {
				return nil, []string{noSuchNode + fmt.Sprintf("output %q", node.Name)}
			}
		}
		return result.Value, reasonsOf(result, err)
	}
	return nil, []string{noSuchNode + fmt.Sprintf("invocable %q", c.Invocable)}
}

func reasonsOf(result dmn.Result, err error) []string {
	var why []string
	if err != nil {
		why = append(why, err.Error())
	}
	for _, d := range result.Diagnostics {
		why = append(why, d.String())
	}
	if len(why) > 3 {
		why = append(why[:3], "…")
	}
	return why
}
