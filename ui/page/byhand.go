package page

import (
	"strconv"

	"handinhand/casework"
	"handinhand/models"
)

// Chosen reads which step of an ad-hoc sub-process the reader wants to begin.
func (r *Request) Chosen() (casework.StepChosen, error) {
	scope, err := strconv.ParseInt(r.PostForm("scope"), 10, 64)
	if err != nil {
		return casework.StepChosen{}, models.Problemf(models.KindInvalid, "", "scope: %q is no number", r.PostForm("scope"))
	}
	return casework.StepChosen{Scope: scope, Element: r.PostForm("element"), Key: r.PostForm("key")}, nil
}

// Raised reads which error or escalation the reader raises at a task.
func (r *Request) Raised(task models.TaskID) casework.Raised {
	return casework.Raised{Task: task, Escalation: r.PostForm("escalation") != "", Code: r.PostForm("code"), Key: r.PostForm("key")}
}
