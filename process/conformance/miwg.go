package conformance

import (
	"fmt"
	"io/fs"
	"path"
	"reflect"
	"strings"

	"handinhand/process/bpmn"
	"handinhand/process/finding"
)

// MIWG reads every BPMN file of a folder, such as the reference models of the BPMN Model Interchange Working Group and what modelers make
// of them. A file passes if it is read, written again with nothing lost, and found the same when it is read again. What of it is not
// executable is in the report's notes, by element.
func MIWG(suite fs.FS) (*Report, error) {
	report := &Report{Suite: "miwg"}
	err := fs.WalkDir(suite, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".bpmn" {
			return err
		}
		file, err := fs.ReadFile(suite, name)
		if err != nil {
			return err
		}
		failure, notes := interchange(file)
		report.Notes = append(report.Notes, notesOf(name, notes)...)
		if failure != nil {
			failure.Folder, failure.Case = path.Dir(name), path.Base(name)
			report.Failures = append(report.Failures, *failure)
		}
		report.verdict(group(name), failure == nil)
		return nil
	})
	if err == nil && report.Passed+report.Failed == 0 {
		err = fmt.Errorf("no BPMN files there")
	}
	return report, err
}

// group is the tool that wrote a file, or the suite's own references.
func group(name string) string {
	if dir := path.Dir(name); dir != "." {
		return dir
	}
	return "reference"
}

// interchange reads, writes and reads again.
func interchange(file []byte) (*Failure, []finding.Finding) {
	model, findings := bpmn.Parse(file)
	if model == nil {
		return &Failure{Expected: "a model", Got: join(findings)}, findings
	}
	for _, f := range findings {
		if f.Element == "" && f.Severity == finding.Error {
			return &Failure{Expected: "the element of each finding", Got: f.String()}, findings
		}
	}
	written, err := model.XML()
	if err != nil {
		return &Failure{Expected: "the model as XML", Got: err.Error()}, findings
	}
	if f := lost(file, written); f != nil {
		return f, findings
	}
	_, again := bpmn.Parse(written)
	if !reflect.DeepEqual(findings, again) {
		return &Failure{Expected: join(findings), Got: join(again)}, findings
	}
	return nil, findings
}

// lost compares two files and gives the first difference.
func lost(was, is []byte) *Failure {
	expected, err := infoset(was)
	if err != nil {
		return &Failure{Expected: "XML", Got: err.Error()}
	}
	got, err := infoset(is)
	if err != nil {
		return &Failure{Expected: "XML", Got: err.Error()}
	}
	at := func(list []string, i int) string {
		if i < len(list) {
			return list[i]
		}
		return "the end of the file"
	}
	for i := range max(len(expected), len(got)) {
		if at(expected, i) != at(got, i) {
			return &Failure{Node: fmt.Sprintf("item %d", i+1), Expected: at(expected, i), Got: at(got, i)}
		}
	}
	return nil
}

func join(findings []finding.Finding) string {
	var all []string
	for _, f := range findings {
		all = append(all, f.String())
	}
	return strings.Join(all, "; ")
}

// notesOf names what of a file is not executable or breaks a rule: one line a rule, with the elements.
func notesOf(name string, findings []finding.Finding) []string {
	elements := map[string][]string{}
	var order []string
	rules := bpmn.Rules()
	for _, f := range findings {
		if elements[f.Rule] == nil {
			order = append(order, f.Rule)
		}
		elements[f.Rule] = append(elements[f.Rule], f.Element)
	}
	var notes []string
	for _, rule := range order {
		notes = append(notes, fmt.Sprintf("%s: %s (%s): %s", name, rules[rule].Meaning, rule, strings.Join(elements[rule], " ")))
	}
	return notes
}
