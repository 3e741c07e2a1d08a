package studio

import (
	"net/url"

	"handinhand/casework"
	"handinhand/ui/page"
)

// OutlineView is a draft's process without a canvas: the same can be done in it.
type OutlineView struct {
	casework.DraftOutline
	Problems page.Problems
	Done     bool
	Open     string                             // the step whose parts are shown
	Typed    casework.StepChange                // what could not be saved
	TypedNew bool                               // and that it was about something new
	Findings map[string][]casework.DraftFinding // by element
	Comments map[string][]casework.DraftComment
	Guests   []casework.DraftGuest
	Declared casework.DraftDeclarations
}

// Base is the address of the draft.
func (v OutlineView) Base() string { return base(v.ID) }

// NameOf is what the field of a step's name says: what was typed and not taken, else its name.
func (v OutlineView) NameOf(s casework.DraftStep) string {
	if v.Typed.Element == s.ID && v.Typed.Name != nil && v.Typed.Add == "" {
		return *v.Typed.Name
	}
	return s.Name
}

// Called is the name of the step of an id.
func (v OutlineView) Called(id string) string {
	for _, lane := range v.Lanes {
		for _, step := range lane.Steps {
			if step.ID == id && step.Name != "" {
				return step.Name
			}
		}
	}
	return id
}

// Addable are the kinds of step that can be put after another.
func (OutlineView) Addable() []string { return casework.AddableSteps() }

// Outline lists the steps of a draft by lane.
func Outline(r *page.Request) error {
	_, done := r.GetQuery("done")
	return showOutline(r, OutlineView{Done: done, Open: r.Query("step")}, nil)
}

func showOutline(r *page.Request, v OutlineView, broken error) error {
	status, problems, err := mendable(r, broken)
	if err != nil {
		return err
	}
	v.Problems = problems
	id, work, ctx := draftID(r), r.Casework(), r.Ctx()
	if v.DraftOutline, err = work.DraftOutline(ctx, r.Actor, id); err != nil {
		return err
	}
	if v.Declared, err = work.DraftDeclarations(ctx, r.Actor, id); err != nil {
		return err
	}
	found, said, guests, err := around(r, casework.DraftPlace{Path: "process.bpmn", Element: v.Open})
	if err != nil {
		return err
	}
	v.Guests = guests
	return r.Show(status, "studio/draft-outline", NewOutlineView(v, found.Findings, said))
}

// NewOutlineView puts findings and open comments to the elements that they are about.
func NewOutlineView(v OutlineView, findings []casework.DraftFinding, comments []casework.DraftComment) OutlineView {
	v.Findings, v.Comments = map[string][]casework.DraftFinding{}, map[string][]casework.DraftComment{}
	for _, f := range findings {
		if f.Element != "" && f.File == "process.bpmn" {
			v.Findings[f.Element] = append(v.Findings[f.Element], f)
		}
	}
	for _, c := range comments {
		if c.Element != "" && c.ResolvedAt == nil {
			v.Comments[c.Element] = append(v.Comments[c.Element], c)
		}
	}
	return v
}

// DoOutline changes a step or a lane.
func DoOutline(r *page.Request) error {
	version, err := version(r)
	if err != nil {
		return err
	}
	in := casework.StepChange{Element: r.PostForm("element"), Version: version}
	name := r.PostForm("name")
	switch do := r.PostForm("do"); do {
	case "move":
		in.Lane = r.PostForm("lane")
	case "remove":
		in.Remove = true
	case "add":
		in.Add, in.Name = r.PostForm("kind"), &name
	case "say", "unsay":
		in.Say, in.Values = saying(r)
		in.Unsay = do == "unsay" || r.PostForm("alone") != "" && in.Values["is"] == ""
	default:
		in.Name = &name
	}
	element, err := r.Casework().ChangeStep(r.Ctx(), r.Actor, draftID(r), in)
	if err != nil {
		return showOutline(r, OutlineView{Open: in.Element, Typed: in, TypedNew: r.PostForm("new") != ""}, err)
	}
	return r.Go(stepAt(draftID(r), element, in.Remove))
}

// stepAt is the address of a step in the outline.
func stepAt[ID ~string](id ID, element string, gone bool) string {
	to := "/studio/drafts/" + url.PathEscape(string(id)) + "/outline?done=1"
	if gone {
		return to
	}
	return to + "&step=" + url.QueryEscape(element) + "#step-" + url.PathEscape(element)
}
