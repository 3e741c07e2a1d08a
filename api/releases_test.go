package api

import (
	"bytes"
	"fmt"
	"io/fs"
	"net/http"
	"testing"
	"testing/fstest"

	"handinhand/casework"
	"handinhand/library"
	"handinhand/models"
	"handinhand/process/release"
)

// courseNamed is the packed language course with another name.
func courseNamed(t *testing.T, name string) []byte {
	t.Helper()
	files := fstest.MapFS{}
	must(t, fs.WalkDir(library.Packages()[0].Files, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(library.Packages()[0].Files, path)
		if path == "i18n/en.json" {
			data = bytes.Replace(data, []byte(`"process.name": "`), []byte(`"process.name": "`+name+` `), 1)
		}
		files[path] = &fstest.MapFile{Data: data}
		return err
	}))
	bundle, err := release.Pack(files)
	must(t, err)
	return bundle
}

// ownersPublish takes a release of the course from a proposal to a rollback.
func (j *journey) ownersPublish() {
	j.t.Helper()
	shipped, err := release.Pack(library.Packages()[0].Files)
	must(j.t, err)
	refused(j.t, http.StatusConflict, "conflict", j.post(owner, "/proposals", shipped)) // the command line has published it
	p := want[Proposed](j.t, http.StatusCreated, j.post(owner, "/proposals", courseNamed(j.t, "New"))).Proposal
	at := "/proposals/" + p.ID
	if p.State != models.ProposalOpen || len(p.Changes.Texts) != 1 || len(p.Changes.Process) != 0 {
		j.t.Errorf("%+v", p)
	}
	refused(j.t, http.StatusUnprocessableEntity, "invalid", j.put(owner, at+"/terms", ProposalTerms{ValidFrom: "2020-02-30"}))
	terms := ProposalTerms{Notes: models.ReleaseNotes{Clerks: models.Texts{"de": "Ein neuer Name.", "en": "A new name."}, Applicants: models.Texts{"de": "Neu."}}}
	changed := want[casework.Proposal](j.t, http.StatusOK, j.put(owner, at+"/terms", terms))
	refused(j.t, http.StatusForbidden, "forbidden", j.post(owner, at+"/decision", ProposalDecision{Approve: true, Version: changed.Version}))
	refused(j.t, http.StatusConflict, "stale", j.post(second, at+"/decision", ProposalDecision{Approve: true, Version: p.Version}))
	refused(j.t, http.StatusNotFound, "not-found", j.post(second, "/proposals/none/decision", ProposalDecision{Approve: true}))
	done := want[Proposed](j.t, http.StatusOK, j.post(second, at+"/decision", ProposalDecision{Approve: true, Version: changed.Version})).Proposal
	if done.State != models.ProposalApproved {
		j.t.Errorf("%+v", done)
	}
	j.clerksReadOfIt()
	if list := want[casework.List[casework.ProposalLine]](j.t, http.StatusOK, j.get(second, "/proposals")); len(list.Items) != 1 || list.Items[0].Mine {
		j.t.Errorf("%+v", list)
	}
	want[casework.Proposal](j.t, http.StatusOK, j.get(mender, at))
	refused(j.t, http.StatusForbidden, "forbidden", j.get(weber, at))

	other := want[Proposed](j.t, http.StatusCreated, j.post(owner, "/proposals", courseNamed(j.t, "Newer"))).Proposal
	declined := want[Proposed](j.t, http.StatusOK, j.post(second, "/proposals/"+other.ID+"/decision", ProposalDecision{Reason: "Not so new."})).Proposal
	mine := want[Proposed](j.t, http.StatusCreated, j.post(owner, "/proposals", courseNamed(j.t, "Newest"))).Proposal
	gone := want[casework.Proposal](j.t, http.StatusOK, j.send(j.t, request{as: owner, method: "DELETE", path: "/proposals/" + mine.ID}))
	if declined.State != models.ProposalDeclined || gone.State != models.ProposalWithdrawn {
		j.t.Errorf("%s, %s", declined.State, gone.State)
	}
	j.ownersTakeBack()
}

// clerksReadOfIt: what the release's note says stands in the inbox of who has steps in the process, and in the register
// what applicants are told; how the process's switches stand is seen by all of its owners.
func (j *journey) clerksReadOfIt() {
	j.t.Helper()
	inbox := want[casework.Inbox](j.t, http.StatusOK, j.get(weber, "/tasks"))
	if len(inbox.News) != 1 || inbox.News[0].Text != "Ein neuer Name." || inbox.News[0].CaseType != "language-course" {
		j.t.Errorf("a clerk reads %+v", inbox.News)
	}
	register, err := j.work.Register(j.t.Context(), "de")
	must(j.t, err)
	if len(register) == 0 || len(register[0].News) != 1 || register[0].News[0].Text != "Neu." || len(register[0].Switches) != 1 {
		j.t.Errorf("everyone reads %+v", register)
	}
	p := want[casework.Process](j.t, http.StatusOK, j.get(second, "/processes/language-course"))
	if len(p.Switches) != 1 || p.Switches[0].Value != "closed" || p.Switches[0].Since == nil {
		j.t.Errorf("the switches are %+v", p.Switches)
	}
}

func (j *journey) ownersTakeBack() {
	j.t.Helper()
	lines := want[casework.List[casework.PublicationLine]](j.t, http.StatusOK, j.get(second, "/processes/language-course/releases")).Items
	if len(lines) != 2 || lines[0].State != casework.PublicationCurrent || lines[0].Before != lines[1].Release {
		j.t.Fatalf("%+v", lines)
	}
	c := want[casework.Comparison](j.t, http.StatusOK, j.get(second, "/releases/"+lines[0].Before+"/changes/"+lines[0].Release[:12]))
	if len(c.Changes.Texts) != 1 || c.Changes.Texts[0].Key != "process.name" || c.Before == "" || c.After == "" {
		j.t.Errorf("%+v", c.Changes)
	}
	back := fmt.Sprintf("/publications/%d/rollback", lines[0].ID)
	refused(j.t, http.StatusForbidden, "forbidden", j.post(mender, back, Rollback{Why: "Because."}))
	want[RolledBack](j.t, http.StatusOK, j.post(owner, back, Rollback{Why: "The name was wrong."}))
	refused(j.t, http.StatusConflict, "closed", j.post(owner, back, Rollback{Why: "The name was wrong."}))
	if p := want[casework.Process](j.t, http.StatusOK, j.get(owner, "/processes/language-course")); p.Release != lines[1].Release {
		j.t.Errorf("after the rollback new cases get %s", p.Release)
	}
}
