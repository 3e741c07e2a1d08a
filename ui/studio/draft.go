package studio

import (
	"cmp"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"handinhand/casework"
	"handinhand/models"
	"handinhand/ui/page"
)

// DraftUploads lets a page take a whole draft.
const DraftUploads = 18 << 20

// Severity is the findings of one severity.
type Severity struct {
	Name     string
	Findings []casework.DraftFinding
}

// DraftView is a draft with what stands in its way, what was said about it and who is in it.
type DraftView struct {
	casework.ProcessDraft
	Check     casework.DraftFindings
	By        []Severity
	Comments  []casework.DraftComment
	Open      int // comments that are not done with
	Revisions []casework.DraftRevision
	Guests    []casework.DraftGuest
	Problems  page.Problems
	Done      bool
	Typed     string // a comment that was not taken
}

// Base is the address of the draft.
func (v DraftView) Base() string { return base(v.ID) }

func base(id models.DraftID) string { return "/studio/drafts/" + url.PathEscape(string(id)) }

func draftID(r *page.Request) models.DraftID { return models.DraftID(r.Param("id")) }

// Draft is the overview of a draft.
func Draft(r *page.Request) error {
	_, done := r.GetQuery("done")
	return showDraft(r, DraftView{Done: done}, nil)
}

// showDraft shows the overview with what went wrong, if that can be mended there.
func showDraft(r *page.Request, v DraftView, broken error) error {
	status, problems, err := mendable(r, broken)
	if err != nil {
		return err
	}
	v.Problems = problems
	id, work, ctx := draftID(r), r.Casework(), r.Ctx()
	if v.ProcessDraft, err = work.ProcessDraft(ctx, r.Actor, id); err != nil {
		return err
	}
	if v.Revisions, err = work.DraftRevisions(ctx, r.Actor, id, ""); err != nil {
		return err
	}
	if v.Check, v.Comments, v.Guests, err = around(r, casework.DraftPlace{}); err != nil {
		return err
	}
	return r.Show(status, "studio/draft", NewDraftView(v))
}

// around is what was found in a draft, what was said about it and who else is in it; others see the reader at that place.
func around(r *page.Request, at casework.DraftPlace) (found casework.DraftFindings, said []casework.DraftComment, guests []casework.DraftGuest, err error) {
	id, work, ctx := draftID(r), r.Casework(), r.Ctx()
	if found, err = work.CheckDraft(ctx, r.Actor, id); err != nil {
		return found, nil, nil, err
	}
	if said, err = work.DraftComments(ctx, r.Actor, id); err != nil {
		return found, nil, nil, err
	}
	guests, err = work.HereInDraft(ctx, r.Actor, id, at)
	return found, said, guests, err
}

// shownRevisions is how many of the newest changes an overview lists.
const shownRevisions = 20

// NewDraftView sorts the findings by severity, counts the open comments and leaves the newest changes.
func NewDraftView(v DraftView) DraftView {
	v.By, v.Open = nil, 0
	for _, severity := range []string{"error", "warning"} {
		one := Severity{Name: severity}
		for _, f := range v.Check.Findings {
			if string(f.Severity) == severity {
				one.Findings = append(one.Findings, f)
			}
		}
		if len(one.Findings) > 0 {
			v.By = append(v.By, one)
		}
	}
	for _, c := range v.Comments {
		if c.ResolvedAt == nil {
			v.Open++
		}
	}
	v.Revisions = slices.DeleteFunc(v.Revisions, func(r casework.DraftRevision) bool { return r.How == models.RevisionBegun && v.IsNow(r) })
	v.Revisions = v.Revisions[:min(len(v.Revisions), shownRevisions)]
	return v
}

// IsNow tells whether a change is what its file is now: there is nothing to restore.
func (v DraftView) IsNow(r casework.DraftRevision) bool {
	return slices.ContainsFunc(v.Files, func(f casework.DraftFile) bool { return f.Path == r.Path && f.Version == r.Number })
}

// mendable says what went wrong on the page that it can be mended on, or gives it back.
func mendable(r *page.Request, broken error) (int, page.Problems, error) {
	if broken == nil {
		return http.StatusOK, nil, nil
	}
	var clash *casework.Clash
	if errors.As(broken, &clash) {
		text := r.Say.T("draft.clash")
		for _, c := range clash.Conflicts {
			text += " " + r.Say.T("draft.clash.at", "element", cmp.Or(c.Name, c.Element), "theirs", cmp.Or(strings.TrimSpace(c.Theirs), "–"))
		}
		text += " " + r.Say.T("draft.clash.again")
		if clash.Kept > 0 {
			text += " " + r.Say.T("draft.clash.kept", "number", strconv.FormatInt(clash.Kept, 10))
		}
		return http.StatusConflict, page.Problems{{ID: "main", Text: text}}, nil
	}
	var p *models.Problem
	if !errors.As(broken, &p) || page.StatusOf(broken) >= 500 || p.Kind == models.KindForbidden || p.Kind == models.KindNotFound || p.Kind == models.KindUnsignedIn {
		return 0, nil, broken
	}
	return page.StatusOf(broken), page.Problems{{ID: "main", Text: refusal(r, p)}}, nil
}

// refusal says what is not taken, and where that is.
func refusal(r *page.Request, p *models.Problem) string {
	text, own := r.Say.Find("problem." + p.Key)
	if !own {
		text = page.Explain(r.Say, p) + " " + p.Detail
	}
	for _, f := range p.Fields {
		text += " " + f.Field
		if line, ok := f.Params["line"].(int); ok {
			text += ", " + r.Say.T("draft.line", "number", strconv.Itoa(line))
		}
	}
	return text
}

// DoBeginDraft makes a draft from a process, or from files.
func DoBeginDraft(r *page.Request) error {
	in, err := newDraft(r)
	if err == nil {
		var made casework.ProcessDraft
		if made, err = r.Casework().BeginDraft(r.Ctx(), r.Actor, in); err == nil {
			return r.Go(base(made.ID))
		}
	}
	return showProcesses(r, err)
}

// newDraft reads the form that a draft begins with.
func newDraft(r *page.Request) (casework.NewDraft, error) {
	form, err := r.MultipartForm()
	if err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return casework.NewDraft{}, models.Problemf(models.KindTooLarge, "draft.size", "at most %d MB", DraftUploads>>20)
		}
		return casework.NewDraft{}, models.Problemf(models.KindInvalid, "", "the form is broken: %w", err)
	}
	in := casework.NewDraft{Title: r.PostForm("title"), CaseType: r.PostForm("process")}
	for _, header := range form.File["files"] {
		if header.Size == 0 {
			continue // nothing was chosen
		}
		file, err := header.Open()
		if err != nil {
			return in, err
		}
		content, err := io.ReadAll(file)
		_ = file.Close()
		if err != nil {
			return in, err
		}
		in.Uploads = append(in.Uploads, casework.DraftUpload{Name: header.Filename, Content: content})
	}
	return in, nil
}

// DoRemoveDraft removes a draft.
func DoRemoveDraft(r *page.Request) error {
	if err := r.Casework().RemoveDraft(r.Ctx(), r.Actor, draftID(r)); err != nil {
		return err
	}
	return r.Go("/studio")
}

// DoProposeDraft proposes a draft as it stands to the other process owners.
func DoProposeDraft(r *page.Request) error {
	p, _, err := r.Casework().ProposeDraft(r.Ctx(), r.Actor, draftID(r), casework.Terms{})
	if toldHere(err) {
		return showDraft(r, DraftView{}, err)
	}
	if err != nil {
		return err
	}
	return r.Go("/studio/proposals/" + url.PathEscape(p.ID))
}

// ExportDraft downloads a draft as a zip file.
func ExportDraft(r *page.Request) error {
	content, err := r.Casework().DraftPackage(r.Ctx(), r.Actor, draftID(r))
	if err != nil {
		return err
	}
	return r.Stream(content)
}

// DoComment says something about a draft.
func DoComment(r *page.Request) error {
	at := casework.DraftPlace{Path: r.PostForm("path"), Element: r.PostForm("element")}
	if _, err := r.Casework().CommentDraft(r.Ctx(), r.Actor, draftID(r), at, r.PostForm("text")); err != nil {
		return showDraft(r, DraftView{Typed: r.PostForm("text")}, err)
	}
	return r.Go(afterTalk(r))
}

// afterTalk is where somebody goes on who said something, or is done with what was said.
func afterTalk(r *page.Request) string {
	if r.PostForm("from") == "outline" {
		return stepAt(draftID(r), r.PostForm("element"), false)
	}
	return base(draftID(r)) + "?done=1#comments"
}

// DoResolve says that a comment is done with.
func DoResolve(r *page.Request) error {
	number, err := strconv.ParseInt(r.Param("number"), 10, 64)
	if err == nil {
		_, err = r.Casework().ResolveDraftComment(r.Ctx(), r.Actor, draftID(r), number)
	}
	if err != nil {
		return err
	}
	return r.Go(afterTalk(r))
}

// DoRestore makes a file what it was in a revision.
func DoRestore(r *page.Request) error {
	number, err := strconv.ParseInt(r.PostForm("revision"), 10, 64)
	if err != nil {
		return models.Problemf(models.KindInvalid, "", "revision: %q is no number", r.PostForm("revision"))
	}
	if _, err := r.Casework().RestoreRevision(r.Ctx(), r.Actor, draftID(r), number); err != nil {
		return showDraft(r, DraftView{}, err)
	}
	return r.Go(base(draftID(r)) + "?done=1")
}

// Form is the form that a file is; empty for any other file.
func (v DraftView) Form(path string) string {
	name, is := strings.CutSuffix(path, ".form")
	if !is {
		return ""
	}
	return name
}

// Mend is where a finding can be mended: the table of texts, or the editor of its file, at the element that it is about.
func (v DraftView) Mend(f casework.DraftFinding) string {
	if strings.HasPrefix(f.File, "i18n/") {
		return v.Base() + "/texts?part=missing"
	}
	if strings.HasPrefix(f.Rule, "switch-") && f.File == "data.yaml" {
		return v.Base() + "/data?switch=" + url.QueryEscape(f.Element)
	}
	to := v.Base() + "/edit/" + f.File
	if f.Element == "" {
		return to
	}
	return to + "?at=" + url.QueryEscape(f.Element)
}
