package ui

import (
	"strings"
	"time"

	"handinhand/casework"
	"handinhand/models"
	"handinhand/ui/page"
	"handinhand/ui/portal"
	"handinhand/ui/workbench"
)

const ground, statute = "eu-gdpr:A6-1-e", "IntV § 8 Abs. 1"

func attested() *casework.Attested {
	return &casework.Attested{ID: "a1", Verdict: models.VerdictValid, By: "Jobcenter Musterstadt", At: *at(-20), ValidUntil: at(120), Says: "Bezieht Bürgergeld", Statute: "SGB II § 7", Holds: true}
}

func attestation() casework.Attestation {
	return casework.Attestation{Attested: *attested(), Item: "benefit-notice", ItemName: "Leistungsbescheid", Number: "LC-7K3F-92QD", Note: "handinhand/attestation\na1\n\n— handinhand/attestation abc", Key: "handinhand/attestation+1+2",
		Reliers: []casework.Reliance{{Agency: "Kursträger", Step: "Anmelden", Number: "LC-1AAA-00QD", At: *at(-3)}}}
}

func cockpit() casework.Cockpit {
	row := func(how, item string) casework.DataLine {
		return casework.DataLine{How: how, Item: "x", ItemName: item, Purpose: "dpv:ServiceProvision", LegalBasis: ground, Statute: statute, Case: caseID, Number: "LC-7K3F-92QD", At: *at(-2), Entry: "e-" + how}
	}
	emergency, changed, attestedRow := row("emergency", "Aufenthaltstitel"), row("changed", ""), row("attested", "Leistungsbescheid")
	emergency.Reason, changed.LegalBasis, attestedRow.Attestation = "Die Person liegt im Krankenhaus.", "", "a1"
	return casework.Cockpit{
		Agencies: []casework.DataAgency{
			{ID: "abh", Name: "Ausländerbehörde Musterstadt", Rows: []casework.DataLine{row("read", "Aufenthaltstitel"), row("fact", "Leistungsbescheid"), emergency, row("holds", "Bescheinigung"), attestedRow}},
			{ID: "bamf", Name: "Bundesamt", Rows: []casework.DataLine{row("got", "Anmeldung"), row("asked", "Anmeldung"), row("answered", "Anmeldung")}},
			{Rows: []casework.DataLine{row("helped", "Fall"), changed, row("withdrew", "Fall"), row("righted", "Name"), row("audited", "Fall")}},
		},
		Coming: []casework.ComingLine{
			{Agency: "Teststelle", ItemName: "Name", Step: "Test", Purpose: "dpv:ServiceProvision", LegalBasis: ground, Statute: statute, Certain: true, Case: caseID, Number: "LC-7K3F-92QD"},
			{Agency: "Teststelle", ItemName: "Geburtsdatum", Step: "Test", Purpose: "dpv:ServiceProvision", LegalBasis: ground, Statute: statute, Certain: true, Case: caseID, Number: "LC-7K3F-92QD"},
			{Agency: "Bundesamt", ItemName: "Anmeldung", Step: "Senden", Purpose: "dpv:ServiceProvision", LegalBasis: ground, Statute: statute, Case: caseID, Number: "LC-7K3F-92QD"},
		},
		Grants: []casework.GrantLine{
			{ID: "g1", Agency: "Kursträger", ItemName: "Kontakt", Purpose: "dpv:ServiceProvision", LegalBasis: "eu-gdpr:A6-1-a", Since: *at(-1), Until: at(3), MayRevoke: true},
			{ID: "g2", Agency: "Kursträger", ItemName: "Leistungsbescheid", FactOnly: true, Purpose: "dpv:ServiceProvision", LegalBasis: ground, Statute: statute, Since: *at(-1)},
		},
		Kept: []casework.KeptLine{
			{Item: "x", ItemName: "Aufenthaltstitel", Number: "LC-7K3F-92QD", Period: "P5Y", Statute: "IntV § 8(6)"},
			{Item: "y", ItemName: "Kontakt", Number: "LC-1AAA-00QD", Period: "P1Y", Until: at(300), Voluntary: true},
		},
		Concerns: append(asked(), answered()),
		Cases:    []casework.DataCase{{CaseLine: line(), Agencies: matter().Agencies, More: true}}, Next: "x",
	}
}

func concern() casework.ConcernLine {
	return casework.ConcernLine{ID: "c1", Kind: models.ConcernProblem, Number: "LC-7K3F-92QD", CaseType: "Anmeldung zum Integrationskurs", Agency: "Kursträger", Text: "Die Anschrift ist alt.", OpenedAt: *at(-1)}
}

func answered() casework.ConcernLine {
	c := concern()
	c.ID, c.Kind, c.Text, c.Answer, c.AnsweredAt, c.ItemName, c.Step = "c2", models.ConcernWithdrawn, "Der Bescheid war gefälscht.", "Geprüft.", at(0), "Leistungsbescheid", "Anmelden"
	return c
}

// guardian is the data-protection officer.
var guardian = casework.Actor{Person: "p4", Name: "Ruth Engel", Roles: []models.Role{models.RoleProtection}}

func toOfficer() casework.ConcernLine {
	c := concern()
	c.Officer, c.DueAt, c.Text = true, *at(20), ""
	return c
}

// reminded is what the officer has told an agency.
func reminded() []casework.ReminderLine {
	return []casework.ReminderLine{{At: *at(-3), Text: "Bitte antworten Sie."}, {At: *at(-2), Text: "Das ist die letzte Frist.", DueAt: at(20)}}
}

func overdue() casework.ConcernLine {
	c := concern()
	c.OpenedAt, c.DueAt, c.Lapsed = time.Now().AddDate(0, 0, -40), time.Now().AddDate(0, 0, -9), true
	return c
}

func extended() casework.ConcernLine {
	c := overdue()
	c.Reminders = reminded()
	return c
}

// asked is a request of each kind that asks for something, in each state.
func asked() []casework.ConcernLine {
	erase, correct, late := concern(), concern(), toOfficer()
	erase.Kind, erase.DueAt, erase.AnsweredAt, erase.Answer, erase.Fulfilled = models.ConcernErasure, *at(20), at(0), "Wir brauchen es noch.", new(false)
	correct.Kind, correct.ItemName, correct.DueAt, correct.AnsweredAt, correct.Fulfilled = models.ConcernRectification, "Name", *at(20), at(0), new(true)
	erase.ID, correct.ID, late.ID, late.Lapsed = "c3", "c4", "c5", true
	erase.Reminders = reminded()
	correct.Right, correct.AppliedAt = []casework.RightValue{{Field: "name", Label: "Name im Pass", Value: "Mei Zhang", Said: "Mei Zhang"}}, at(0)
	return []casework.ConcernLine{erase, correct, late, concern()}
}

func correction() casework.Correction {
	return casework.Correction{Case: line(), Item: "name", ItemName: "Name", Fields: []casework.Field{{Key: "name", Type: "textfield", Label: "Name im Pass", Value: "Mei Zang"},
		{Key: "sex", Type: "radio", Label: "Geschlecht", Value: "female", Options: []casework.Option{{Value: "female", Label: "weiblich"}, {Value: "male", Label: "männlich"}}}}}
}

func erasure() casework.Erasure {
	return casework.Erasure{Case: line(), Stays: cockpit().Kept, Asked: asked(), Gone: []casework.AccessLine{{ID: "e9", At: *at(-1), Outcome: models.AccessExpired, ItemName: "Kontakt", Statute: "GDPR Art. 17(1)(b)"}},
		Now: []casework.ErasableLine{{ItemName: "Kontakt", Why: casework.ErasedConsent}, {ItemName: "Pass", Why: casework.ErasedUnsent}, {ItemName: "Foto", Why: casework.ErasedOver}}}
}

// wordedTask is a clerk's task with papers that bear words, lack them, or are facts.
func wordedTask() casework.Task {
	t := lentTask()
	t.Ended = []string{"Kontakt"}
	t.Needs[0].MayAttest = true
	t.Needs[1].Paper.Attested = attested()
	t.Needs[2].MayAttest = true
	t.Needs = append(t.Needs, casework.Need{Item: "notice", Name: "Leistungsbescheid", Paper: &casework.Paper{ID: "r9", FactOnly: true, Attested: attested()}},
		casework.Need{Item: "gone", Name: "Zeugnis", Ended: true})
	return t
}

// reusableTask is an applicant's task with papers on hand.
func reusableTask() casework.Task {
	t := ownTask()
	old := paper("school", "Schulzeugnis", "zeugnis.pdf", "application/pdf")
	old.Attested = attested()
	fact := casework.Paper{ID: "a1", FactOnly: true, Attested: attested()}
	t.Needs[1].OnHand = []casework.Paper{old, fact, {ID: "r8", Unobtainable: true, Reason: "Das Archiv ist verbrannt.", Attested: attested()}}
	t.Needs[2].Paper = &fact
	return t
}

func trustSamples() []sample {
	given := casework.Mandate{ID: "m1", Case: caseID, Scopes: []models.Scope{models.ScopeView, models.ScopeRead}, Code: strings.Repeat("ABCDE", 5), OpenedAt: *at(0), ExpiresAt: *at(30)}
	accepted, revoked := given, given
	accepted.ID, accepted.Accepted, revoked.ID, revoked.Revoked = "m2", true, "m3", true
	full, helped := reads(), matter()
	helped.Helped = true
	full = append(full, casework.AccessLine{ID: "e3", At: *at(-3), Outcome: models.AccessEmergency, Reason: "Bewusstlos", Agency: "Krankenhaus", ItemName: "Impfpass", Document: true, LegalBasis: "eu-gdpr:A6-1-d", Purpose: "emergency"},
		casework.AccessLine{ID: "e6", At: *at(-3), Outcome: models.AccessAudit, Action: "remindAgency", Agency: "Kursträger", ItemName: "Fall"},
		casework.AccessLine{ID: "e4", At: *at(-3), Helper: true, ItemName: "Fall", LegalBasis: "eu-gdpr:A6-1-a", Purpose: "mandate"}, casework.AccessLine{ID: "e5", At: *at(-3), Agency: "Bund", Attested: true, ItemName: "Bescheid", LegalBasis: ground})
	own, work := "/tasks/"+taskID, "/work/tasks/"+taskID
	options := []casework.Option{{Value: "residence-title", Label: "Aufenthaltstitel"}}
	return []sample{
		{"data", "portal/data", "/data", person, false, portal.DataView{Cockpit: cockpit(), Sent: "problem", Only: "bamf", More: "/data?after=x"}},
		{"data-wrong", "portal/data", "/data", person, true, portal.DataView{Cockpit: cockpit(), Problems: page.Problems{{ID: "problem-text", Text: "Sagen Sie, was nicht stimmt."}}}},
		{"data-empty", "portal/data", "/data", person, false, portal.DataView{}},
		{"export", "portal/export", "/data/all.html", person, false, casework.Export{At: *at(0), Cockpit: cockpit(), Cases: []casework.ExportCase{{Case: matter(), Reads: full,
			Answers: []casework.ExportAnswer{{Field: "partner", Label: "Partner", Value: "F••• H•••", Said: "F••• H•••", Masked: true}}}}}},
		{"erasure", "portal/erasure", "/cases/x/erasure", person, false, portal.ErasureView{Erasure: erasure(), Done: true}},
		{"erasure-wrong", "portal/erasure", "/cases/x/erasure", person, true, portal.ErasureView{Erasure: casework.Erasure{Case: line(), Now: erasure().Now, Stays: erasure().Stays}, Text: "x", Problems: page.Problems{{ID: "text", Text: "Das ist zu lang."}}}},
		{"erasure-ends", "portal/erasure", "/cases/x/erasure", person, false, portal.ErasureView{Erasure: casework.Erasure{Case: line(), Ends: true, Now: erasure().Now}}},
		{"erasure-nothing", "portal/erasure", "/cases/x/erasure", person, false, portal.ErasureView{Erasure: casework.Erasure{Case: line()}}},
		{"correct", "portal/correct", "/cases/x/correct", person, false, portal.CorrectView{Correction: correction(), Questions: page.Fields(correction().Fields, nil)}},
		{"correct-wrong", "portal/correct", "/cases/x/correct", person, true, portal.CorrectView{Correction: correction(), Problems: page.Problems{{ID: "text", Text: "Ändern Sie etwas."}}, Text: "x",
			Questions: page.Fields(correction().Fields, nil)}},
		{"correct-paper", "portal/correct", "/cases/x/correct", person, false, portal.CorrectView{Correction: casework.Correction{Case: line(), Item: "photo", ItemName: "Foto"}}},
		{"officer", "workbench/officer", "/protection", guardian, false, workbench.OfficerView{Answered: true, Reminded: true, Next: "/x", Lines: []casework.OfficerLine{
			{ID: "c1", Kind: models.ConcernErasure, Number: "LC-7K3F-92QD", Agency: "Kursträger", OpenedAt: *at(-40), DueAt: *at(-10), Late: true, RemindedAt: at(-3)},
			{ID: "c2", Kind: models.ConcernProblem, Number: "LC-7K3F-92QD", Agency: "Kursträger", OpenedAt: *at(-4), DueAt: *at(26), Officer: true}}}},
		{"officer-empty", "workbench/officer", "/protection", guardian, false, workbench.OfficerView{}},
		{"officer-concern", "workbench/officer-concern", "/protection/concerns/c1", guardian, false, workbench.OfficerConcernView{Line: concern()}},
		{"officer-concern-wrong", "workbench/officer-concern", "/protection/concerns/c1", guardian, true, workbench.OfficerConcernView{Line: toOfficer(), Answer: "x", Problems: page.Problems{{ID: "answer", Text: "Bitte antworten Sie."}}}},
		{"officer-remind", "workbench/officer-concern", "/protection/concerns/c1", guardian, false, workbench.OfficerConcernView{Line: overdue()}},
		{"officer-remind-wrong", "workbench/officer-concern", "/protection/concerns/c1", guardian, true, workbench.OfficerConcernView{Line: overdue(), Reminder: "x", Due: "2020-01-01", Problems: page.Problems{{ID: "due", Text: "Die Frist liegt zurück."}}}},
		{"officer-remind-again", "workbench/officer-concern", "/protection/concerns/c1", guardian, true, workbench.OfficerConcernView{Line: extended(), Problems: page.Problems{{ID: "text", Text: "Schreiben Sie etwas."}}}},
		{"attestation", "portal/attestation", "/attestations/a1", person, false, attestation()},
		{"reads-all", "portal/reads", "/cases/x/reads", person, false, portal.ReadsView{Case: caseID, Lines: full}},
		{"case-helped", "portal/case", "/cases/x", person, false, portal.NewCaseView(helped)},
		{"helpers", "portal/helpers", "/cases/x/helpers", person, false, portal.HelpersView{Case: caseID, Given: &given, Mandates: []casework.Mandate{given, accepted, revoked}, Ended: true}},
		{"helpers-none", "portal/helpers", "/cases/x/helpers", person, true, portal.HelpersView{Case: caseID, Problems: page.Problems{{ID: "scope-view", Text: "Bitte kreuzen Sie an, was die Person darf."}}}},
		{"helping", "portal/helping", "/helping", person, false, portal.HelpingView{Mandates: []casework.Mandate{accepted}}},
		{"helping-wrong", "portal/helping", "/helping", person, true, portal.HelpingView{Problems: page.Problems{{ID: "code", Text: "Diesen Code gibt es nicht."}}}},
		{"task-onhand", "portal/task", own, person, false, portal.TaskView{TaskForm: page.NewTaskForm(reusableTask(), nil, own)}},
		{"work-attested", "workbench/task", work, worker, false, workbench.TaskView{TaskForm: page.NewTaskForm(wordedTask(), nil, work)}},
		{"work-attest-wrong", "workbench/task", work, worker, true, workbench.TaskView{TaskForm: page.NewTaskForm(wordedTask(), page.Problems{{ID: "says-residence-title", Text: "Das ist zu lang."}}, work)}},
		{"work-concerns", "workbench/concerns", "/work/concerns", worker, false, workbench.ConcernsView{Lines: append(asked(), answered()), Next: "/x", Answered: true}},
		{"work-concerns-empty", "workbench/concerns", "/work/concerns", worker, false, workbench.ConcernsView{}},
		{"work-attestations", "workbench/attestations", "/work/attestations", worker, false, workbench.AttestationsView{Lines: []casework.Attestation{attestation()}, Lent: cockpit().Grants, Next: "/x"}},
		{"work-attestations-empty", "workbench/attestations", "/work/attestations", worker, false, workbench.AttestationsView{}},
		{"work-emergency", "workbench/emergency", "/work/emergency", worker, false, workbench.EmergencyView{}},
		{"work-emergency-nocase", "workbench/emergency", "/work/emergency", worker, true, workbench.EmergencyView{Number: "X", Problems: page.Problems{{ID: "number", Text: "Es gibt keinen Fall."}}}},
		{"work-emergency-ask", "workbench/emergency", "/work/emergency", worker, true, workbench.EmergencyView{Number: "X", Items: options, Problems: page.Problems{{ID: "reason", Text: "Zu kurz."}}}},
		{"work-emergency-open", "workbench/emergency", "/work/emergency", worker, false, workbench.EmergencyView{Number: "X", Items: options, Open: &casework.Emergency{ID: "g9", ExpiresAt: *at(0)}}},
	}
}
