package ui

import (
	"slices"
	"strings"
	"time"

	"handinhand/casework"
	"handinhand/models"
	"handinhand/ui/page"
	"handinhand/ui/portal"
	"handinhand/ui/studio"
	"handinhand/ui/workbench"
)

// sample is one state of one page, made by hand.
type sample struct {
	name   string // of the file
	page   string
	path   string
	actor  casework.Actor
	failed bool
	view   any
}

var (
	today  = time.Date(2026, 2, 26, 9, 30, 0, 0, time.UTC)
	person = casework.Actor{Person: "p1", Name: "Amina Rahimi", Roles: []models.Role{models.RolePerson}}
	worker = casework.Actor{Person: "p2", Name: "Jonas Weber", Roles: []models.Role{models.RoleClerk},
		Agency: models.Agency{ID: "abh", Name: models.Texts{"de": "Ausländerbehörde Musterstadt", "en": "Immigration office Musterstadt"}}}
	owner = casework.Actor{Person: "p3", Name: "Sabine Krüger", Roles: []models.Role{models.RoleProcessOwner, models.RoleOperator}}
)

const (
	caseID = "0192f0c1-7b7e-7cc3-8a52-3b7e0c1d2e3f"
	taskID = caseID + ".7"
)

func at(days int) *time.Time { t := today.AddDate(0, 0, days); return &t }

func line() casework.CaseLine {
	return casework.CaseLine{ID: caseID, Number: "LC-7K3F-92QD", CaseType: "language-course", Name: "Anmeldung zum Integrationskurs",
		State: models.CaseRunning, Standing: "Die Ausländerbehörde prüft Ihren Anspruch.", OpenTasks: 1, StartedAt: *at(-9)}
}

func taskLine() casework.TaskLine {
	return casework.TaskLine{ID: taskID, Case: caseID, Number: "LC-7K3F-92QD", CaseTypeName: "Anmeldung zum Integrationskurs", Element: "apply",
		Name: "Angaben machen und Aufenthaltstitel einreichen", State: models.TaskOpen, DueAt: at(5), OpenedAt: *at(-9), Version: 3}
}

func matter() casework.Case {
	agencies := []casework.AgencyLine{{ID: "abh", Name: "Ausländerbehörde Musterstadt", Place: "Musterstadt"}, {ID: "bamf", Name: "Bundesamt für Migration und Flüchtlinge", Place: "Nürnberg"}}
	return casework.Case{CaseLine: line(), News: releaseNews(), Tasks: []casework.TaskLine{taskLine()}, Agencies: agencies,
		Milestones: []casework.MilestoneLine{
			{Key: "applied", Title: "Antrag gestellt", Text: "Ihre Angaben sind bei der Ausländerbehörde.", ReachedAt: at(-9)},
			{Key: "confirmed", Title: "Anspruch bestätigt", Text: "Die Ausländerbehörde bestätigt, dass Sie teilnehmen dürfen."},
			{Key: "tested", Title: "Einstufungstest gemacht", Text: "Der Test zeigt, in welchen Kurs Sie passen."},
			{Key: "registered", Title: "Beim Kurs angemeldet", Text: "Der Kursträger nennt Ihnen den Beginn."},
		},
		Now:    []casework.Waiting{{Element: "confirm", Text: "Die Ausländerbehörde prüft, ob Sie am Kurs teilnehmen dürfen. Sie müssen nichts tun.", Who: "Ausländerbehörde Musterstadt", Since: *at(-2), By: at(5)}},
		Papers: []casework.Paper{paper("residence-title", "Aufenthaltstitel", "aufenthaltstitel-vorderseite.jpg", "image/jpeg"), {ID: "r2", Item: "school", ItemName: "Schulzeugnis", Unobtainable: true, Reason: "Das Archiv der Schule in Herat ist verbrannt.", AddedAt: *at(-8)}},
		Explanations: []casework.Explanation{{At: *at(-9), Element: "route", Name: "Zuständige Stelle finden", Grounds: []string{"A: AufenthG § 44 Abs. 1 – Anspruch"},
			Text:  "Nach Ihren Angaben sind Sie berechtigt, weil Ihr Aufenthaltstitel § 25 Abs. 2 ist und am 3. Mai 2025 erteilt wurde.",
			Facts: []casework.Fact{{Field: "residenceTitle", Label: "Aufenthaltstitel", Value: "§ 25 Abs. 2 – Flüchtlinge"}, {Field: "titleIssued", Label: "Zum ersten Mal erteilt am", Value: "3. Mai 2025"}}}},
		Corrections: asked()[1:3],
		Notices: []casework.NoticeLine{
			{ID: "n1", Number: "LC-7K3F-92QD", Title: "Ihr Anspruch wird geprüft", Text: "Die Ausländerbehörde hat Ihre Angaben bekommen.", At: *at(-2)},
			{ID: "n2", Number: "LC-7K3F-92QD", Title: "Ihr Fall ist angelegt", Text: "Sie finden ihn auf Ihrer Startseite.", At: *at(-9), Read: true},
		},
	}
}

func paper(item, name, file, media string) casework.Paper {
	return casework.Paper{ID: "r-" + item, Item: item, ItemName: name, FileName: file, MediaType: media, Size: 1_840_000, AddedAt: *at(-8)}
}

func mineCase() casework.Case {
	c := matter()
	c.Now = []casework.Waiting{{Element: "apply", Text: "Sie machen Ihre Angaben.", Since: *at(-2), By: at(5), Task: taskID}}
	return c
}

func waitingCase() casework.Case { c := matter(); c.Tasks, c.OpenTasks = nil, 0; return c }

func endedCase() casework.Case {
	c := waitingCase()
	c.State, c.EndedAt, c.OutcomeTitle, c.OutcomeText, c.Now = models.CaseEnded, at(-1), "Sie sind angemeldet", "Ihr Kurs beginnt am 6. April um 9 Uhr in der Volkshochschule.", nil
	for i := range c.Milestones[:2] {
		c.Milestones[i].ReachedAt = at(-9 + i)
	}
	return c
}

func fields() []casework.Field {
	length := 200
	return []casework.Field{
		{Key: "g1", Type: "group", Label: "Person", Fields: []casework.Field{
			{Key: "familyName", Type: "textfield", Label: "Familienname", Required: true, Value: "Rahimi", MaxLength: &length},
			{Key: "birthDate", Type: "date", Label: "Geburtsdatum", Required: true, Value: "1991-03-03", Max: "2026-02-26"},
			{Key: "email", Type: "textfield", Label: "E-Mail", Format: "email", Description: "Nur für Nachrichten zu diesem Fall."},
		}},
		{Key: "g2", Type: "group", Label: "Schule und Deutsch", Fields: []casework.Field{
			{Key: "schoolYears", Type: "number", Label: "Jahre in der Schule", Required: true, Value: "9"},
			{Key: "german", Type: "radio", Label: "Wie gut sprechen Sie Deutsch?", Required: true, Value: "little", Options: []casework.Option{{Value: "none", Label: "Gar nicht"}, {Value: "little", Label: "Ein wenig"}, {Value: "well", Label: "Gut"}}},
			{Key: "languages", Type: "checklist", Label: "Welche Sprachen sprechen Sie?", Value: []any{"fa", "ps"}, Options: []casework.Option{{Value: "fa", Label: "Farsi / Dari"}, {Value: "ps", Label: "Paschtu"}, {Value: "ar", Label: "Arabisch"}}},
			{Key: "childcare", Type: "checkbox", Label: "Ich brauche eine Betreuung für mein Kind", Value: true},
			{Key: "childcareNote", Type: "textarea", Label: "Alter der Kinder", HideWhen: "childcare != true", Value: "2 und 4 Jahre"},
			{Key: "when", Type: "select", Label: "Wann haben Sie Zeit?", Options: []casework.Option{{Value: "am", Label: "Vormittags"}, {Value: "pm", Label: "Nachmittags"}}},
			{Key: "hint", Type: "text", Text: "Sie bekommen den Kurs, der zu Ihren Zeiten passt, wenn es geht."},
		}},
	}
}

func ownTask() casework.Task {
	handed := paper("residence-title", "Aufenthaltstitel", "aufenthaltstitel-vorderseite.jpg", "image/jpeg")
	t := casework.Task{TaskLine: taskLine(), Title: "Anmeldung zum Integrationskurs", Intro: "Es sind neun Fragen. Sie brauchen etwa zehn Minuten und Ihren Aufenthaltstitel.", Fields: fields(), May: casework.Permissions{Complete: true},
		Needs: []casework.Need{
			{Item: "residence-title", Name: "Aufenthaltstitel", Help: "Vorderseite und Rückseite auf einem Foto oder in einer Datei.", HandIn: true, Paper: &handed},
			{Item: "school", Name: "Schulzeugnis", Help: "Das letzte, das Sie haben.", HandIn: true, MayBeMissing: true},
			{Item: "benefit", Name: "Leistungsbescheid", HandIn: true, Optional: true},
		}}
	t.Mine = true
	return t
}

func closedTask(state models.TaskState) casework.Task {
	t := ownTask()
	t.State, t.Fields, t.Needs = state, nil, nil
	return t
}

func wrong() page.Problems {
	return page.Problems{{ID: "f-familyName", Text: "„Familienname“ fehlt noch."}, {ID: "f-german", Text: "Bitte wählen Sie bei „Wie gut sprechen Sie Deutsch?“ eine der Möglichkeiten."}, {ID: "paper-school", Text: "„Schulzeugnis“: Wir nehmen nur PDF, JPEG, PNG und HEIC an."}}
}

func lentTask() casework.Task {
	pdf, img := paper("residence-title", "Aufenthaltstitel", "aufenthaltstitel.pdf", "application/pdf"), paper("photo", "Passfoto", "foto.jpg", "image/jpeg")
	known := fields()
	for i := range known {
		for j := range known[i].Fields {
			known[i].Fields[j].ReadOnly = true
		}
	}
	const purpose, law, statute = "dpv:ServiceProvision", "eu-gdpr:A6-1-e", "IntV § 8 Abs. 1"
	t := casework.Task{TaskLine: taskLine(), Title: "Anspruch prüfen und bestätigen", News: releaseNews(), May: casework.Permissions{Complete: true, Release: true},
		Fields: append(known[:1], casework.Field{Key: "decision", Type: "radio", Label: "Entscheidung", Required: true, Options: []casework.Option{{Value: "confirm", Label: "Anspruch bestätigen"}, {Value: "reject", Label: "Ablehnen"}, {Value: "more", Label: "Unterlagen nachfordern"}}},
			casework.Field{Key: "reason", Type: "textarea", Label: "Begründung", Required: true, HideWhen: `decision = null or decision = "confirm"`, Hidden: true}),
		Needs: []casework.Need{
			{Item: "residence-title", Name: "Aufenthaltstitel", Paper: &pdf, Purpose: purpose, LegalBasis: law, Statute: statute},
			{Item: "photo", Name: "Passfoto", Paper: &img, Purpose: purpose, LegalBasis: law, Statute: statute},
			{Item: "school", Name: "Schulzeugnis", Paper: &casework.Paper{ID: "r2", Unobtainable: true, Reason: "Das Archiv der Schule in Herat ist verbrannt."}, Purpose: purpose, LegalBasis: law, Statute: statute},
			{Item: "certificate", Name: "Bestätigung der Teilnahmeberechtigung", HandIn: true},
		}}
	t.Rules = []casework.Rule{
		{At: *at(-9), Element: "route", Name: "Zuständige Stelle finden", Table: "Gruppe des Titels", Decision: "titleGroup", Version: "5512c65e89fa", Numbers: []int{3}, Result: "claim",
			Grounds: []string{"AufenthG § 44 Abs. 1 Satz 1 Nr. 1 Buchst. c"}, Inputs: []casework.RuleInput{{Label: "Aufenthaltstitel", Value: "§ 25 Abs. 2 – Flüchtlinge"}}},
		{At: *at(-9), Element: "route", Name: "Zuständige Stelle finden", Table: "Weg", Decision: "route", Version: "5512c65e89fa", Masked: true,
			Inputs: []casework.RuleInput{{Label: "Aufenthaltstitel", Value: "§ 25 Abs. 2 – Flüchtlinge"}, {Label: "Leistungsbezug", Masked: true}}},
	}
	t.Name, t.Claimed, t.Mine = t.Title, true, true
	t.Raisable = []casework.Raisable{{Code: "LOST", Name: "Unterlagen verloren"}, {Escalation: true, Code: "HELP", Name: "Leitung fragen"}}
	return t
}

// unclaimedTask is what a clerk sees before they claim.
func unclaimedTask(taken bool) casework.Task {
	t := lentTask()
	t.Claimed, t.Mine, t.May = taken, false, casework.Permissions{Claim: !taken}
	t.Fields, t.Rules = nil, nil
	for i := range t.Needs {
		t.Needs[i].Paper = nil
	}
	return t
}

func inbox() casework.Inbox {
	rows := make([]casework.TaskLine, 7)
	for i := range rows {
		rows[i] = taskLine()
		rows[i].ID = models.TaskID(strings.Replace(taskID, "0192", "019"+string(rune('2'+i)), 1))
		rows[i].Number = "LC-7K3F-92Q" + string(rune('A'+i))
		rows[i].Name, rows[i].DueAt, rows[i].Overdue = "Anspruch prüfen und bestätigen", at(i*3-4), i*3-4 < 0
		rows[i].Claimed, rows[i].Mine = i == 1 || i == 3, i == 1
	}
	rows[6].DueAt = nil
	return casework.Inbox{List: casework.List[casework.TaskLine]{Items: rows, Next: "c2"}, Open: 42, News: releaseNews(), Elements: []casework.Option{{Value: "confirm", Label: "Anspruch prüfen"}, {Value: "proof", Label: "Nachweis prüfen"}}}
}

func steps() []casework.ProcessStep {
	return []casework.ProcessStep{
		{Element: "start", Kind: "startEvent", Name: "Antrag", Role: "applicant", RoleName: "Antragstellende", State: "done"},
		{Element: "apply", Kind: "userTask", Name: "Angaben machen", Role: "applicant", RoleName: "Antragstellende", State: "done"},
		{Element: "route", Kind: "businessRuleTask", Name: "Weg bestimmen", Role: "immigration-office", RoleName: "Ausländerbehörde", State: "done"},
		{Element: "confirm", Kind: "userTask", Name: "Anspruch prüfen", Role: "immigration-office", RoleName: "Ausländerbehörde", State: "here"},
		{Element: "send", Kind: "serviceTask", Name: "An das Bundesamt senden", Role: "immigration-office", RoleName: "Ausländerbehörde", State: "incident"},
		{Element: "end", Kind: "endEvent", Name: "Angemeldet", Role: "course-provider", RoleName: "Kursträger"},
	}
}

func diagram(incident bool) casework.Diagram {
	d := casework.Diagram{Case: casework.OwnerCaseLine{ID: caseID, Number: "LC-7K3F-92QD", State: models.CaseRunning, StartedAt: *at(-9)}, CaseType: "language-course",
		Name: "Anmeldung zum Integrationskurs", Release: strings.Repeat("3fa9", 16), BPMN: sampleBPMN, Steps: steps(), Taken: []string{"f1", "f2", "f3"},
		Tokens: []casework.TokenLine{{Key: 12, Element: "confirm", Name: "Anspruch prüfen", Since: *at(-2)}},
		Visits: []casework.Visit{{ElementName: casework.ElementName{Element: "apply", Name: "Angaben machen"}, EnteredAt: *at(-9), LeftAt: at(-2), How: "completed"},
			{ElementName: casework.ElementName{Element: "confirm", Name: "Anspruch prüfen"}, Called: "Prüfung", EnteredAt: *at(-2), How: "here"}},
		Variables: []casework.VariableShown{{VariableLine: casework.VariableLine{Name: "admission_44_4"}, Value: true}, {VariableLine: casework.VariableLine{Name: "germanLevel", Item: "language", ItemName: "Deutschkenntnisse"}, Masked: true}},
		Moves:     []casework.CaseMove{{Plan: "p", From: newHash, To: oldHash, At: *at(-1)}}}
	if incident {
		d.Deaf = true
		d.Incidents = []casework.IncidentLine{{Case: caseID, Key: 12, Element: "send", Name: "An das Bundesamt senden", Cause: "transfer: connection refused", Attempts: 3, OpenedAt: *at(-1)}}
	}
	return d
}

func changeView(stuck bool) studio.ChangeView {
	v := studio.ChangeView{Done: !stuck, Levers: casework.Levers{Case: diagram(false).Case, CaseType: "language-course", Name: "Anmeldung zum Integrationskurs", Release: strings.Repeat("3fa9", 16),
		May: casework.LeversMay{Modify: true, Migrate: true}, Steps: steps()[1:], Choices: choices(),
		Tokens:    []casework.TokenLine{{Key: 12, Element: "confirm", Name: "Anspruch prüfen", Since: *at(-2)}},
		Variables: []casework.VariableLine{{Name: "germanLevel", Item: "language", ItemName: "Deutschkenntnisse"}, {Name: "admission_44_4"}},
		Releases:  []casework.ReleaseLine{{Hash: strings.Repeat("a1b2", 16), PublishedAt: *at(-1), Current: true}}}}
	if stuck {
		v.Typed = studio.Typed{Release: v.Releases[0].Hash, Map: "confirm = check", Recompute: true}
		v.Problems = page.Problems{{ID: "main", Text: "confirm: „check“ ist ein anderes Element."}}
		v.Report = &casework.MigrationReport{Moved: []casework.MovedStep{{Element: "confirm", Name: "Anspruch prüfen", To: "check"}}, Armed: []string{"late"}, Dropped: []string{"soon"},
			Stuck: []casework.StuckStep{{Element: "send", Name: "An das Bundesamt senden", Reason: "the new process has no element \"send\": map it to another one, or end it first"}}}
	}
	return v
}

func choices() []casework.StepChoice {
	return []casework.StepChoice{{Scope: 7, Within: "visits", Element: "visit", Name: "Hausbesuch", ScopeName: "Weitere Klärung"}}
}

func processView(many bool) studio.ProcessView {
	p := casework.Process{ProcessLine: processLine(), BPMN: sampleBPMN, Switches: switchLines(), Steps: steps()}
	for i := range p.Steps {
		p.Steps[i].State = ""
	}
	if many {
		p.Cases = casework.List[casework.OwnerCaseLine]{Next: "c2", Items: []casework.OwnerCaseLine{
			{ID: caseID, Number: "LC-7K3F-92QD", State: models.CaseRunning, At: []string{"Anspruch prüfen", "An das Bundesamt senden"}, Incident: true, StartedAt: *at(-9)},
			{ID: caseID + "x", Number: "LC-1AAA-00QD", State: models.CaseRunning, At: []string{"Angaben machen"}, StartedAt: *at(-1)},
		}}
	}
	return studio.NewProcessView(p)
}

func processLine() casework.ProcessLine {
	return casework.ProcessLine{ID: "language-course", Name: "Anmeldung zum Integrationskurs", Summary: "Vom Aufenthaltstitel bis zum Platz im Kurs.", Release: strings.Repeat("3fa9", 16), PublishedAt: *at(-30), Running: 12, Ended: 480, Incidents: 1}
}

func reads() []casework.AccessLine {
	return []casework.AccessLine{
		{At: *at(-1), Agency: "Ausländerbehörde Musterstadt", Item: "residence-title", ItemName: "Aufenthaltstitel", Document: true, Purpose: "dpv:ServiceProvision", LegalBasis: "eu-gdpr:A6-1-e", Statute: "IntV § 8 Abs. 1"},
		{At: *at(-1), Outcome: models.AccessChanged, Action: "modifyCase"},
		{At: *at(-1), Outcome: models.AccessSent, Agency: "Bundesamt", ItemName: "Angaben zur Person", Statute: "IntV § 8 Abs. 3"},
		{At: *at(-1), Outcome: models.AccessBrought, Agency: "Bundesamt", ItemName: "Berechtigung", Statute: "IntV § 6"},
		{At: *at(-1), Outcome: models.AccessAttested, Agency: "Bundesamt", ItemName: "Aufenthaltstitel"},
		{At: *at(-1), Outcome: models.AccessAsked, ItemName: "Angaben zur Person", Statute: "GDPR Art. 16, 19"},
		{At: *at(-1), Outcome: models.AccessAnswered, AgencyID: "bund", Agency: "Bundesamt", ItemName: "Angaben zur Person", Statute: "GDPR Art. 16, 19"},
		{At: *at(-2), Agency: "Ausländerbehörde Musterstadt", Item: "identity", ItemName: "Angaben zur Person", Purpose: "Prüfung des Anspruchs", LegalBasis: "eu-gdpr:A6-1-e", Statute: "AufenthG § 44"},
	}
}

func types() []casework.CaseType {
	return []casework.CaseType{{ID: "language-course", Name: "Anmeldung zum Integrationskurs", Summary: "Deutsch lernen und das Leben in Deutschland kennenlernen: 600 Stunden Sprache, 100 Stunden Orientierung.",
		Choices: []casework.Choice{{Role: "course-provider", Name: "Kursträger", Agencies: []casework.AgencyLine{{ID: "vhs", Name: "Volkshochschule", Place: "Musterstadt"}, {ID: "awo", Name: "Sprachschule am Markt", Place: "Musterstadt"}}}}}}
}

func problem(kind models.Kind) page.ProblemView {
	return page.ProblemView{Kind: kind, Title: "Sie haben hier keinen Zugang", Text: "Diese Seite ist für eine andere Aufgabe gedacht.", Retry: "/work", Ref: "0192f0c1"}
}

func samples() []sample {
	current, others := mineCase(), []casework.CaseLine{line(), endedCase().CaseLine}
	others[0].ID, others[1].ID = caseID+"2", caseID+"3"
	own, seen, waits := "/tasks/"+taskID, reads()[0], waitingCase()
	form := func(t casework.Task, p page.Problems) page.TaskForm { return page.NewTaskForm(t, p, own) }
	lent := func(t casework.Task, p page.Problems) workbench.TaskView {
		return workbench.TaskView{TaskForm: page.NewTaskForm(t, p, "/work/tasks/"+taskID), Choices: choices()}
	}
	return append([]sample{
		{"welcome", "portal/welcome", "/", casework.Actor{}, false, nil},
		{"help", "site/help", "/help", casework.Actor{}, false, nil},
		{"accessibility", "site/accessibility", "/accessibility", casework.Actor{}, false, nil},
		{"register", "site/register", "/register", casework.Actor{}, false, RegisterView{[]RegisterEntry{registerSample()}}},
		{"impact", "site/impact", "/register/language-course/impact", casework.Actor{}, false, impactSample()},
		{"impact-signed", "site/impact", "/register/language-course/impact", guardian, false, impactSignedSample(strings.Repeat("ab", 32))},
		{"impact-changed", "site/impact", "/register/language-course/impact", guardian, true, func() ImpactView {
			v := impactSignedSample(strings.Repeat("cd", 32))
			v.Problems = page.Problems{{ID: "sign-go", Text: "Die Mappe hat sich geändert."}}
			return v
		}()},
		{"register-empty", "site/register", "/register", casework.Actor{}, false, RegisterView{}},
		{"home-empty", "portal/home", "/", person, false, portal.HomeView{}},
		{"home-todo", "portal/home", "/", person, false, portal.HomeView{Current: &current, Seen: &seen, Others: others, Next: "/?after=x"}},
		{"home-waiting", "portal/home", "/", person, false, portal.HomeView{Current: &waits}},
		{"home-past", "portal/home", "/", person, false, portal.HomeView{Others: others[1:]}},
		{"start", "portal/start", "/start", person, false, portal.StartView{Types: types()}},
		{"start-empty", "portal/start", "/start", person, false, portal.StartView{}},
		{"start-wrong", "portal/start", "/start", person, true, portal.StartView{Types: types(), Chosen: "language-course", Problems: page.Problems{{ID: "language-course-course-provider", Text: "Bitte wählen Sie: Kursträger."}}}},
		{"case-todo", "portal/case", "/cases/" + caseID, person, false, portal.NewCaseView(matter())},
		{"case-waiting", "portal/case", "/cases/" + caseID, person, false, portal.NewCaseView(waits)},
		{"case-ended", "portal/case", "/cases/" + caseID, person, false, portal.NewCaseView(endedCase())},
		{"case-new", "portal/case", "/cases/" + caseID, person, false, portal.NewCaseView(casework.Case{CaseLine: line()})},
		{"consents", "portal/consents", "/cases/" + caseID + "/consents", person, false, portal.ConsentsView{Case: caseID, Withdrawn: true, Consents: casework.Consents{
			Voluntary: []casework.ConsentLine{
				{Item: "contact", ItemName: "Telefon und E-Mail", Purpose: "integration-course", PurposeName: "Integrationskurs", Recipients: []string{"Teststelle Musterstadt", "Volkshochschule"}, IfWithdrawn: "Am Verfahren ändert sich nichts.", GivenAt: at(-9)},
				{Item: "childcare", ItemName: "Kinderbetreuung", Purpose: "dpv:ServiceProvision", GivenAt: at(-9), WithdrawnAt: at(-1)},
				{Item: "availability", ItemName: "Kurszeiten", Purpose: "dpv:ServiceProvision"},
			},
			Mandatory: []casework.DutyLine{{Item: "name", ItemName: "Name", Statute: "IntV § 8(1)", IfRefused: "Ohne Namen kann niemand eine Berechtigung ausstellen."}},
		}}},
		{"consents-none", "portal/consents", "/cases/" + caseID + "/consents", person, false, portal.ConsentsView{Case: caseID}},
		{"reads", "portal/reads", "/cases/x/reads", person, false, portal.ReadsView{Case: caseID, Lines: reads(), Next: "/x"}},
		{"reads-empty", "portal/reads", "/cases/x/reads", person, false, portal.ReadsView{Case: caseID}},
		{"task", "portal/task", own, person, false, portal.TaskView{TaskForm: form(ownTask(), nil)}},
		{"task-saved", "portal/task", own, person, false, portal.TaskView{TaskForm: form(ownTask(), nil), Saved: true}},
		{"task-wrong", "portal/task", own, person, true, portal.TaskView{TaskForm: form(ownTask(), wrong())}},
		{"task-closed", "portal/task", own, person, false, portal.TaskView{TaskForm: form(closedTask(models.TaskCompleted), nil)}},
		{"task-cancelled", "portal/task", own, person, false, portal.TaskView{TaskForm: form(closedTask(models.TaskCancelled), nil)}},
		{"check", "portal/check", own + "/check", person, false, portal.TaskView{TaskForm: form(ownTask(), nil)}},
		{"check-closed", "portal/check", own + "/check", person, false, portal.TaskView{TaskForm: form(closedTask(models.TaskCompleted), nil)}},
		{"done", "portal/done", own + "/done", person, false, portal.DoneView{Case: waits}},
		{"done-more", "portal/done", own + "/done", person, false, portal.DoneView{Case: current, Next: own}},
		{"inbox", "workbench/inbox", "/work", worker, false, workbench.InboxView{Inbox: inbox(), Here: "/work", Next: "/work?after=c2"}},
		{"inbox-empty", "workbench/inbox", "/work", worker, false, workbench.InboxView{Here: "/work"}},
		{"inbox-filtered", "workbench/inbox", "/work", worker, false, workbench.InboxView{Here: "/work", Query: casework.InboxQuery{Overdue: true, Number: "LC-1", Claim: "mine", Sort: "oldest"}}},
		{"work-unclaimed", "workbench/task", "/work/tasks/" + taskID, worker, false, lent(unclaimedTask(false), nil)},
		{"work-taken", "workbench/task", "/work/tasks/" + taskID, worker, false, lent(unclaimedTask(true), nil)},
		{"work-task", "workbench/task", "/work/tasks/" + taskID, worker, false, lent(lentTask(), nil)},
		{"work-wrong", "workbench/task", "/work/tasks/" + taskID, worker, true, lent(lentTask(), page.Problems{{ID: "f-decision", Text: "„Entscheidung“ fehlt noch."}})},
		{"work-closed", "workbench/task", "/work/tasks/" + taskID, worker, false, lent(closedTask(models.TaskCompleted), nil)},
	}, moreSamples()...)
}

func moreSamples() []sample {
	next, d := taskLine(), diagram(true)
	notices := []casework.NoticeLine{{ID: "n1", Number: "LC-7K3F-92QD", Title: "Kurs beginnt später", Text: "Der Kursträger hat den Beginn verschoben.", At: *at(-2)}}
	return append(slices.Concat(planSamples(), trustSamples(), draftSamples(), releaseSamples()), []sample{
		{"work-done", "workbench/done", "/work/tasks/x/done", worker, false, workbench.DoneView{Next: &next, Open: 41}},
		{"work-done-last", "workbench/done", "/work/tasks/x/done", worker, false, workbench.DoneView{}},
		{"work-notices", "workbench/notices", "/work/notices", worker, false, workbench.NoticesView{Lines: notices, Next: "/x"}},
		{"work-notices-empty", "workbench/notices", "/work/notices", worker, false, workbench.NoticesView{}},
		{"processes", "studio/processes", "/studio", owner, false, studio.ProcessesView{Lines: []casework.ProcessLine{processLine()}}},
		{"processes-empty", "studio/processes", "/studio", owner, false, studio.ProcessesView{}},
		{"process", "studio/process", "/studio/processes/language-course", owner, false, processView(true)},
		{"edit-bpmn", "studio/edit", "/studio/drafts/d1/edit/process.bpmn", owner, false, studio.NewEditView("d1", "Anmeldung zum Integrationskurs", "process.bpmn", nil)},
		{"edit-dmn", "studio/edit", "/studio/drafts/d1/edit/route.dmn", owner, false, studio.NewEditView("d1", "Anmeldung zum Integrationskurs", "route.dmn", nil)},
		{"edit-form", "studio/edit", "/studio/drafts/d1/edit/apply.form", owner, false, studio.NewEditView("d1", "Anmeldung zum Integrationskurs", "apply.form", []string{"de", "en"})},
		{"edit-data", "studio/edit", "/studio/drafts/d1/edit/data.yaml", owner, false, studio.NewEditView("d1", "Anmeldung zum Integrationskurs", "data.yaml", nil)},
		{"process-empty", "studio/process", "/studio/processes/language-course", owner, false, processView(false)},
		{"studio-case", "studio/case", "/studio/cases/" + caseID, owner, false, studio.NewCaseView(diagram(false), owner)},
		{"studio-incident", "studio/case", "/studio/cases/" + caseID, owner, false, studio.NewCaseView(d, owner)},
		{"studio-change", "studio/change", "/studio/cases/" + caseID + "/change", owner, false, changeView(false)},
		{"studio-change-stuck", "studio/change", "/studio/cases/" + caseID + "/change", owner, true, changeView(true)},
		{"problem-forbidden", "page/problem", "/work", person, true, problem(models.KindForbidden)},
		{"problem-unsigned-in", "page/problem", "/work", casework.Actor{}, true, problem(models.KindUnsignedIn)},
	}...)
}
