package api

import (
	"net/http"
	"slices"
	"testing"

	"handinhand/casework"
	"handinhand/models"
	"handinhand/store"
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

// decidingAid is the aid process, which pays only whom it can write to.
func (r *rig) decidingAid(t *testing.T) {
	t.Helper()
	_, findings, err := r.work.PublishFiles(t.Context(), altered(t, "aid",
		`<bpmn:flowNodeRef>pay</bpmn:flowNodeRef>`, `<bpmn:flowNodeRef>pay</bpmn:flowNodeRef><bpmn:flowNodeRef>reachable</bpmn:flowNodeRef><bpmn:flowNodeRef>stopped</bpmn:flowNodeRef>`,
		`<bpmn:incoming>f3</bpmn:incoming>`, `<bpmn:incoming>f5</bpmn:incoming>`,
		`<bpmn:endEvent id="end">`, `<bpmn:exclusiveGateway id="reachable" default="f6"><bpmn:incoming>f3</bpmn:incoming><bpmn:outgoing>f5</bpmn:outgoing><bpmn:outgoing>f6</bpmn:outgoing></bpmn:exclusiveGateway>
		<bpmn:endEvent id="stopped"><bpmn:extensionElements><hih:outcome key="stopped" /></bpmn:extensionElements><bpmn:incoming>f6</bpmn:incoming></bpmn:endEvent><bpmn:endEvent id="end">`,
		`<bpmn:sequenceFlow id="f3" sourceRef="check" targetRef="pay" />`, `<bpmn:sequenceFlow id="f3" sourceRef="check" targetRef="reachable" />
		<bpmn:sequenceFlow id="f5" sourceRef="reachable" targetRef="pay"><bpmn:conditionExpression xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="bpmn:tFormalExpression">=email != null</bpmn:conditionExpression></bpmn:sequenceFlow>
		<bpmn:sequenceFlow id="f6" sourceRef="reachable" targetRef="stopped" />`,
		`"outcome.paid.title"`, `"outcome.stopped.title": "x", "outcome.stopped.text": "x", "outcome.paid.title"`), "test")
	if err != nil {
		t.Fatal(err, findings)
	}
}

// TestWithdrawalReachesDecisions: what a running case was told on a consent it does not
// know any more when it decides after the consent was taken back.
func TestWithdrawalReachesDecisions(t *testing.T) {
	r := newRig(t)
	r.decidingAid(t)
	for _, withdraws := range []bool{false, true} {
		j := r.aid(t)
		j.sends("benefit-notice", "photo")
		if withdraws {
			for range 2 { // the second time changes nothing
				want[struct{}](t, http.StatusNoContent, j.takesBack(amal, "contact"))
			}
		}
		j.complete(brandt, j.claim(brandt, "check"), map[string]any{})
		if withdraws {
			until(j, "the end of the case", func() (casework.Case, bool) {
				view := want[casework.Case](t, http.StatusOK, j.get(amal, "/cases/"+string(j.id)))
				return view, view.Outcome == "stopped"
			})
		} else {
			j.claim(payer, "pay")
			j.namesOthers()
		}
		reads := want[casework.List[casework.AccessLine]](t, http.StatusOK, j.get(amal, "/cases/"+string(j.id)+"/accesses?limit=100")).Items
		changed := 0
		for _, line := range reads {
			if line.Action == "manageConsents" {
				changed++
			}
		}
		if (changed == 1) != withdraws {
			t.Errorf("with a withdrawal (%v) the log says %d times that the case was changed", withdraws, changed)
		}
	}
}

// namesOthers puts the name of somebody else right: the agency reads it, on the pages of
// the applicant it is masked.
func (j *journey) namesOthers() {
	t := j.t
	t.Helper()
	told := want[casework.List[casework.ConcernLine]](t, http.StatusCreated, j.post(amal, "/cases/"+string(j.id)+"/concerns",
		NewConcern{Kind: models.ConcernRectification, Item: "household", Right: map[string]any{"partner": "Farid Klein"}})).Items
	mine := want[casework.List[casework.ConcernLine]](t, http.StatusOK, j.get(payer, "/concerns")).Items
	if len(told) != 1 || told[0].Right[0].Said != "F••• K•••" || len(mine) != 1 || mine[0].Right[0].Value != "Farid Klein" {
		t.Errorf("the applicant sees %+v, the agency %+v", told, mine)
	}
	row, err := j.work.Store.Case(store.As(t.Context(), store.Identity{Parts: []store.Part{store.PartWorker}}), j.id)
	must(t, err)
	view, err := j.work.Correction(t.Context(), casework.Actor{Person: row.Person, Locale: "de", Roles: []models.Role{models.RolePerson}}, j.id, "household")
	if err != nil || len(view.Fields) != 1 || view.Fields[0].Value != "F••• H•••" {
		t.Errorf("the page shows %+v (%v)", view, err)
	}
}

// TestRectification: everyone who got a wrong value is told what is right, nobody else
// is, and the applicant sees who has corrected it.
func TestRectification(t *testing.T) {
	r := newRig(t)
	j := r.begin(t)
	j.apply()
	j.officeConfirms()
	j.claim(brandt, "test")
	path := "/cases/" + string(j.id) + "/concerns"
	wrong := NewConcern{Kind: models.ConcernRectification, Item: "birth-date", Text: "Richtig ist der 14. April 1991."}
	refused(t, http.StatusUnprocessableEntity, "invalid", j.post(amal, path, NewConcern{Kind: models.ConcernRectification, Item: "no-such", Text: "x"}))
	refused(t, http.StatusUnprocessableEntity, "invalid", j.post(amal, path, NewConcern{Kind: models.ConcernRectification, Item: "address", Text: "x"}))
	refused(t, http.StatusNotFound, "not-found", j.post(other, path, wrong))
	told := want[casework.List[casework.ConcernLine]](t, http.StatusCreated, j.post(amal, path, wrong))
	if len(told.Items) != 2 { // the office that confirmed and the test centre; not the provider, not the federal office
		t.Fatalf("told are %+v", told.Items)
	}
	mine := want[casework.List[casework.ConcernLine]](t, http.StatusOK, j.get(brandt, "/concerns"))
	if len(mine.Items) != 1 || mine.Items[0].Text != wrong.Text || mine.Items[0].ItemName == "" {
		t.Fatalf("the test centre sees %+v", mine.Items)
	}
	if none := want[casework.List[casework.ConcernLine]](t, http.StatusOK, j.get(nowak, "/concerns")); len(none.Items) != 0 {
		t.Errorf("the provider, who has no birth date, sees %+v", none.Items)
	}
	want[struct{}](t, http.StatusNoContent, j.put(brandt, "/concerns/"+string(mine.Items[0].ID)+"/answer", ConcernAnswer{Answer: "Berichtigt.", Fulfilled: new(true)}))
	answers := map[bool]int{}
	for _, line := range want[casework.List[casework.ConcernLine]](t, http.StatusOK, j.get(amal, "/my-concerns")).Items {
		answers[line.Answer == "Berichtigt."]++
	}
	if answers[true] != 1 || answers[false] != 1 {
		t.Errorf("amal sees %v", answers)
	}
}

// TestRightValuesGoIntoTheCase: what the applicant says is right is in the case with the
// first yes, for tasks that are open, and a decision of an agency only with its own.
func TestRightValuesGoIntoTheCase(t *testing.T) {
	r := newRig(t)
	j := r.begin(t)
	j.apply()
	j.officeConfirms()
	test := j.claim(brandt, "test")
	path := "/cases/" + string(j.id) + "/concerns"
	born := func() any {
		seen := want[casework.Task](t, http.StatusOK, j.get(brandt, "/tasks/"+string(test.ID)))
		for _, f := range allFields(seen.Fields) {
			if f.Key == "birthDate" {
				return f.Value
			}
		}
		t.Fatal("the test centre does not see the date of birth")
		return nil
	}
	asks := func(item, field string, value any) NewConcern {
		return NewConcern{Kind: models.ConcernRectification, Item: item, Right: map[string]any{field: value}}
	}
	refused(t, http.StatusUnprocessableEntity, "invalid", j.post(amal, path, asks("birth-date", "birthDate", "yesterday")))
	refused(t, http.StatusUnprocessableEntity, "invalid", j.post(amal, path, asks("birth-date", "passportName", "x")))
	answers := func(as person, yes bool) casework.ConcernLine {
		mine := want[casework.List[casework.ConcernLine]](t, http.StatusOK, j.get(as, "/concerns")).Items
		line := mine[len(mine)-1]
		want[struct{}](t, http.StatusNoContent, j.put(as, "/concerns/"+string(line.ID)+"/answer", ConcernAnswer{Answer: "Gesehen.", Fulfilled: &yes}))
		return line
	}
	applied := func() (n int) {
		for _, line := range want[casework.List[casework.ConcernLine]](t, http.StatusOK, j.get(amal, "/my-concerns")).Items {
			if line.AppliedAt != nil {
				n++
			}
		}
		return n
	}

	want[casework.List[casework.ConcernLine]](t, http.StatusCreated, j.post(amal, path, asks("birth-date", "birthDate", "1991-04-14")))
	before := born()
	if answers(weber, false); born() != before || applied() != 0 {
		t.Errorf("after a no the case has %v", born())
	}
	if line := answers(brandt, true); len(line.Right) != 1 || line.Right[0].Value != "1991-04-14" || line.Right[0].Label == "" {
		t.Errorf("the test centre is told %+v", line.Right)
	}
	if born() != "1991-04-14" || applied() != 1 {
		t.Errorf("after a yes the case has %v", born())
	}

	shown := want[casework.Case](t, http.StatusOK, j.get(amal, "/cases/"+string(j.id))).Corrections
	if len(shown) != 2 || shown[0].ItemName == "" || shown[0].Said() == shown[1].Said() || (shown[0].AppliedAt == nil) == (shown[1].AppliedAt == nil) {
		t.Errorf("the case shows the corrections %+v", shown)
	}

	// What the office has decided is the office's to put right.
	want[casework.List[casework.ConcernLine]](t, http.StatusCreated, j.post(amal, path, asks("entitlement", "obliged", "no")))
	known := want[casework.Export](t, http.StatusOK, j.get(amal, "/my-data/export")).Cases[0].Answers
	obliged := func() any {
		all := want[casework.Export](t, http.StatusOK, j.get(amal, "/my-data/export")).Cases[0].Answers
		return all[slices.IndexFunc(all, func(a casework.ExportAnswer) bool { return a.Field == "obliged" })].Value
	}
	was := known[slices.IndexFunc(known, func(a casework.ExportAnswer) bool { return a.Field == "obliged" })].Value
	for _, line := range want[casework.List[casework.ConcernLine]](t, http.StatusOK, j.get(brandt, "/concerns")).Items {
		want[struct{}](t, http.StatusNoContent, j.put(brandt, "/concerns/"+string(line.ID)+"/answer", ConcernAnswer{Answer: "Gesehen.", Fulfilled: new(true)}))
	}
	if obliged() != was {
		t.Error("another agency has changed what the office decided")
	}
	if answers(weber, true); obliged() != "no" || applied() != 2 {
		t.Errorf("the office has put it right, and the case has %v", obliged())
	}
}

func allFields(fields []casework.Field) []casework.Field {
	var all []casework.Field
	for _, f := range fields {
		all = append(append(all, f), allFields(f.Fields)...)
	}
	return all
}

// TestRectificationReachesOtherCases: a wrong paper that other cases have, or the fact
// behind it, is put right there too.
func TestRectificationReachesOtherCases(t *testing.T) {
	r := newRig(t)
	r.publishAid(t)
	first := r.aid(t)
	first.sends("benefit-notice", "photo")
	said := first.attests("Bezieht Leistungen nach SGB II")
	second := r.aid(t)
	items := "/tasks/" + string(second.own("apply").ID) + "/items/"
	want[casework.Paper](t, http.StatusOK, second.put(amal, items+"benefit-notice/reuse", Reused{string(said.ID)}))
	second.sends("photo")
	second.claim(brandt, "check")
	again := r.aid(t) // the same file once more: it is stored once
	again.sends("photo", "benefit-notice")
	again.claim(brandt, "check")
	told := want[casework.List[casework.ConcernLine]](t, http.StatusCreated, first.post(amal, "/cases/"+string(first.id)+"/concerns",
		NewConcern{Kind: models.ConcernRectification, Item: "benefit-notice", Text: "Der Bescheid gilt nur bis Mai."})).Items
	cases := map[string]int{}
	for _, line := range told {
		cases[line.Number]++
	}
	if len(cases) != 3 || cases[first.no] != 2 || cases[second.no] != 1 || cases[again.no] != 1 {
		t.Errorf("told are %+v", told)
	}
	late := told[slices.IndexFunc(told, func(l casework.ConcernLine) bool { return l.Number == second.no })]
	want[struct{}](t, http.StatusNoContent, second.put(brandt, "/concerns/"+string(late.ID)+"/answer", ConcernAnswer{Answer: "Berichtigt.", Fulfilled: new(true)}))
	own := want[casework.List[casework.ConcernLine]](t, http.StatusOK, second.get(amal, "/my-concerns")).Items
	i := slices.IndexFunc(own, func(l casework.ConcernLine) bool { return l.ID == late.ID })
	if own[i].Said() != "yes" || own[i].Number != second.no {
		t.Errorf("the applicant sees %+v", own[i])
	}
}

// waitingAid is the aid process, which stops paying when it hears a message.
func (r *rig) waitingAid(t *testing.T, message string) {
	t.Helper()
	_, findings, err := r.work.PublishFiles(t.Context(), altered(t, "aid",
		`<bpmn:collaboration`, `<bpmn:message id="back-message" name="`+message+`"><bpmn:extensionElements><zeebe:subscription correlationKey="=caseNumber" /></bpmn:extensionElements></bpmn:message><bpmn:collaboration`,
		`<bpmn:flowNodeRef>pay</bpmn:flowNodeRef>`, `<bpmn:flowNodeRef>pay</bpmn:flowNodeRef><bpmn:flowNodeRef>back</bpmn:flowNodeRef><bpmn:flowNodeRef>stopped</bpmn:flowNodeRef>`,
		`<bpmn:endEvent id="end">`, `<bpmn:boundaryEvent id="back" attachedToRef="pay"><bpmn:outgoing>f5</bpmn:outgoing><bpmn:messageEventDefinition id="back-event" messageRef="back-message" /></bpmn:boundaryEvent>
		<bpmn:endEvent id="stopped"><bpmn:extensionElements><hih:outcome key="stopped" /></bpmn:extensionElements><bpmn:incoming>f5</bpmn:incoming></bpmn:endEvent><bpmn:endEvent id="end">`,
		`<bpmn:sequenceFlow id="f1"`, `<bpmn:sequenceFlow id="f5" sourceRef="back" targetRef="stopped" /><bpmn:sequenceFlow id="f1"`,
		`"outcome.paid.title"`, `"outcome.stopped.title": "x", "outcome.stopped.text": "x", "element.back.name": "x", "element.back.next": "x", "outcome.paid.title"`), "test")
	if err != nil {
		t.Fatal(err, findings)
	}
}

func (j *journey) stops() {
	j.t.Helper()
	until(j, "the end of the case", func() (casework.Case, bool) {
		view := want[casework.Case](j.t, http.StatusOK, j.get(amal, "/cases/"+string(j.id)))
		return view, view.Outcome == "stopped"
	})
	if left := want[casework.Inbox](j.t, http.StatusOK, j.get(payer, "/tasks")).Items; len(left) != 0 {
		j.t.Errorf("the payer still has %+v", left)
	}
}

// TestACaseHearsOfAConsentTakenBack: a process that waits for it reacts.
func TestACaseHearsOfAConsentTakenBack(t *testing.T) {
	r := newRig(t)
	r.waitingAid(t, "consent-withdrawn")
	j := r.aid(t)
	j.sends("benefit-notice", "photo")
	j.complete(brandt, j.claim(brandt, "check"), map[string]any{})
	j.claim(payer, "pay")
	want[struct{}](t, http.StatusNoContent, j.takesBack(amal, "contact"))
	j.stops()
}

// TestACaseHearsOfAWordTakenBack: so does one that waits for an attestation's end.
func TestACaseHearsOfAWordTakenBack(t *testing.T) {
	r := newRig(t)
	r.waitingAid(t, "attestation-withdrawn")
	j := r.aid(t)
	j.sends("benefit-notice", "photo")
	said := j.attests("Bezieht Leistungen nach SGB II")
	j.claim(payer, "pay")
	want[struct{}](t, http.StatusNoContent, j.put(brandt, "/attestations/"+string(said.ID)+"/withdrawal", Withdrawal{Reason: "Der Bescheid war gefälscht."}))
	j.stops()
}
