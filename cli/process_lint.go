package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"handinhand/process/bpmn"
	"handinhand/process/finding"
	"handinhand/process/release"
	"handinhand/process/soundness"
)

type lintCommand struct {
	Paths []string `arg:"" type:"path" name:"path" help:"BPMN files, or folders that each hold a process package."`
	JSON  bool     `name:"json" help:"Print what was found as JSON."`
}

// linted is what there is to say about one path.
type linted struct {
	Path     string            `json:"path"`
	Release  string            `json:"release,omitempty"` // hash of a package without errors
	CaseType string            `json:"caseType,omitempty"`
	Findings []finding.Finding `json:"findings"`
}

// Run checks files and packages without any other part running: the rules of BPMN and of packages, each for itself, and
// the proofs, over all packages together. It fails when one has an error.
func (l *lintCommand) Run() error {
	all := make([]linted, len(l.Paths))
	var loaded []*release.Release
	var places []int
	for i, path := range l.Paths {
		r, err := lint(path, &all[i])
		if err != nil {
			return err
		}
		if r != nil {
			loaded, places = append(loaded, r), append(places, i)
		}
	}
	proven, _ := release.Prove(release.Claims(loaded...), loaded...)
	broken := false
	for i, at := range places {
		all[at].Findings = append(all[at].Findings, proven[i]...)
	}
	for _, one := range all {
		broken = broken || finding.AnyError(one.Findings)
	}
	write := writeLint
	if l.JSON {
		write = writeLintJSON
	}
	if err := write(os.Stdout, all); err != nil {
		return err
	}
	if broken {
		return errSaid
	}
	return nil
}

// lint reads one path. The release is nil for a file, and for a package that has errors.
func lint(path string, one *linted) (*release.Release, error) {
	*one = linted{Path: path, Findings: []finding.Finding{}}
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		xml, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		one.Findings = append(one.Findings, lintFile(xml)...)
		return nil, nil
	}
	r, findings := release.Load(os.DirFS(path))
	one.Findings = append(one.Findings, findings...)
	if r != nil {
		one.Release, one.CaseType = r.Hash, r.CaseType
	}
	return r, nil
}

// lintFile checks one BPMN file. Soundness is a matter of processes that run and are drawn right.
func lintFile(xml []byte) []finding.Finding {
	model, findings := bpmn.Parse(xml)
	for _, f := range findings {
		if f.Severity == finding.Error && bpmn.Rules()[f.Rule].Standard() && !bpmn.FormOnly(f) {
			return findings
		}
	}
	if model == nil {
		return findings
	}
	return append(findings, soundness.ProveModel(model)...)
}

func writeLint(w io.Writer, all []linted) error {
	for _, one := range all {
		for _, f := range one.Findings {
			if _, err := fmt.Fprintf(w, "%s: %s%s\n", one.Path, f, way(f.Path)); err != nil {
				return err
			}
		}
		verdict := "nothing stands in the way"
		switch errors := count(one.Findings, finding.Error); {
		case errors > 0:
			verdict = fmt.Sprintf("%d errors, %d warnings", errors, count(one.Findings, finding.Warning))
		case one.Release != "":
			verdict = fmt.Sprintf("release %s of %s", one.Release, one.CaseType)
		}
		if _, err := fmt.Fprintf(w, "%s: %s\n", one.Path, verdict); err != nil {
			return err
		}
	}
	return nil
}

// way writes the elements of a counter-example.
func way(steps []finding.Step) string {
	if len(steps) == 0 {
		return ""
	}
	var ids []string
	for _, s := range steps {
		ids = append(ids, s.Element)
	}
	return " Way: " + strings.Join(ids, " > ")
}

func count(findings []finding.Finding, severity finding.Severity) int {
	n := 0
	for _, f := range findings {
		if f.Severity == severity {
			n++
		}
	}
	return n
}

func writeLintJSON(w io.Writer, all []linted) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(all)
}
