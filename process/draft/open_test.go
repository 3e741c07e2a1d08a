package draft_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"handinhand/process/draft"
	"handinhand/process/release"
)

const bpmnFile = `<?xml version="1.0" encoding="UTF-8"?><bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d">
<bpmn:process id="Process_1" name="Wohnsitz ummelden" isExecutable="true"><bpmn:laneSet id="ls"><bpmn:lane id="l1" name="Bürgeramt"><bpmn:flowNodeRef>s</bpmn:flowNodeRef><bpmn:flowNodeRef>ask</bpmn:flowNodeRef><bpmn:flowNodeRef>e</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>
<bpmn:startEvent id="s"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
<bpmn:userTask id="ask" name="Daten erfassen"><bpmn:extensionElements><zeebe:formDefinition formId="person" /></bpmn:extensionElements><bpmn:incoming>f1</bpmn:incoming><bpmn:outgoing>f2</bpmn:outgoing></bpmn:userTask>
<bpmn:endEvent id="e"><bpmn:incoming>f2</bpmn:incoming></bpmn:endEvent>
<bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="ask" /><bpmn:sequenceFlow id="f2" sourceRef="ask" targetRef="e" /></bpmn:process></bpmn:definitions>`

const formFile = `{"type":"default","id":"person","schemaVersion":16,"components":[{"type":"textfield","id":"t1","key":"street","label":"Straße"}]}`

func zipOf(t *testing.T, files ...[2]string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range files {
		in, err := w.Create(f[0])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := in.Write([]byte(f[1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// withPassword sets the flag that says that the first file of a zip file is encrypted, in both places where it stands.
func withPassword(packed []byte) []byte {
	for mark, at := range map[string]int{"PK\x03\x04": 6, "PK\x01\x02": 8} {
		packed[bytes.Index(packed, []byte(mark))+at] |= 1
	}
	return packed
}

// TestHostileUploads: each is refused with the file and the reason, and none takes the memory that it asks for.
func TestHostileUploads(t *testing.T) {
	many := [][2]string{}
	for i := range draft.MaxFiles + 1 {
		many = append(many, [2]string{strings.Repeat("a", 1+i%50) + strings.Repeat("b", 1+i/50) + ".form", "{}"})
	}
	for name, c := range map[string]struct {
		upload draft.Upload
		rule   string
	}{
		"XML bomb":       {draft.Upload{Name: "a.bpmn", Content: []byte(`<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><d>&b;</d>`)}, "doctype"},
		"XXE":            {draft.Upload{Name: "a.dmn", Content: []byte(`<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>`)}, "doctype"},
		"zip slip":       {draft.Upload{Name: "a.zip", Content: zipOf(t, [2]string{"../../etc/passwd", "x"})}, "path"},
		"absolute":       {draft.Upload{Name: "a.zip", Content: zipOf(t, [2]string{"/etc/passwd", "x"})}, "path"},
		"backslash":      {draft.Upload{Name: "a.zip", Content: zipOf(t, [2]string{`..\a.form`, "x"})}, "path"},
		"zip bomb":       {draft.Upload{Name: "a.zip", Content: zipOf(t, [2]string{"a.form", strings.Repeat("0", 40<<20)})}, "zip-size"},
		"zip of many":    {draft.Upload{Name: "a.zip", Content: zipOf(t, many...)}, "zip-size"},
		"50 MB":          {draft.Upload{Name: "a.form", Content: make([]byte, 50<<20)}, "size"},
		"wrong root":     {draft.Upload{Name: "a.bpmn", Content: []byte(`<html xmlns="http://www.w3.org/1999/xhtml"/>`)}, "root-element"},
		"DMN as BPMN":    {draft.Upload{Name: "a.bpmn", Content: []byte(`<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"/>`)}, "root-element"},
		"not UTF-8":      {draft.Upload{Name: "a.bpmn", Content: []byte("<d name=\"M\xfcller\"/>")}, "not-utf8"},
		"form not UTF-8": {draft.Upload{Name: "a.form", Content: []byte("{\"id\":\"M\xfcller\"}")}, "not-utf8"},
		"case twins":     {draft.Upload{Name: "a.zip", Content: zipOf(t, [2]string{"a.form", "{}"}, [2]string{"A.form", "{}"})}, "path-twins"},
		"same name":      {draft.Upload{Name: "a.zip", Content: zipOf(t, [2]string{"x/a.bpmn", bpmnFile}, [2]string{"y/b.bpmn", bpmnFile})}, "path-twins"},
		"a program":      {draft.Upload{Name: "run.exe", Content: []byte("MZ")}, "unknown-file"},
		"broken zip":     {draft.Upload{Name: "a.zip", Content: []byte("PK\x03\x04nonsense")}, "zip"},
		"zip in zip":     {draft.Upload{Name: "a.zip", Content: zipOf(t, [2]string{"b.zip", string(zipOf(t, [2]string{"a.form", "{}"}))})}, "zip-in-zip"},
		"name twice":     {draft.Upload{Name: "a.zip", Content: zipOf(t, [2]string{"a.form", "{}"}, [2]string{"a.form", "{}"})}, "path-twins"},
		"password":       {draft.Upload{Name: "a.zip", Content: withPassword(zipOf(t, [2]string{"a.form", "{}"}))}, "zip-encrypted"},
		"nothing in it":  {draft.Upload{Name: "a.zip", Content: zipOf(t)}, "zip"},
		"UTF-16":         {draft.Upload{Name: "a.bpmn", Content: []byte("\xff\xfe<\x00d\x00/\x00>\x00")}, "not-utf8"},
		"empty zip":      {draft.Upload{Name: "a.zip", Content: zipOf(t, [2]string{"__MACOSX/x", "x"})}, "zip"},
	} {
		_, err := draft.Open(c.upload)
		var refused *draft.Refused
		if !errors.As(err, &refused) || refused.Rule != c.rule || refused.Message == "" {
			t.Errorf("%s: got %v, want %s", name, err, c.rule)
		}
	}
}

// TestFilesOfAnyModeler become a package that says itself what it lacks.
func TestFilesOfAnyModeler(t *testing.T) {
	files, err := draft.Open(draft.Upload{Name: "Wohnsitz (Entwurf 3).bpmn", Content: []byte(bpmnFile)}, draft.Upload{Name: "Formular.form", Content: []byte(formFile)})
	if err != nil {
		t.Fatal(err)
	}
	if got := slices.Sorted(maps.Keys(files)); !slices.Equal(got, []string{"person.form", "process.bpmn"}) {
		t.Fatalf("got %v", got)
	}
	whole := draft.Complete(files, "Wohnsitz ummelden")
	r, provable, findings := release.Sketch(whole)
	if !provable || r.CaseType != "wohnsitz-ummelden" || r.Text("de", "element.ask.name") != "Daten erfassen" || r.Text("de", "form.person.street.label") != "Straße" {
		t.Errorf("provable %v, case type %q, texts %v", provable, r.CaseType, r.Texts)
	}
	rules := map[string]string{}
	for _, f := range draft.Located(findings) {
		rules[f.Rule] = f.File
	}
	for rule, file := range map[string]string{"legal-basis": "data.yaml", "retention": "data.yaml", "lane-without-role": "process.bpmn", "missing-text": "i18n/de.json"} {
		if rules[rule] != file {
			t.Errorf("no finding %s in %s: %v", rule, file, rules)
		}
	}
	if len(files) != 2 {
		t.Error("Complete changed what it was given")
	}
}

// TestAZipOfAPackage keeps its paths, compressed or not, in a folder or not.
func TestAZipOfAPackage(t *testing.T) {
	got, err := draft.Open(draft.Upload{Name: "p.zip", Content: zipOf(t, [2]string{"city-main/process.bpmn", bpmnFile}, [2]string{"city-main/i18n/de.json", "{}"}, [2]string{"city-main/scenarios/one.txtar", "start\n"})})
	if err != nil || !slices.Equal(slices.Sorted(maps.Keys(got)), []string{"i18n/de.json", "process.bpmn", "scenarios/one.txtar"}) {
		t.Errorf("got %v, %v", slices.Sorted(maps.Keys(got)), err)
	}
}

// shipped reads the package of the library.
func shipped(t testing.TB) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	root := "../../library/language-course"
	err := filepath.WalkDir(root, func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		at, err := filepath.Rel(root, name)
		if err == nil {
			files[filepath.ToSlash(at)], err = os.ReadFile(name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
