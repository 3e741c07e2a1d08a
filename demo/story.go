package demo

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"
)

// Line is one thing that happened, for a timeline.
type Line struct {
	At   time.Time `json:"at"`
	Who  string    `json:"who"`
	What string    `json:"what"`
}

// Step is one thing that somebody does in a story.
type Step struct {
	Name string // stable, e.g. "confirm"
	Do   func(context.Context) error
}

// Story is one applicant's way through the platform, step by step, in order. It is
// for one goroutine.
type Story struct {
	*caller
	tell  func(Line)
	steps []Step

	applicant string // username
	provider  string // agency id of the course provider
	caseID    string
	number    string
	outcome   string
}

func newStory(place Place, tell func(Line), applicant, provider string) *Story {
	return &Story{caller: newCaller(place), tell: tell, applicant: applicant, provider: provider}
}

// NewStory is the whole registration of someone who must take a course: it crosses
// four agencies and ends as registered.
func NewStory(place Place, tell func(Line)) *Story {
	s := newStory(place, tell, "amal", "vhs-musterstadt")
	s.steps = s.registration(obliged("Amal", "Haddad", "1991-04-12"))
	return s
}

// Steps are all steps in order, so that a caller can do something between any two.
func (s *Story) Steps() []Step { return s.steps }

// Number is the case's number, once there is a case.
func (s *Story) Number() string { return s.number }

// CaseID is the case's id, once there is a case.
func (s *Story) CaseID() string { return s.caseID }

// Outcome is how the case ended, or "".
func (s *Story) Outcome() string { return s.outcome }

// Run does all steps.
func (s *Story) Run(ctx context.Context) error {
	return s.RunUntil(ctx, s.steps[len(s.steps)-1].Name)
}

// RunUntil does the steps up to and with the named one.
func (s *Story) RunUntil(ctx context.Context, name string) error {
	last := slices.IndexFunc(s.steps, func(step Step) bool { return step.Name == name })
	if last < 0 {
		return fmt.Errorf("the story has no step %q", name)
	}
	for _, step := range s.steps[:last+1] {
		if err := step.Do(ctx); err != nil {
			return fmt.Errorf("step %s: %w", step.Name, err)
		}
	}
	return nil
}

// say tells what a persona has done.
func (s *Story) say(username, format string, args ...any) {
	who, _ := persona(username) // it has just signed in
	s.tell(Line{At: time.Now(), Who: who.Name, What: fmt.Sprintf(format, args...)})
}

// Parts of the interface's answers that a story needs.
type (
	caseView struct {
		ID      string     `json:"id"`
		Number  string     `json:"number"`
		State   string     `json:"state"`
		Outcome string     `json:"outcome"`
		Tasks   []taskLine `json:"tasks"`
	}
	taskLine struct {
		ID      string `json:"id"`
		Element string `json:"element"`
		Version int64  `json:"version"`
		Mine    bool   `json:"mine"`
	}
	taskView struct {
		taskLine
		Needs []struct {
			Item   string     `json:"item"`
			HandIn bool       `json:"handIn"`
			Paper  *paperView `json:"paper"`
		} `json:"needs"`
	}
	paperView struct {
		ID           string `json:"id"`
		Size         int64  `json:"size"`
		Unobtainable bool   `json:"unobtainable"`
	}
)

// start begins the case.
func (s *Story) start(ctx context.Context) error {
	var started caseView
	err := s.call(ctx, request{as: s.applicant, method: http.MethodPost, path: "/cases", into: &started, body: map[string]any{
		"caseType": "language-course", "agencies": map[string]string{"course-provider": s.provider},
	}})
	if err != nil {
		return err
	}
	s.caseID, s.number = started.ID, started.Number
	s.say(s.applicant, "starts case %s and chooses a course provider", s.number)
	return nil
}

// view is the case as the applicant sees it.
func (s *Story) view(ctx context.Context) (caseView, error) {
	var v caseView
	err := s.call(ctx, request{as: s.applicant, method: http.MethodGet, path: "/cases/" + s.caseID, into: &v})
	return v, err
}

// own waits for the applicant's task at an element.
func (s *Story) own(ctx context.Context, element string) (found taskLine, err error) {
	err = await(ctx, "the applicant's task "+element, func(ctx context.Context) (bool, error) {
		v, err := s.view(ctx)
		for _, task := range v.Tasks {
			if task.Element == element {
				found = task
				return true, nil
			}
		}
		return false, err
	})
	return found, err
}

// tasks are the clerk's agency's open tasks at an element of the case.
func (s *Story) tasks(ctx context.Context, clerk, element string) ([]taskLine, error) {
	return all[taskLine](ctx, s.caller, clerk, "/tasks", url.Values{"number": {s.number}, "element": {element}})
}

// claim waits for a clerk's task at an element of the case and takes it. A claim
// whose answer was lost is found to be ours already.
func (s *Story) claim(ctx context.Context, clerk, element string) (taken taskLine, err error) {
	err = await(ctx, clerk+"'s task "+element, func(ctx context.Context) (bool, error) {
		tasks, err := s.tasks(ctx, clerk, element)
		if err != nil || len(tasks) == 0 {
			return false, err
		}
		if taken = tasks[0]; taken.Mine {
			return true, nil
		}
		err = s.call(ctx, request{as: clerk, method: http.MethodPut, path: "/tasks/" + taken.ID + "/claim",
			body: map[string]any{"version": taken.Version}, into: &taken})
		if refusedAs(err, http.StatusConflict) {
			return false, nil
		}
		return err == nil, err
	})
	return taken, err
}

// read reads every paper that is lent to the doer of a task.
func (s *Story) read(ctx context.Context, clerk string, task taskLine) (papers int, err error) {
	var v taskView
	if err := s.call(ctx, request{as: clerk, method: http.MethodGet, path: "/tasks/" + task.ID, into: &v}); err != nil {
		return 0, err
	}
	for _, need := range v.Needs {
		if need.HandIn || need.Paper == nil || need.Paper.Unobtainable {
			continue
		}
		var file []byte
		path := "/tasks/" + task.ID + "/papers/" + need.Paper.ID
		if err := s.call(ctx, request{as: clerk, method: http.MethodGet, path: path, into: &file}); err != nil {
			return papers, err
		}
		if int64(len(file)) != need.Paper.Size {
			return papers, fmt.Errorf("the paper %s came with %d bytes, %d were promised", need.Item, len(file), need.Paper.Size)
		}
		papers++
	}
	return papers, nil
}

// handIn uploads a file for an item of a task.
func (s *Story) handIn(ctx context.Context, as string, task taskLine, item, name string, file []byte) error {
	path := "/tasks/" + task.ID + "/items/" + item + "/paper?name=" + url.QueryEscape(name)
	return s.call(ctx, request{as: as, method: http.MethodPut, path: path, body: file})
}

// complete submits a task.
func (s *Story) complete(ctx context.Context, as string, task taskLine, values map[string]any) error {
	return s.call(ctx, request{as: as, method: http.MethodPost, path: "/tasks/" + task.ID + "/completion", body: map[string]any{"values": values}})
}
