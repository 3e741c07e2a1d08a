package studio

import (
	"net/http"
	"net/url"

	"handinhand/casework"
	"handinhand/models"
	"handinhand/ui/page"
)

// Processes lists the published processes and the drafts.
func Processes(r *page.Request) error { return showProcesses(r, nil) }

func showProcesses(r *page.Request, broken error) error {
	status, problems, err := mendable(r, broken)
	if err != nil {
		return err
	}
	v := ProcessesView{Problems: problems, MayDraft: r.Actor.Is(models.RoleProcessOwner)}
	if v.Lines, err = r.Casework().Processes(r.Ctx(), r.Actor); err != nil {
		return err
	}
	if v.MayDraft {
		if v.Drafts, err = r.Casework().ListDrafts(r.Ctx(), r.Actor); err != nil {
			return err
		}
	}
	if v.Recent, err = r.Casework().Recent(r.Ctx(), r.Actor); err != nil {
		return err
	}
	return r.Show(status, "studio/processes", v)
}

// ProcessesView is the list of processes and, for process owners, of drafts.
type ProcessesView struct {
	Lines    []casework.ProcessLine
	Drafts   []casework.DraftLine
	MayDraft bool
	Recent   []casework.RecentLine // what has changed of late
	Problems page.Problems
}

// ProcessView is a process with its diagram and its cases.
type ProcessView struct {
	casework.Process
	Lanes    []Lane
	Next     string
	MayDraft bool
}

// Process shows a process: the diagram, its cases and its outline.
func Process(r *page.Request) error {
	p, err := r.Casework().Process(r.Ctx(), r.Actor, r.Param("id"), r.PageOf())
	if err != nil {
		return err
	}
	v := NewProcessView(p)
	v.MayDraft = r.Actor.Is(models.RoleProcessOwner)
	return r.Show(http.StatusOK, "studio/process", v)
}

// NewProcessView prepares a process for its page.
func NewProcessView(p casework.Process) ProcessView {
	v := ProcessView{Process: p, Lanes: lanes(p.Steps)}
	if p.Cases.Next != "" {
		v.Next = "/studio/processes/" + url.PathEscape(p.ID) + "?after=" + url.QueryEscape(p.Cases.Next)
	}
	return v
}

// Lane is what one role does, for the outline.
type Lane struct {
	Name  string
	Steps []casework.ProcessStep
}

// lanes sorts steps by role; roles come in the order of their first step.
func lanes(steps []casework.ProcessStep) []Lane {
	var lanes []Lane
	at := map[string]int{}
	for _, s := range steps {
		i, known := at[string(s.Role)]
		if !known {
			i = len(lanes)
			at[string(s.Role)] = i
			lanes = append(lanes, Lane{Name: s.RoleName})
		}
		lanes[i].Steps = append(lanes[i].Steps, s)
	}
	return lanes
}
