package release

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"handinhand/process/bpmn"
	"handinhand/process/dmn"
	"handinhand/process/engine"
	"handinhand/process/finding"
	"handinhand/process/form"
)

const processFile = "process.bpmn"

// Load reads a package and checks it as a whole. Findings name their file at the start of the message. The Release is nil
// when one of them is an Error.
func Load(fsys fs.FS) (*Release, []finding.Finding) {
	r, findings := load(fsys)
	if finding.AnyError(findings) {
		return nil, findings
	}
	return r, findings
}

// Draft is Load that gives the release also when it has errors, as far as the proofs about whole processes can be made of it:
// so that its owner hears everything at once. Nil: it cannot be proven. No case may ever run it.
func Draft(fsys fs.FS) (*Release, []finding.Finding) {
	r, findings := load(fsys)
	if finding.AnyError(findings) && (r == nil || len(r.Programs) == 0 || len(r.Data.Labels) == 0) {
		return nil, findings
	}
	return r, findings
}

// Sketch is Draft for who edits a package, by path: it gives whatever could be read, and whether that is enough for the proofs
// about whole processes. What could not be read is empty.
func Sketch(files map[string][]byte) (r *Release, provable bool, findings []finding.Finding) {
	kept, strange := map[string][]byte{}, []string(nil)
	for _, name := range sorted(files) {
		switch {
		case parts.MatchString(name):
			kept[name] = files[name]
		case !explains.MatchString(name):
			strange = append(strange, name)
		}
	}
	r, findings = loadFiles(kept, strange)
	return r, len(r.Programs) > 0 && len(r.Data.Labels) > 0, findings
}

// IsPart tells whether a path is one that a package can have, as a part of it or to explain it.
func IsPart(name string) bool { return parts.MatchString(name) || explains.MatchString(name) }

// load gives what it can of a package that has errors.
func load(fsys fs.FS) (*Release, []finding.Finding) {
	files, strange, err := read(fsys)
	if err != nil {
		return nil, []finding.Finding{{Severity: finding.Error, Rule: "unreadable", Message: finding.Say("the package cannot be read: %v", err)}}
	}
	return loadFiles(files, strange)
}

func loadFiles(files map[string][]byte, strange []string) (*Release, []finding.Finding) {
	l := &loader{
		files:     files,
		formFiles: map[string]string{},
		release: &Release{
			Hash: hash(files), BPMN: files[processFile], Forms: map[string]*form.Form{},
			Texts: map[string]map[string]string{}, decisions: map[string]*dmn.Decision{}, reads: map[string][]string{}, items: map[string]string{},
		},
	}
	for _, name := range strange {
		l.fail(name, "", "unknown-file", "the file is no part of a process package: remove it or give it the right name")
	}
	l.load()
	return l.release, l.findings
}

// loader builds a release and collects what it has to say.
type loader struct {
	files     map[string][]byte
	release   *Release
	formFiles map[string]string // form id -> file
	findings  []finding.Finding
}

func (l *loader) fail(file, element, rule, format string, args ...any) {
	l.report(finding.Error, file, element, rule, finding.Say(format, args...))
}

func (l *loader) warn(file, element, rule, format string, args ...any) {
	l.report(finding.Warning, file, element, rule, finding.Say(format, args...))
}

func (l *loader) report(s finding.Severity, file, element, rule string, message finding.Text) {
	f := finding.Finding{Severity: s, Element: element, Rule: rule, Message: finding.At(file, message)}
	if d := l.release.Definition; file == processFile && d != nil {
		if e, ok := l.release.Element(element); ok {
			f.Name = e.Name
		}
	}
	l.findings = append(l.findings, f)
}

// add takes the findings of another reader and says which file they are about.
func (l *loader) add(file string, findings []finding.Finding) {
	for _, f := range findings {
		f.Message = finding.At(file, f.Message)
		l.findings = append(l.findings, f)
	}
}

// load reads each file for itself, then checks how they fit. A check of the whole on parts that are broken would only
// repeat in other words what the readers said.
func (l *loader) load() {
	l.data()
	l.texts()
	for _, name := range sorted(l.files) {
		switch path.Ext(name) {
		case ".dmn":
			l.decisionFile(name)
		case ".form":
			l.formFile(name)
		}
	}
	l.process()
	if l.release.Definition == nil || l.broken(dataFile, "data-syntax", "missing-file") {
		return
	}
	l.checkCalls()
	l.checkBeginnings()
	l.readVariables()
	l.checkProcess()
	l.checkExpressions()
	l.checkFields()
	l.checkSwitches()
	l.checkTexts()
	l.checkPlaceholders()
}

func (l *loader) broken(file string, rules ...string) bool {
	return slices.ContainsFunc(l.findings, func(f finding.Finding) bool {
		where, _, ok := f.Message.Cut()
		return ok && where == file && slices.Contains(rules, f.Rule)
	})
}

func (l *loader) decisionFile(name string) {
	definitions, findings := dmn.Parse(l.files[name], dmn.WithImports(l.importedDecisions))
	l.add(name, findings)
	if definitions == nil {
		return
	}
	l.add(name, definitions.Check())
	for _, d := range definitions.Decisions() {
		if l.release.decisions[d.ID] != nil {
			l.fail(name, d.ID, "decision-twice", "another file has a decision of this id already")
		}
		l.release.decisions[d.ID] = d
	}
}

// importedDecisions lets the decision files of a package import one another, by their namespaces.
func (l *loader) importedDecisions(wanted dmn.Import) ([]byte, bool) {
	for _, name := range sorted(l.files) {
		if path.Ext(name) == ".dmn" && dmn.Namespace(l.files[name]) == wanted.Namespace {
			return l.files[name], true
		}
	}
	return nil, false
}

func (l *loader) formFile(name string) {
	f, findings := form.Parse(l.files[name])
	l.add(name, findings)
	if f == nil {
		return
	}
	if want := strings.TrimSuffix(name, ".form"); f.ID != want {
		l.fail(name, f.ID, "form-id", "the form's id must be the name of its file, %q", want)
	}
	l.release.Forms[f.ID] = f
	l.formFiles[f.ID] = name
}

// process reads the diagram and makes it ready to run.
func (l *loader) process() {
	content, ok := l.files[processFile]
	if !ok {
		l.fail(processFile, "", "missing-file", "the package has no process.bpmn")
		return
	}
	model, findings := bpmn.Parse(content)
	l.add(processFile, findings)
	if model == nil {
		return
	}
	executable := model.Executable()
	if len(executable) == 0 {
		l.fail(processFile, "", "no-process", "no process of the file is executable (isExecutable=\"true\")")
		return
	}
	l.release.Definition, l.release.Called = executable[0], calledIn(model, executable[1:])
	if !finding.AnyError(findings) {
		l.compile()
	}
}

// compile makes the processes ready to run: all, or none.
func (l *loader) compile() {
	for _, d := range l.release.Definitions() {
		program, findings := engine.Compile(d, func(id string) (*dmn.Decision, bool) {
			d, ok := l.release.decisions[id]
			return d, ok
		}, l.release.switches()...)
		l.add(processFile, findings)
		if program == nil {
			l.release.Programs = nil
			return
		}
		l.release.Programs = append(l.release.Programs, program)
		l.carriedOut(program)
	}
}

// shell is what the workflow that runs cases can carry out beyond tasks, timers, services and messages that come in.
var shell = []engine.Capability{engine.Signals, engine.Messages, engine.Calls}

// carriedOut refuses what nobody would carry out, so that no case waits for it in vain.
func (l *loader) carriedOut(program *engine.Program) {
	for _, need := range program.Needs() {
		if !slices.Contains(shell, need.Capability) {
			l.fail(processFile, need.Element, "not-carried-out", "the element needs %s, which running cases do not have yet", need.Capability)
		}
	}
}

// texts reads the translations: flat objects of strings.
func (l *loader) texts() {
	for _, name := range sorted(l.files) {
		language, ok := strings.CutPrefix(name, "i18n/")
		if !ok {
			continue
		}
		texts, err := readTexts(l.files[name])
		if err != nil {
			l.fail(name, "", "text-syntax", "the file cannot be read: %v", err)
			continue
		}
		l.release.Texts[strings.TrimSuffix(language, ".json")] = texts
	}
}

// readTexts reads token by token, because a key that stands twice would otherwise win in silence.
func readTexts(content []byte) (map[string]string, error) {
	d := json.NewDecoder(bytes.NewReader(content))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, finding.Reason("the file is not a JSON object of texts")
	}
	texts := map[string]string{}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, err
		}
		value, err := d.Token()
		if err != nil {
			return nil, err
		}
		name, _ := key.(string)
		text, ok := value.(string)
		if !ok {
			return nil, finding.Reason("the text %q is no string", name)
		}
		if _, twice := texts[name]; twice {
			return nil, finding.Reason("the text %q stands in the file twice", name)
		}
		texts[name] = text
	}
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, finding.Reason("something stands after the end of the object")
	}
	return texts, nil
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
