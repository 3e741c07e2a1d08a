package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"handinhand/casework"
	"handinhand/demo"
	"handinhand/internal/stacktest"
	"handinhand/models"
	"handinhand/store"
)

// TestProcessesInARepository is a city's way from the command line alone: what is published is exported, changed, proposed
// and published, which twice is once, and the cases that run are taken over while the worker is killed again and again.
func TestProcessesInARepository(t *testing.T) {
	const all = 16
	d := startDev(t, "--no-seed")
	story := demo.NewStory(d.place(), func(demo.Line) {})
	var ids []string
	for range all {
		if err := story.Steps()[0].Do(t.Context()); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, story.CaseID())
	}

	repository := filepath.Join(t.TempDir(), "language-course")
	d.does(t, 0, "process", "export", "language-course", repository)
	if again := d.does(t, 0, "process", "export", "language-course", repository); again != "" {
		t.Errorf("exported twice it writes %q", again)
	}
	old := told[published](t, d.does(t, 0, "process", "publish", "--json", repository))
	if old.Fresh || len(old.Findings) != 0 {
		t.Errorf("what is published already is published again: %+v", old)
	}
	change(t, filepath.Join(repository, "process.bpmn"), `decisionId="route"`, `decisionId="way"`)
	if broken := told[published](t, d.does(t, 1, "process", "publish", "--json", repository)); len(broken.Findings) == 0 || broken.Error == "" {
		t.Errorf("a broken package: %+v", broken)
	}
	change(t, filepath.Join(repository, "process.bpmn"), `decisionId="way"`, `decisionId="route"`)
	change(t, filepath.Join(repository, "i18n", "en.json"), `"process.summary": "`, `"process.summary": "New: `)
	proposed := told[published](t, d.does(t, 0, "process", "publish", "--json", "--propose", repository))
	same := told[published](t, d.does(t, 0, "process", "publish", "--json", "--propose", repository))
	if !proposed.Fresh || same.Fresh || same.Proposal != proposed.Proposal {
		t.Errorf("proposed twice: %+v, %+v", proposed, same)
	}
	first := told[published](t, d.does(t, 0, "process", "publish", "--json", repository))
	twice := told[published](t, d.does(t, 0, "process", "publish", "--json", repository))
	if !first.Fresh || twice.Fresh || twice.Release != first.Release || first.Release == old.Release || first.Release != proposed.Release {
		t.Errorf("published twice: %+v, %+v", first, twice)
	}
	if lines := told[[]casework.PublicationLine](t, d.does(t, 0, "process", "releases", "--json", "language-course")); len(lines) != 2 || lines[0].Release != first.Release {
		t.Errorf("the releases are %+v", lines)
	}
	d.does(t, 2, "process", "publish", "--no-such-flag")

	plan := told[casework.Plan](t, d.does(t, 0, "process", "migrate", "plan", "--json", "--from", old.Release[:12], "--to", first.Release[:12], "--per-step", "1", "--notice", "de=Der Text ist neu."))
	if plan.Counts.WouldMove != all {
		t.Fatalf("the dry run says %+v", plan.Counts)
	}
	d.does(t, 0, "process", "migrate", "start", string(plan.ID))
	s := d.superuser(t)
	for _, least := range []int64{1, all / 2} {
		if moved := s.moved(t, plan.ID, least); moved < all {
			d.kill(t, "worker")
		} else if least == 1 {
			t.Fatal("the batch was over before the worker could be killed")
		}
	}
	done := told[casework.Plan](t, d.does(t, 0, "process", "migrate", "show", "--json", string(plan.ID)))
	for deadline := time.Now().Add(3 * time.Minute); done.State.AtWork() && time.Now().Before(deadline); time.Sleep(time.Second) {
		done = told[casework.Plan](t, d.does(t, 0, "process", "migrate", "show", "--json", string(plan.ID)))
	}
	if done.State != models.PlanDone || done.Counts.Moved != all {
		t.Errorf("in the end the plan is %s %+v", done.State, done.Counts)
	}
	for _, id := range ids {
		s.movedOnce(t, id, first.Release)
	}
}

// does runs a command as whoever operates the machine, and gives what it prints; it must end as it should.
func (d devStack) does(t *testing.T, code int, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program(t), args...)
	cmd.Env = append(d.environment(t), "PATH="+os.Getenv("PATH"), "HOME="+t.TempDir())
	var said, complaint bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &complaint
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) || cmd.ProcessState.ExitCode() != code {
		t.Fatalf("%s: %v, want exit code %d\n%s%s", strings.Join(args, " "), err, code, &said, &complaint)
	}
	return said.String()
}

// environment is the configuration of the stack's own parts.
func (d devStack) environment(t *testing.T) []string {
	t.Helper()
	text, err := json.Marshal(d.Addresses)
	if err != nil {
		t.Fatal(err)
	}
	values := told[map[string]any](t, string(text))
	env := []string{"ROOT_KEY_URL=" + d.RootKey}
	for name, value := range values {
		env = append(env, fmt.Sprintf("%s=%v", strings.ToUpper(name), value))
	}
	return append(env, fmt.Sprintf("DATABASE_URL=%v", values["app_database_url"])) // of two the last counts
}

func told[T any](t *testing.T, text string) T {
	t.Helper()
	var v T
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	return v
}

func change(t *testing.T, file, old, new string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil || !strings.Contains(string(text), old) {
		t.Fatalf("%s does not hold %q: %v", file, old, err)
	}
	if err := os.WriteFile(file, []byte(strings.Replace(string(text), old, new, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
}

// witness reads what is in the database, past all walls.
type witness struct {
	*store.Store
	ctx context.Context
}

func (d devStack) superuser(t *testing.T) witness {
	t.Helper()
	s, err := store.Open(t.Context(), stacktest.Superuser(t, d.Addresses.DatabaseURL))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return witness{s, t.Context()}
}

// moved waits until a plan has taken at least so many cases over, and tells how many it has.
func (w witness) moved(t *testing.T, plan models.PlanID, least int64) (n int64) {
	t.Helper()
	for deadline := time.Now().Add(2 * time.Minute); n < least; time.Sleep(2 * time.Millisecond) {
		if err := w.DB.WithContext(w.ctx).Raw(`SELECT count(*) FROM plan_cases WHERE plan_id = ? AND result = 'moved'`, plan).Scan(&n).Error; err != nil {
			t.Fatal(err)
		}
		if time.Now().After(deadline) {
			t.Fatalf("only %d cases went over", n)
		}
	}
	return n
}

// movedOnce wants a case to run under a release, to have gone over once and its applicant to have been told once.
func (w witness) movedOnce(t *testing.T, id, release string) {
	t.Helper()
	var seen struct {
		Release, State                     string
		Migrated, Notices, Tokens, Entries int
	}
	err := w.DB.WithContext(w.ctx).Raw(`SELECT c.release, c.state,
		(SELECT count(*) FROM journal_entries WHERE case_id = c.id AND kind = 'migrated') AS migrated,
		(SELECT count(*) FROM notices WHERE case_id = c.id AND text = 'case-migrated') AS notices,
		(SELECT count(*) FROM tokens WHERE case_id = c.id) AS tokens,
		(SELECT count(*) FROM accesses WHERE case_id = c.id AND action = 'migrateCase') AS entries
		FROM cases c WHERE c.id = ?`, id).Scan(&seen).Error
	if err != nil {
		t.Fatal(err)
	}
	if seen.Release != release || seen.State != "running" || seen.Migrated != 1 || seen.Notices != 1 || seen.Tokens != 1 || seen.Entries != 1 {
		t.Errorf("case %s: %+v", id, seen)
	}
}
