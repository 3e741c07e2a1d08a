package api

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"handinhand/casework"
)

// TestCockpit looks at somebody's data while a case stands in the middle: what was
// read, what comes next, how long it is kept, and a proof of each read.
func TestCockpit(t *testing.T) {
	r := newRig(t)
	r.publishAid(t)
	j := r.aid(t)
	j.sends("benefit-notice", "photo")
	task := j.claim(brandt, "check")
	j.downloads(brandt, "/tasks/"+string(task.ID)+"/papers/"+j.need(brandt, task, "photo").Paper.ID, "photo")
	view := want[casework.Cockpit](t, http.StatusOK, j.get(amal, "/my-data"))
	if len(view.Cases) != 1 || len(view.Cases[0].Agencies) != 2 || len(view.Agencies) != 1 || view.Agencies[0].Name != "Teststelle" {
		t.Fatalf("the cockpit shows %+v", view)
	}
	row := view.Agencies[0].Rows[0]
	if row.How != "read" || row.Item != "photo" || row.Statute == "" || row.Number != j.no || row.Entry == "" {
		t.Errorf("the newest row is %+v", row)
	}
	i := slices.IndexFunc(view.Coming, func(c casework.ComingLine) bool { return c.ItemName == "Kontakt" })
	if i < 0 || !view.Coming[i].Certain || view.Coming[i].Agency != "Bund" || view.Coming[i].Step != "Auszahlen" {
		t.Errorf("what comes next is %+v", view.Coming)
	}
	kept := slices.IndexFunc(view.Kept, func(k casework.KeptLine) bool { return k.Item == "contact" })
	if kept < 0 || !view.Kept[kept].Voluntary || view.Kept[kept].Period != "P1Y" || view.Kept[kept].Until != nil {
		t.Errorf("kept is %+v", view.Kept)
	}
	if stranger := want[casework.Cockpit](t, http.StatusOK, j.get(third, "/my-data")); len(stranger.Agencies)+len(stranger.Cases)+len(stranger.Kept) != 0 {
		t.Errorf("a stranger sees %+v", stranger)
	}
	j.proves(row)
	j.exports()
}

// proves keeps the proof of a read, and changes it.
func (j *journey) proves(row casework.DataLine) {
	t := j.t
	t.Helper()
	path := "/cases/" + string(j.id) + "/accesses/"
	kept := want[AccessProof](t, http.StatusOK, j.get(amal, path+row.Entry+"/proof"))
	refused(t, http.StatusNotFound, "not-found", j.get(third, path+row.Entry+"/proof"))
	file, err := json.Marshal(kept)
	must(t, err)
	var proof casework.Proof
	must(t, json.Unmarshal(file, &proof))
	if expired, err := j.work.VerifyProof(t.Context(), proof); expired || err != nil {
		t.Errorf("the proof does not hold: %v, expired %v", err, expired)
	}
	for name, change := range map[string]func(*casework.Proof){
		"another item":       func(p *casework.Proof) { p.Says.Item = "benefit-notice" },
		"another agency":     func(p *casework.Proof) { p.Says.AgencyID = "bund" },
		"another entry":      func(p *casework.Proof) { p.Inclusion.Digest[0] ^= 1 },
		"another place":      func(p *casework.Proof) { p.Inclusion.Index++ },
		"another checkpoint": func(p *casework.Proof) { p.Checkpoint.Note = strings.Replace(p.Checkpoint.Note, "\n", "1\n", 2) },
	} {
		changed := proof
		change(&changed)
		if _, err := j.work.VerifyProof(t.Context(), changed); err == nil {
			t.Errorf("a proof with %s is believed", name)
		}
	}
}

// exports downloads everything; the name of somebody else is masked.
func (j *journey) exports() {
	t := j.t
	t.Helper()
	all := want[casework.Export](t, http.StatusOK, j.get(amal, "/my-data/export"))
	values := map[string]any{}
	for _, answer := range all.Cases[0].Answers {
		values[answer.Field] = answer.Value
	}
	if values["email"] != "amal@example.org" || values["partner"] != "F••• H•••" || len(all.Cases[0].Papers) != 2 || len(all.Cases[0].Reads) == 0 {
		t.Errorf("the download holds %+v", all.Cases[0])
	}
}

// TestCockpitPages: twenty cases at a time, what comes next always of all, and one agency
// alone when asked.
func TestCockpitPages(t *testing.T) {
	r := newRig(t)
	r.publishAid(t)
	const all = 22
	for range all - 1 {
		r.aid(t)
	}
	j := r.aid(t)
	j.sends("benefit-notice", "photo")
	j.claim(brandt, "check")
	first := want[casework.Cockpit](t, http.StatusOK, j.get(amal, "/my-data"))
	second := want[casework.Cockpit](t, http.StatusOK, j.get(amal, "/my-data?cursor="+first.Next))
	seen := map[string]bool{}
	for _, kase := range append(first.Cases, second.Cases...) {
		seen[kase.Number] = true
	}
	if len(first.Cases) != 20 || first.Next == "" || len(second.Cases) != all-20 || second.Next != "" || len(seen) != all {
		t.Errorf("the pages have %d and %d cases, %d in all", len(first.Cases), len(second.Cases), len(seen))
	}
	if len(first.Coming) != len(second.Coming) || len(first.Coming) < all {
		t.Errorf("of what comes next the pages tell %d and %d", len(first.Coming), len(second.Coming))
	}
	refused(t, http.StatusUnprocessableEntity, "invalid", j.get(amal, "/my-data?cursor=nonsense"))
	only := want[casework.Cockpit](t, http.StatusOK, j.get(amal, "/my-data?agency=tests"))
	for _, line := range only.Coming {
		if line.AgencyID != "tests" {
			t.Errorf("of another agency is told %+v", line)
		}
	}
	if len(only.Grants) != 2 || len(only.Coming) == 0 || len(only.Cases) != 20 {
		t.Errorf("of one agency are told %d grants and %d that come", len(only.Grants), len(only.Coming))
	}
	if none := want[casework.Cockpit](t, http.StatusOK, j.get(amal, "/my-data?agency=nobody")); len(none.Agencies)+len(none.Coming)+len(none.Grants) != 0 {
		t.Errorf("of an agency that has nothing is told %+v", none)
	}
	if export := want[casework.Export](t, http.StatusOK, j.get(amal, "/my-data/export")); len(export.Cockpit.Cases) != all || len(export.Cases) != all {
		t.Errorf("the download has %d and %d cases", len(export.Cockpit.Cases), len(export.Cases))
	}
}
