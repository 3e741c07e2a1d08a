package ui

import (
	"strings"

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
	emergency.Reason, changed.LegalBasis, attestedRow.Attestation, attestedRow.Entry = "Die Person liegt im Krankenhaus.", "", "a1", ""
	return casework.Cockpit{
		Agencies: []casework.DataAgency{
			{ID: "abh", Name: "Ausländerbehörde Musterstadt", Rows: []casework.DataLine{row("read", "Aufenthaltstitel"), row("fact", "Leistungsbescheid"), emergency, row("holds", "Bescheinigung"), attestedRow}},
			{ID: "bamf", Name: "Bundesamt", Rows: []casework.DataLine{row("got", "Anmeldung")}},
			{Rows: []casework.DataLine{row("helped", "Fall"), changed, row("audited", "Fall")}},
		},
		Coming: []casework.ComingLine{
			{Agency: "Teststelle", ItemName: "Name", Step: "Test", Purpose: "dpv:ServiceProvision", LegalBasis: ground, Statute: statute, Certain: true, Case: caseID, Number: "LC-7K3F-92QD"},
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
		Concerns: []casework.ConcernLine{concern(), answered()},
		Cases:    []casework.DataCase{{CaseLine: line(), Agencies: matter().Agencies}}, Older: true,
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
		casework.AccessLine{ID: "e4", At: *at(-3), Helper: true, ItemName: "Fall", LegalBasis: "eu-gdpr:A6-1-a", Purpose: "mandate"}, casework.AccessLine{ID: "e5", At: *at(-3), Agency: "Bund", Attested: true, ItemName: "Bescheid", LegalBasis: ground})
	own, work := "/tasks/"+taskID, "/work/tasks/"+taskID
	options := []casework.Option{{Value: "residence-title", Label: "Aufenthaltstitel"}}
	return []sample{
		{"data", "portal/data", "/data", person, false, portal.DataView{Cockpit: cockpit(), Sent: "problem"}},
		{"data-wrong", "portal/data", "/data", person, true, portal.DataView{Cockpit: cockpit(), Problems: page.Problems{{ID: "problem-text", Text: "Sagen Sie, was nicht stimmt."}}}},
		{"data-empty", "portal/data", "/data", person, false, portal.DataView{}},
		{"export", "portal/export", "/data/all.html", person, false, casework.Export{At: *at(0), Cockpit: cockpit(), Cases: []casework.ExportCase{{Case: matter(), Reads: full,
			Answers: []casework.ExportAnswer{{Field: "partner", Label: "Partner", Value: "F••• H•••", Masked: true}}}}}},
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
		{"work-concerns", "workbench/concerns", "/work/concerns", worker, false, workbench.ConcernsView{Lines: []casework.ConcernLine{concern(), answered()}, Next: "/x", Answered: true}},
		{"work-concerns-empty", "workbench/concerns", "/work/concerns", worker, false, workbench.ConcernsView{}},
		{"work-attestations", "workbench/attestations", "/work/attestations", worker, false, workbench.AttestationsView{Lines: []casework.Attestation{attestation()}, Lent: cockpit().Grants, Next: "/x"}},
		{"work-attestations-empty", "workbench/attestations", "/work/attestations", worker, false, workbench.AttestationsView{}},
		{"work-emergency", "workbench/emergency", "/work/emergency", worker, false, workbench.EmergencyView{}},
		{"work-emergency-nocase", "workbench/emergency", "/work/emergency", worker, true, workbench.EmergencyView{Number: "X", Problems: page.Problems{{ID: "number", Text: "Es gibt keinen Fall."}}}},
		{"work-emergency-ask", "workbench/emergency", "/work/emergency", worker, true, workbench.EmergencyView{Number: "X", Items: options, Problems: page.Problems{{ID: "reason", Text: "Zu kurz."}}}},
		{"work-emergency-open", "workbench/emergency", "/work/emergency", worker, false, workbench.EmergencyView{Number: "X", Items: options, Open: &casework.Emergency{ID: "g9", ExpiresAt: *at(0)}}},
	}
}
