package ui

import (
	"slices"
	"strings"

	"handinhand/casework"
	"handinhand/models"
	"handinhand/process/bpmn"
	"handinhand/process/draft"
	"handinhand/process/finding"
	"handinhand/process/release"
	"handinhand/ui/page"
	"handinhand/ui/studio"
)

func processDraft() casework.ProcessDraft {
	return casework.ProcessDraft{
		DraftLine: casework.DraftLine{ID: caseID, Title: "Anmeldung zum Integrationskurs", CaseType: "language-course", BaseRelease: strings.Repeat("3fa9", 16), Version: 12, ChangedBy: "Sabine Krüger", ChangedAt: *at(-1)},
		CreatedBy: "Sabine Krüger", CreatedAt: *at(-3),
		Files: []casework.DraftFile{{Path: "application.form", Version: 3, ChangedBy: "Sabine Krüger", ChangedAt: *at(-3)}, {Path: "process.bpmn", Version: 12, ChangedBy: "Tom Adler", ChangedAt: *at(-1)}},
	}
}

func draftView(much bool) studio.DraftView {
	v := studio.DraftView{ProcessDraft: processDraft()}
	if !much {
		return studio.NewDraftView(v)
	}
	v.Check.Findings = []casework.DraftFinding{
		{Severity: finding.Error, Rule: "firewall", File: "process.bpmn", Element: "confirm", Name: "Anspruch prüfen", Message: "“need” can become known to the immigration office.", Path: []string{"apply", "confirm"},
			Way: []finding.Step{{Element: "apply", Name: "Antrag ausfüllen", Text: finding.Say("asks for it")}, {Element: "f1"}, {Element: "confirm", Text: finding.Say("shows it")}}},
		{Severity: finding.Warning, Rule: "unused-text", File: "i18n/de.json", Element: "element.x.name", Message: "nothing in the package uses the text: is its key written wrongly?"},
	}
	v.Comments = []casework.DraftComment{{Number: 1, Path: "process.bpmn", Element: "confirm", Text: "Warum prüft das die Ausländerbehörde?", By: "Tom Adler", At: *at(-1)},
		{Number: 2, Text: "Erledigt.", By: "Tom Adler", At: *at(-1), ResolvedBy: "Sabine Krüger", ResolvedAt: at(0)}}
	v.Revisions = []casework.DraftRevision{{Number: 12, Path: "process.bpmn", How: models.RevisionMerged, ChangedBy: "Tom Adler", ChangedAt: *at(-1)}, {Number: 11, Path: "x.form", How: models.RevisionRemoved, ChangedBy: "Tom Adler", ChangedAt: *at(-1)},
		{Number: 10, Path: "process.bpmn", How: models.RevisionKept, ChangedBy: "Sabine Krüger", ChangedAt: *at(-1)}}
	v.Guests = []casework.DraftGuest{{Name: "Tom Adler", Path: "process.bpmn", SeenAt: today}}
	v.Done = true
	return studio.NewDraftView(v)
}

// says are what an element may bear, and of one thing what it says.
func says(tag, name string, said map[string]string) []draft.Saying {
	var all []draft.Saying
	for _, b := range bpmn.Bears(tag) {
		s := draft.Saying{Bearing: b}
		if b.Name == name {
			s.Said = []map[string]string{said}
		}
		all = append(all, s)
	}
	return all
}

// aroundSteps is an outline with a message flow open whose transfer could not be saved.
func aroundSteps(lanes []draft.Lane, declared casework.DraftDeclarations) studio.OutlineView {
	v := openStep(lanes, declared)
	v.Pools = []draft.Party{{ID: "pool", Says: says("participant", "", nil)}}
	v.Flows = []draft.Party{{ID: "m1", Name: "Bescheid", From: "Amt", To: "Gericht", Says: says("messageFlow", "transfer", map[string]string{"items": "residence-title unknown", "recipient": "court"})}}
	v.Open, v.Problems = "m1", page.Problems{{ID: "main", Text: "Jemand anderes hat inzwischen dasselbe geändert."}}
	v.Typed = casework.StepChange{Element: "m1", Say: "transfer", Values: map[string]string{"items": "residence-title", "statute": "IntV § 8"}}
	return v
}

// openStep is an outline with a step open that something is wrong with and that somebody spoke about.
func openStep(lanes []draft.Lane, declared casework.DraftDeclarations) studio.OutlineView {
	v := studio.OutlineView{DraftOutline: casework.DraftOutline{ProcessDraft: processDraft(), Version: 12, Lanes: lanes}, Open: "apply", Declared: declared, Guests: draftView(true).Guests}
	findings := []casework.DraftFinding{{Severity: "error", Rule: "deadlock", File: "process.bpmn", Element: "apply", Message: "The case can stop here for ever."}}
	return studio.NewOutlineView(v, findings, []casework.DraftComment{{Number: 3, Path: "process.bpmn", Element: "apply", Text: "Warum?", By: "Jana Roth", At: draftView(true).ChangedAt}})
}

func draftSamples() []sample {
	const path = "/studio/drafts/" + caseID
	item := casework.DraftItem{ID: "residence-title", Name: "Aufenthaltstitel", Item: draft.Item{Category: "dpv-pd:OfficialID", Label: "status", Source: "applicant", LegalBasis: "eu-gdpr:A6-1-e", Statute: "AufenthG § 44", Period: "P5Y", Mandatory: true, Fields: []string{"title"}}}
	declared := casework.DraftDeclarations{ProcessDraft: processDraft(), Version: 4, Items: []casework.DraftItem{item}, Roles: []string{"applicant"},
		Data: release.Data{Purpose: "integration-course", Labels: map[string]release.Label{"status": {}, "need": {}}}}
	admission := casework.DraftSwitch{ID: "admission", Name: "Aufnahme nach Ermessen", Switch: draft.Switch{Default: "open", From: []draft.Turn{{Day: "2026-02-01", Value: "closed"}}, Zone: "Europe/Berlin"},
		Texts:  []casework.SwitchText{{Key: "switch.admission.name", In: "Aufnahme nach Ermessen"}, {Key: "switch.admission.value.closed", In: "geschlossen"}, {Key: "switch.admission.value.open", Lacking: []string{"de", "en"}}},
		ReadBy: []casework.SwitchReader{{Element: "apply", Name: "Antrag ausfüllen"}, {Element: "end", Name: "end"}}}
	declared.Switches = []casework.DraftSwitch{admission, {ID: "later"}}
	switched := studio.NewDataView(declared, "")
	switched.Switch = &studio.SwitchForm{DraftSwitch: admission, Version: 4, Was: admission.Switch, Rows: append(slices.Clone(admission.From), draft.Turn{Day: "2027-02-30", Value: ""}, draft.Turn{})}
	switched.Problems = page.Problems{{ID: "day-1", Text: "Kein Tag."}, {ID: "value-1", Text: "Kein Wert."}, {ID: "default", Text: "Fehlt."}, {ID: "zone", Text: "Fehlt."}, {ID: "remove", Text: "Wird gelesen."}}
	adding := studio.NewDataView(casework.DraftDeclarations{ProcessDraft: processDraft()}, "")
	adding.Switch = &studio.SwitchForm{New: true, Rows: make([]draft.Turn, 2)}
	adding.Problems = page.Problems{{ID: "name", Text: "Fehlt."}}
	broken := declared
	broken.Broken = "[3:1] unexpected key name"
	lanes := []draft.Lane{{ID: "l1", Name: "Antragsteller", Role: "applicant", Zone: "applicant", Says: says("lane", "agency", map[string]string{"role": "applicant", "zone": "applicant"}), Steps: []draft.Step{{ID: "apply", Name: "Antrag ausfüllen", Kind: "userTask", Removable: true, Extendable: true, Says: says("userTask", "requirement", map[string]string{"item": "residence-title", "kind": "document", "legalBasis": "eu-gdpr:A6-1-e", "optional": "true"}),
		Next: []draft.Way{{Name: "ja", To: "late", ToKind: "boundaryEvent"}}}, {ID: "late", Kind: "boundaryEvent", On: "apply", Trigger: "timer", Depth: 1}}}, {ID: "l2", Name: "Amt", Steps: []draft.Step{{ID: "end", Kind: "endEvent", Says: says("endEvent", "outcome", map[string]string{"key": "refused", "adverse": "true"})}, {ID: "check", Kind: "businessRuleTask", Says: says("businessRuleTask", "adverse", map[string]string{})}}}, {}}
	texts := casework.DraftTexts{ProcessDraft: processDraft(), Languages: []string{"de", "en"}, Versions: map[string]int64{"de": 2, "en": 3}, Missing: map[string]int{"en": 1},
		Texts: []casework.DraftText{{Key: "process.name", Must: true, In: map[string]string{"de": "Anmeldung"}}, {Key: "role.applicant.name", Must: true, In: map[string]string{"de": "Sie", "en": "You"}}}}
	problems := page.Problems{{ID: "main", Text: "Jemand anderes hat inzwischen dasselbe geändert."}}
	form := casework.DraftForm{ProcessDraft: processDraft(), Form: "application", Title: "Antrag", Intro: "Ein paar Fragen.", Languages: []string{"de", "en"}, Fields: ownTask().Fields}
	return []sample{
		{"processes-drafts", "studio/processes", "/studio", owner, false, studio.ProcessesView{Lines: []casework.ProcessLine{processLine()}, Drafts: []casework.DraftLine{processDraft().DraftLine}, MayDraft: true}},
		{"processes-refused", "studio/processes", "/studio/drafts", owner, true, studio.ProcessesView{MayDraft: true, Problems: problems}},
		{"draft", "studio/draft", path, owner, false, draftView(true)},
		{"draft-clear", "studio/draft", path, owner, false, draftView(false)},
		{"draft-outline", "studio/draft-outline", path + "/outline", owner, false, studio.OutlineView{DraftOutline: casework.DraftOutline{ProcessDraft: processDraft(), Version: 12, Lanes: lanes}, Done: true}},
		{"draft-outline-step", "studio/draft-outline", path + "/outline?step=apply", owner, false, openStep(lanes, declared)},
		{"draft-outline-flow", "studio/draft-outline", path + "/outline", owner, true, aroundSteps(lanes, declared)},
		{"draft-outline-end", "studio/draft-outline", path + "/outline?step=end", owner, false, studio.OutlineView{DraftOutline: casework.DraftOutline{ProcessDraft: processDraft(), Version: 12, Lanes: lanes}, Open: "end", Declared: declared}},
		{"draft-outline-clash", "studio/draft-outline", path + "/outline", owner, true, studio.OutlineView{DraftOutline: casework.DraftOutline{ProcessDraft: processDraft(), Version: 12, Lanes: lanes}, Problems: problems}},
		{"draft-texts", "studio/draft-texts", path + "/texts", owner, false, studio.NewTextsView(texts, "")},
		{"draft-texts-none", "studio/draft-texts", path + "/texts", owner, false, studio.NewTextsView(casework.DraftTexts{ProcessDraft: processDraft()}, "form")},
		{"draft-data", "studio/draft-data", path + "/data", owner, false, studio.NewDataView(declared, "")},
		{"draft-data-item", "studio/draft-data", path + "/data", owner, false, studio.NewDataView(declared, "residence-title")},
		{"draft-data-new", "studio/draft-data", path + "/data", owner, false, studio.NewDataView(casework.DraftDeclarations{ProcessDraft: processDraft()}, "new")},
		{"draft-data-switch", "studio/draft-data", path + "/switches", owner, true, switched},
		{"draft-data-switch-new", "studio/draft-data", path + "/data?new=switch", owner, false, adding},
		{"draft-data-broken", "studio/draft-data", path + "/data", owner, false, studio.NewDataView(broken, "")},
		{"draft-preview", "studio/draft-preview", path + "/preview/application", owner, false, studio.PreviewView{DraftForm: form, Shown: page.Fields(form.Fields, nil), In: "de"}},
	}
}
