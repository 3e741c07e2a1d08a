package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// pipeline is the example of docs/owners.md as a runner reads it, in a checkout.
type pipeline struct {
	steps  []pipelineStep
	folder string
	env    []string
}

type pipelineStep struct{ Uses, Run, If, Shell string }

var (
	exampleOf = regexp.MustCompile("(?s)```yaml\n(# \\.github/workflows/.*?)```")
	eventIs   = regexp.MustCompile(`^github\.event_name == '([a-z_]+)'$`)
)

// documented reads the example, as it stands in the document.
func documented(t *testing.T) []pipelineStep {
	t.Helper()
	text, err := os.ReadFile("../docs/owners.md")
	if err != nil {
		t.Fatal(err)
	}
	found := exampleOf.FindSubmatch(text)
	if found == nil {
		t.Fatal("docs/owners.md has no example of a pipeline")
	}
	var file struct {
		On   map[string]any
		Jobs map[string]struct{ Steps []pipelineStep }
	}
	if err := yaml.Unmarshal(found[1], &file); err != nil {
		t.Fatal(err)
	}
	for _, event := range []string{"pull_request", "push"} {
		if _, on := file.On[event]; !on {
			t.Errorf("the example does not run on %s", event)
		}
	}
	return file.Jobs["processes"].Steps
}

// run runs the steps for an event as the runner does: one after the other, until one fails. It gives what was printed and the
// exit code.
func (p pipeline) run(t *testing.T, event string) (string, int) {
	t.Helper()
	var printed bytes.Buffer
	for _, step := range p.steps {
		if step.If != "" {
			on := eventIs.FindStringSubmatch(step.If)
			if on == nil {
				t.Fatalf("the test does not understand the condition %q", step.If)
			}
			if on[1] != event {
				continue
			}
		}
		if step.Run == "" {
			if !strings.HasPrefix(step.Uses, "actions/checkout@") {
				t.Fatalf("the test does not understand the step %+v", step)
			}
			continue // the folder is the checkout
		}
		if code := p.shell(t, step, &printed); code != 0 {
			return printed.String(), code
		}
	}
	return printed.String(), 0
}

func (p pipeline) shell(t *testing.T, step pipelineStep, printed io.Writer) int {
	t.Helper()
	script := filepath.Join(t.TempDir(), "step.sh")
	if err := os.WriteFile(script, []byte(step.Run), 0o600); err != nil {
		t.Fatal(err)
	}
	shell := step.Shell
	if shell == "" {
		shell = "bash -e {0}" // the runner's own
	}
	words := strings.Fields(strings.ReplaceAll(shell, "{0}", script))
	cmd := exec.CommandContext(t.Context(), words[0], words[1:]...)
	cmd.Dir, cmd.Env = p.folder, p.env
	cmd.Stdout, cmd.Stderr = printed, t.Output()
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode()
}

// proposed reads the documents that publishing prints.
func proposed(t *testing.T, printed string) map[string]published {
	t.Helper()
	at := strings.Index(printed, "{")
	if at < 0 {
		t.Fatalf("nothing was proposed:\n%s", printed)
	}
	all := map[string]published{}
	for d := json.NewDecoder(strings.NewReader(printed[at:])); ; {
		var one published
		if err := d.Decode(&one); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatalf("%v in\n%s", err, printed)
		}
		all[one.CaseType] = one
	}
}

// checkout is a folder with two processes as a runner finds it.
func checkout(t *testing.T) pipeline {
	t.Helper()
	at, key := ownPlace(t)
	bin := t.TempDir()
	if err := os.Symlink(program(t), filepath.Join(bin, "handinhand")); err != nil {
		t.Fatal(err)
	}
	p := pipeline{documented(t), t.TempDir(), append(at.environment(key, "127.0.0.1:0", "http://localhost"), "PATH="+bin+":"+os.Getenv("PATH"), "HOME="+t.TempDir())}
	for name, kind := range map[string]string{"speaker": "Throw", "hearer": "Catch"} {
		for file, content := range talking(name, kind) {
			p.write(t, name, file, string(content.Data))
		}
	}
	p.write(t, "..", ".git/HEAD", "ref: refs/heads/main\n")
	return p
}

func (p pipeline) write(t *testing.T, process, file, content string) {
	t.Helper()
	if _, err := writeChanged(filepath.Join(p.folder, "processes", process, file), []byte(content)); err != nil {
		t.Fatal(err)
	}
}

// TestTheDocumentedPipeline runs what docs/owners.md tells a city to run: a request to merge is linted and proposes nothing; what
// was merged is proposed, once however often the job runs; and what is broken goes no further than its findings.
func TestTheDocumentedPipeline(t *testing.T) {
	p := checkout(t)
	linted, code := p.run(t, "pull_request")
	if code != 0 || strings.Count(linted, ": release ") != 2 {
		t.Fatalf("a good request to merge ends with %d:\n%s", code, linted)
	}
	if code := p.shell(t, pipelineStep{Run: "handinhand process lint"}, t.Output()); code != 2 {
		t.Errorf("a command line without a folder ends with %d", code)
	}
	printed, code := p.run(t, "push")
	if code != 0 {
		t.Fatalf("what was merged ends with %d:\n%s", code, printed)
	}
	first := proposed(t, printed)
	printed, _ = p.run(t, "push")
	again := proposed(t, printed)
	for _, name := range []string{"speaker", "hearer"} {
		if one := first[name]; !one.Fresh || one.Proposal == "" || one.State != "open" {
			t.Errorf("%s is not proposed: %+v", name, one)
		}
		if one := again[name]; one.Fresh || one.Proposal != first[name].Proposal || one.Release != first[name].Release {
			t.Errorf("%s again: %+v, at first %+v", name, one, first[name])
		}
	}
	p.write(t, "hearer", "i18n/de.json", strings.Replace(string(talking("hearer", "Catch")["i18n/de.json"].Data), "Ein Gang", "Ein anderer Gang", 1))
	printed, _ = p.run(t, "push")
	if now := proposed(t, printed); !now["hearer"].Fresh || now["hearer"].Release == first["hearer"].Release || now["speaker"].Fresh {
		t.Errorf("after one was changed: %+v", now)
	}
	p.write(t, "hearer", "data.yaml", "caseType: hearer\npurpose: test\nlanguages: [fr]\nmilestones: [begun]\n")
	for _, event := range []string{"pull_request", "push"} {
		if printed, code := p.run(t, event); code != 1 || !strings.Contains(printed, "data-value") || strings.Contains(printed, "proposal") {
			t.Errorf("%s of what is broken ends with %d:\n%s", event, code, printed)
		}
	}
}
