package api

import (
	"net/http"
	"slices"
	"testing"

	"handinhand/casework"
)

// takesBack withdraws a consent of amal's.
func (j *journey) takesBack(as person, item string) answered {
	j.t.Helper()
	return j.send(j.t, request{as: as, method: "DELETE", path: "/cases/" + string(j.id) + "/consents/" + item})
}

func (j *journey) consent(item string) casework.ConsentLine {
	j.t.Helper()
	list := want[casework.Consents](j.t, http.StatusOK, j.get(amal, "/cases/"+string(j.id)+"/consents"))
	i := slices.IndexFunc(list.Voluntary, func(l casework.ConsentLine) bool { return l.Item == item })
	if i < 0 || len(list.Mandatory) == 0 || list.Mandatory[0].IfRefused == "" {
		j.t.Fatalf("the consents are %+v", list)
	}
	return list.Voluntary[i]
}

// TestConsent: what is allowed by one's own will has a receipt and can be taken back in
// a running case: open grants close, later tasks and transfers go without it.
func TestConsent(t *testing.T) {
	r := newRig(t)
	j := r.begin(t)
	task := j.own("apply")
	j.handIn(amal, task, "residence-title")
	j.handIn(amal, task, "identity-document")
	values := form()
	values["email"] = "amal@example.org"
	j.complete(amal, task, values)
	path := "/cases/" + string(j.id) + "/consents"

	if given := j.consent("contact"); !given.Holds() || given.IfWithdrawn == "" || len(given.Recipients) == 0 {
		t.Errorf("the consent is %+v", given)
	}
	receipt := want[casework.ConsentReceipt](t, http.StatusOK, j.get(amal, path+"/contact/receipt"))
	if receipt.LegalBasis != "eu-gdpr:A6-1-a" || receipt.Category != "dpv-pd:Contact" || len(receipt.Notice) != 64 || len(receipt.Events) != 1 || receipt.Events[0].Status != "dpv:ConsentGiven" {
		t.Errorf("the receipt is %+v", receipt)
	}
	for _, stranger := range []person{other, weber} {
		if a := j.get(stranger, path); a.StatusCode != http.StatusNotFound {
			t.Errorf("%s is answered %s", stranger.name, a.Status)
		}
		refused(t, http.StatusNotFound, "not-found", j.takesBack(stranger, "contact"))
	}
	refused(t, http.StatusNotFound, "not-found", j.takesBack(amal, "availability")) // never given
	refused(t, http.StatusNotFound, "not-found", j.takesBack(amal, "name"))         // demanded by law

	j.officeConfirms()
	before := j.claim(brandt, "test")
	if seen := want[casework.Task](t, http.StatusOK, j.get(brandt, "/tasks/"+string(before.ID))); !shows(seen.Fields, "email", "amal@example.org") {
		t.Errorf("with the consent the test centre sees %+v", seen.Fields)
	}
	for range 2 { // the second time changes nothing
		want[struct{}](t, http.StatusNoContent, j.takesBack(amal, "contact"))
	}
	if seen := want[casework.Task](t, http.StatusOK, j.get(brandt, "/tasks/"+string(before.ID))); shows(seen.Fields, "email", "amal@example.org") {
		t.Error("without the consent the test centre still sees the address")
	}
	receipt = want[casework.ConsentReceipt](t, http.StatusOK, j.get(amal, path+"/contact/receipt"))
	if len(receipt.Events) != 2 || receipt.Events[1].Status != "dpv:ConsentWithdrawn" {
		t.Errorf("the receipt is %+v", receipt)
	}
	j.complete(brandt, before, map[string]any{"testDate": "2026-11-20", "testLevel": "A1", "courseType": "general", "firstSection": "2"})
	j.complete(amal, j.own("fillRegistration"), map[string]any{
		"birthPlace": "Homs", "nationalities": "SYR", "sex": "female", "street": "Lindenweg 7", "postcode": "12345",
		"town": "Musterstadt", "literacy": "latin", "schoolYears": "7-10", "childcareNeed": "yes", "availability": []string{"mornings"},
	})
	want[struct{}](t, http.StatusNoContent, j.takesBack(amal, "childcare"))
	j.complete(nowak, j.claim(nowak, "register"), map[string]any{
		"registrationDecision": "accepted", "courseNumber": "IK-1", "courseSection": "1", "registeredOn": "2026-11-24",
	})
	sent := until(j, "the transfer", func() (casework.TransferLine, bool) {
		list := want[casework.List[casework.TransferLine]](t, http.StatusOK, j.get(system, "/transfers"))
		if len(list.Items) == 0 {
			return casework.TransferLine{}, false
		}
		return list.Items[0], true
	})
	if slices.Contains(sent.Items, "childcare") || slices.Contains(sent.Items, "contact") || !slices.Contains(sent.Items, "availability") || !slices.Contains(sent.Items, "course") {
		t.Errorf("the federal office was sent %v", sent.Items)
	}
}
