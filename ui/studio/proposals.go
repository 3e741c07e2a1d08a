package studio

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"handinhand/casework"
	"handinhand/models"
	"handinhand/ui/page"
)

// ProposalsView is the list of proposed releases.
type ProposalsView struct {
	Lines      []casework.ProposalLine
	Next       string
	MayPropose bool
	Problems   page.Problems
}

// Proposals lists what was proposed, newest first.
func Proposals(r *page.Request) error { return proposals(r, nil) }

func proposals(r *page.Request, broken error) error {
	list, err := r.Casework().Proposals(r.Ctx(), r.Actor, r.PageOf())
	if err != nil {
		return err
	}
	v := ProposalsView{Lines: list.Items, MayPropose: r.Actor.Is(models.RoleProcessOwner)}
	if list.Next != "" {
		v.Next = "/studio/proposals?after=" + url.QueryEscape(list.Next)
	}
	status := http.StatusOK
	if broken != nil {
		status, v.Problems = page.StatusOf(broken), findings(r, broken)
	}
	return r.Show(status, "studio/proposals", v)
}

// findings are what a refused package breaks, each with its element.
func findings(r *page.Request, broken error) page.Problems {
	var p *models.Problem
	if !errors.As(broken, &p) || len(p.Fields) == 0 {
		return reasons(r, broken)
	}
	var all page.Problems
	for _, f := range p.Fields {
		message := casework.Words(r.Say.Tag, f.Params["message"])
		if way, ok := f.Params["way"].(string); ok {
			message += " " + way
		}
		all = append(all, page.Problem{ID: "main", Text: strings.TrimPrefix(f.Field+": "+message, ": ")})
	}
	return all
}

// toldHere tells whether a problem is told on the page that was sent, and not on one of its own.
func toldHere(err error) bool {
	switch models.KindOf(err) {
	case models.KindInvalid, models.KindConflict, models.KindStale, models.KindClosed:
		return err != nil
	}
	return false
}

// DoPropose takes a packed package.
func DoPropose(r *page.Request) error {
	file, _, err := r.Context.Request.FormFile("package")
	if err != nil {
		return proposals(r, models.Problemf(models.KindInvalid, "bundle.missing", "no file was sent"))
	}
	defer file.Close()
	bundle, err := io.ReadAll(file)
	if err != nil {
		return err
	}
	p, _, err := r.Casework().ProposeBundle(r.Ctx(), r.Actor, bundle, casework.Terms{})
	if toldHere(err) {
		return proposals(r, err)
	}
	if err != nil {
		return err
	}
	return r.Go("/studio/proposals/" + p.ID)
}

// ProposalView is a proposal as its page shows it.
type ProposalView struct {
	casework.Proposal
	Compared               Compared
	MayDecide, MayWithdraw bool
	Problems               page.Problems
	Changed                bool // the terms were saved
}

// NewProposalView prepares a proposal for a reader.
func NewProposalView(p casework.Proposal, reader casework.Actor) ProposalView {
	open, owner := p.State == models.ProposalOpen, reader.Is(models.RoleProcessOwner)
	return ProposalView{Proposal: p, Compared: Compared{p.Comparison}, MayDecide: open && owner && !p.Mine, MayWithdraw: open && owner && p.Mine}
}

// ForClerks tells whether clerks read a language: their pages do not speak all that applicants' do.
func (v ProposalView) ForClerks(tag string) bool {
	return page.StaffReads(tag) || v.Notes.Clerks[tag] != ""
}

// Proposal shows what is proposed: what is different, and what stands in its way.
func Proposal(r *page.Request) error {
	_, changed := r.GetQuery("changed")
	return proposal(r, nil, changed)
}

func proposal(r *page.Request, broken error, changed bool) error {
	if broken != nil && !toldHere(broken) {
		return broken
	}
	p, err := r.Casework().Proposal(r.Ctx(), r.Actor, r.Param("id"))
	if err != nil {
		return err
	}
	v, status := NewProposalView(p, r.Actor), http.StatusOK
	v.Changed = changed
	if broken != nil {
		status, v.Problems = page.StatusOf(broken), findings(r, broken)
	}
	return r.Show(status, "studio/proposal", v)
}

// DoTerms saves from when on a proposal is to be valid and what is told of it.
func DoTerms(r *page.Request) error {
	on := casework.Terms{ValidFrom: r.PostForm("valid-from"), Notes: models.ReleaseNotes{Clerks: models.Texts{}, Applicants: models.Texts{}}}
	for name, typed := range r.Context.Request.PostForm {
		text := strings.TrimSpace(typed[0])
		if language, ok := strings.CutPrefix(name, "clerks-"); ok && text != "" {
			on.Notes.Clerks[language] = text
		}
		if language, ok := strings.CutPrefix(name, "applicants-"); ok && text != "" {
			on.Notes.Applicants[language] = text
		}
	}
	if _, err := r.Casework().ChangeTerms(r.Ctx(), r.Actor, r.Param("id"), on); err != nil {
		return proposal(r, err, false)
	}
	return r.Go("/studio/proposals/" + r.Param("id") + "?changed=1")
}

// DoDecide approves or declines a proposal of somebody else.
func DoDecide(r *page.Request) error {
	var err error
	if r.PostForm("do") == "approve" {
		version, _ := strconv.ParseInt(r.PostForm("version"), 10, 64)
		_, _, err = r.Casework().Approve(r.Ctx(), r.Actor, r.Param("id"), version)
	} else {
		_, err = r.Casework().Decline(r.Ctx(), r.Actor, r.Param("id"), strings.TrimSpace(r.PostForm("reason")))
	}
	if err != nil {
		return proposal(r, err, false)
	}
	return r.Go("/studio/proposals/" + r.Param("id"))
}

// DoWithdrawProposal ends one's own proposal.
func DoWithdrawProposal(r *page.Request) error {
	if _, err := r.Casework().WithdrawProposal(r.Ctx(), r.Actor, r.Param("id")); err != nil {
		return proposal(r, err, false)
	}
	return r.Go("/studio/proposals/" + r.Param("id"))
}
