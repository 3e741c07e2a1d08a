package api

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"handinhand/casework"
	"handinhand/models"
)

// TestOfficerSignsImpact: the officer signs what she has read of a procedure, once for the
// same content; everyone sees by whom and when, and when the content has changed since.
func TestOfficerSignsImpact(t *testing.T) {
	r := newRig(t)
	r.publishAid(t)
	pack := func() casework.Impact {
		t.Helper()
		out, err := r.work.Impact(t.Context(), "en", "aid")
		must(t, err)
		return out
	}
	sign := func(as person, digest string) answered {
		t.Helper()
		return r.send(t, request{as: as, method: "POST", path: "/protection/impact/aid/signatures", body: ImpactSigning{digest}})
	}
	read := pack()
	if read.Signature != nil || read.Changed() {
		t.Errorf("before anybody signed it says %+v", read.Signature)
	}
	if german, err := r.work.Impact(t.Context(), "de", "aid"); err != nil || german.Digest != read.Digest || string(german.Content) != string(read.Content) {
		t.Errorf("the content is another one in another language (%v)", err)
	}
	refused(t, http.StatusForbidden, "forbidden", sign(owner, read.Digest))
	refused(t, http.StatusUnprocessableEntity, "invalid", sign(officer, strings.Repeat("0", 64)))
	refused(t, http.StatusNotFound, "not-found", r.send(t, request{as: officer, method: "POST", path: "/protection/impact/nothing/signatures", body: ImpactSigning{read.Digest}}))
	if _, err := r.work.SignedImpact(t.Context(), "aid"); models.KindOf(err) != models.KindNotFound {
		t.Errorf("what nobody has signed is there: %v", err)
	}
	signed := want[casework.ImpactSignature](t, http.StatusCreated, sign(officer, read.Digest))
	if signed.Name != officer.name || signed.Function != models.RoleProtection || signed.Digest != read.Digest || signed.Release != read.Release {
		t.Errorf("it says %+v", signed)
	}
	again := want[casework.ImpactSignature](t, http.StatusCreated, sign(person{"deputy", models.RoleProtection, ""}, read.Digest))
	if again.Note != signed.Note {
		t.Errorf("the same content was signed twice: %+v", again)
	}
	if now := pack(); now.Changed() || now.Signature == nil || now.Signature.Note != signed.Note {
		t.Errorf("after that it says %+v", now.Signature)
	}
	r.verifiesImpact(t)

	renamed := slices.Clone(agencies)
	renamed[2].Name = models.Texts{"de": "Neue Prüfstelle"}
	must(t, r.work.ImportAgencies(t.Context(), renamed))
	if now := pack(); !now.Changed() || now.Signature.Note != signed.Note {
		t.Errorf("when an agency has another name it says %+v", now.Signature)
	}
	r.verifiesImpact(t) // what was signed can still be shown
	anew := want[casework.ImpactSignature](t, http.StatusCreated, sign(officer, pack().Digest))
	if now := pack(); now.Changed() || anew.Note == signed.Note {
		t.Errorf("signed anew it says %+v", now.Signature)
	}
}

// verifiesImpact checks the signed pack as everyone can have it, and each way to forge it.
func (r *rig) verifiesImpact(t *testing.T) {
	t.Helper()
	kept, err := r.work.SignedImpact(t.Context(), "aid")
	must(t, err)
	if err := r.work.VerifyImpact(t.Context(), kept); err != nil {
		t.Errorf("the signed pack does not hold: %v", err)
	}
	for what, forge := range map[string]func(*casework.SignedImpact){
		"pack":    func(s *casework.SignedImpact) { s.Pack = []byte(strings.Replace(string(s.Pack), "Hilfe", "Hülfe", 1)) },
		"name":    func(s *casework.SignedImpact) { s.Signature.Name = "somebody" },
		"time":    func(s *casework.SignedImpact) { s.Signature.At = s.Signature.At.AddDate(0, 0, 1) },
		"release": func(s *casework.SignedImpact) { s.Signature.Release = strings.Repeat("0", 64) },
		"note":    func(s *casework.SignedImpact) { s.Signature.Note = strings.Replace(s.Signature.Note, "aid", "ade", 1) },
	} {
		forged := kept
		forge(&forged)
		if err := r.work.VerifyImpact(t.Context(), forged); err == nil {
			t.Errorf("with another %s it holds", what)
		}
	}
}
