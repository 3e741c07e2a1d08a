package studio

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"handinhand/casework"
	"handinhand/models"
	"handinhand/ui/page"
)

// ChangeView is what an operator can do to a case by hand. Typed is what was sent
// and is shown again.
type ChangeView struct {
	casework.Levers
	Problems page.Problems
	Report   *casework.MigrationReport // of a trial, or of what was done
	Done     bool                      // the case was changed
	Typed    Typed
	Ends     string // key of the token that the reader came to end, "" for none
}

// Ending tells whether a token is the one that the reader came to end.
func (v ChangeView) Ending(t casework.TokenLine) bool { return v.Ends == strconv.FormatInt(t.Key, 10) }

// Typed is what an operator has typed about a migration.
type Typed struct {
	Release, Map string
	Recompute    bool
}

// Change shows the levers of a case.
func Change(r *page.Request) error {
	_, done := r.GetQuery("done")
	return change(r, ChangeView{Done: done, Ends: r.Query("cancel")}, nil)
}

// change shows the page with what went wrong, if that can be mended there.
func change(r *page.Request, v ChangeView, broken error) error {
	if broken != nil && !page.Invalid(broken) {
		return broken
	}
	var err error
	if v.Levers, err = r.Casework().Levers(r.Ctx(), r.Actor, caseID(r)); err != nil {
		return err
	}
	status := http.StatusOK
	if broken != nil {
		status, v.Problems = http.StatusUnprocessableEntity, reasons(r, broken)
	}
	return r.Show(status, "studio/change", v)
}

// reasons says each thing that stands in the way.
func reasons(r *page.Request, broken error) page.Problems {
	var p *models.Problem
	if !errors.As(broken, &p) || len(p.Fields) == 0 {
		text := page.Explain(r.Say, broken)
		if p != nil && p.Detail != "" {
			text += " " + p.Detail
		}
		return page.Problems{{ID: "main", Text: text}}
	}
	var all page.Problems
	for _, f := range p.Fields {
		text := r.Say.Or("rule."+f.Rule, f.Rule)
		if said, ok := stuck(r, f); ok {
			text = said
		} else if why, ok := f.Params["reason"].(string); ok {
			text = why
		} else if said, ok := r.Say.Find("rule."+f.Rule, "label", f.Field); ok {
			text = said
		}
		all = append(all, page.Problem{ID: "main", Text: f.Field + ": " + text})
	}
	return all
}

// stuck is the reader's text for what a migration or a plan breaks.
func stuck(r *page.Request, f models.FieldProblem) (string, bool) {
	code, is := f.Params["code"].(string)
	if !is {
		code = f.Rule
	}
	with, _ := f.Params["with"].([]string)
	return page.Stuck(r.Say, code, with)
}

// DoModify cancels and begins elements and sets variables.
func DoModify(r *page.Request) error {
	in := casework.Modification{Key: r.PostForm("key"), Set: map[string]any{}}
	if element := r.PostForm("begin"); element != "" {
		in.Begin = []string{element}
	}
	for _, text := range r.PostFormArray("cancel") {
		key, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return models.Problemf(models.KindInvalid, "", "cancel: %q is no number", text)
		}
		in.Cancel = append(in.Cancel, key)
	}
	for name, typed := range r.Context.Request.PostForm {
		if variable, ok := strings.CutPrefix(name, "set-"); ok && typed[0] != "" {
			in.Set[variable] = typedValue(typed[0])
		}
	}
	if _, err := r.Casework().Modify(r.Ctx(), r.Actor, caseID(r), in); err != nil {
		return change(r, ChangeView{}, err)
	}
	return r.Go(changed(r))
}

// typedValue takes what looks like true, false or a number for that, else for text.
func typedValue(typed string) any {
	var value any
	d := json.NewDecoder(strings.NewReader(typed))
	d.UseNumber()
	if d.Decode(&value) == nil && !d.More() {
		switch value.(type) {
		case bool, json.Number:
			return value
		}
	}
	return typed
}

// DoMigrate tries a migration, or does it.
func DoMigrate(r *page.Request) error {
	v := ChangeView{Typed: Typed{r.PostForm("release"), r.PostForm("map"), r.PostForm("recompute") != ""}}
	elements, err := readMap(v.Typed.Map)
	if err != nil {
		return change(r, v, err)
	}
	report, err := r.Casework().Migrate(r.Ctx(), r.Actor, caseID(r), casework.Migration{
		Release: v.Typed.Release, Elements: elements, Recompute: v.Typed.Recompute, DryRun: r.PostForm("do") != "move", Key: r.PostForm("key"),
	})
	if err == nil && report.Done {
		return r.Go(changed(r))
	}
	if err == nil {
		v.Report = &report
	}
	return change(r, v, err)
}

// readMap reads lines of "old = new".
func readMap(text string) (map[string]string, error) {
	elements := map[string]string{}
	for _, line := range strings.Split(text, "\n") {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		from, to, ok := strings.Cut(line, "=")
		if from, to = strings.TrimSpace(from), strings.TrimSpace(to); !ok || from == "" || to == "" {
			return nil, models.Problemf(models.KindInvalid, "migration.map", "%q is not of the form old = new", line)
		}
		elements[from] = to
	}
	return elements, nil
}

// DoChoose begins a step of an ad-hoc sub-process.
func DoChoose(r *page.Request) error {
	chosen, err := r.Chosen()
	if err != nil {
		return err
	}
	if _, err := r.Casework().Choose(r.Ctx(), r.Actor, caseID(r), chosen); err != nil {
		return change(r, ChangeView{}, err)
	}
	return r.Go(changed(r))
}

func changed(r *page.Request) string { return "/studio/cases/" + r.Param("id") + "/change?done=1" }
