package ui

import (
	"encoding/json"
	"strings"

	"handinhand/casework"
	"handinhand/models"
	"handinhand/ui/page"
	"handinhand/ui/studio"
)

var oldRelease, newRelease = strings.Repeat("a1b2", 16), strings.Repeat("3fa9", 16)

func releaseNotes() models.ReleaseNotes {
	return models.ReleaseNotes{Clerks: models.Texts{"de": "Der Nachweis wird nicht mehr verlangt.", "en": "The proof is no longer asked for."}, Applicants: models.Texts{"de": "Sie brauchen weniger Papiere."}}
}

func releaseNews() []casework.ReleaseNews {
	return []casework.ReleaseNews{{CaseType: "language-course", Name: "Anmeldung zum Integrationskurs", From: *at(-3), Language: "de", Text: "Der Nachweis wird nicht mehr verlangt."}}
}

func switchLines() []casework.SwitchLine {
	return []casework.SwitchLine{
		{Variable: "admission", Name: "Zulassung nach Ermessen", Value: "closed", Held: "geschlossen", Since: at(-30), Coming: []casework.SwitchTurn{{From: *at(40), Value: "open", Held: "offen"}}},
		{Variable: "paperless", Name: "Ohne Papier", Value: true, Held: "ja", Coming: []casework.SwitchTurn{}},
	}
}

func proposalLine(state models.ProposalState) casework.ProposalLine {
	return casework.ProposalLine{ID: "p1", CaseType: "language-course", Name: "Anmeldung zum Integrationskurs", Release: newRelease, State: state, ValidFrom: "2027-01-31", ProposedAt: *at(-2)}
}

// compared is what differs, through casework's own types as JSON says them.
func compared() casework.Comparison {
	var c casework.Comparison
	c.Before, c.After = sampleBPMN, sampleBPMN
	mustJSON(`{"process": [
		{"how": "added", "file": "process.bpmn", "kind": "userTask", "id": "send", "name": "Senden", "details": [{"what": "lane", "new": "Amt (lane)"}]},
		{"how": "moved", "file": "process.bpmn", "kind": "userTask", "id": "confirm", "name": "Anspruch prüfen", "details": [{"what": "lane", "old": "Amt (a)", "new": "Bund (b)"}]},
		{"how": "removed", "file": "process.bpmn", "kind": "sequenceFlow", "id": "f9", "details": [
			{"what": "a", "old": "1"}, {"what": "b", "old": "1"}, {"what": "c", "old": "1"}, {"what": "d", "old": "1"}, {"what": "e", "old": "1"}, {"what": "f", "old": "1"}]}],
		"drawn": ["start", "end"],
		"decisions": [{"how": "changed", "file": "route.dmn", "kind": "rule", "id": "r1", "name": "§ 44", "details": [{"what": "Weg", "old": "\"a\"", "new": "\"b\""}]}],
		"forms": [{"how": "changed", "file": "apply.form", "kind": "textfield", "id": "name", "name": "Name", "details": [{"what": "label", "old": "Name", "new": "Nachname"}]}],
		"data": [{"how": "added", "file": "data.yaml", "kind": "switch", "id": "switch admission"}],
		"texts": [{"how": "changed", "language": "de", "key": "process.name", "old": "Alt", "new": "Neu"}]}`, &c.Changes)
	return c
}

func proposal(state models.ProposalState, mine bool) casework.Proposal {
	p := casework.Proposal{ProposalLine: proposalLine(state), Version: 3, Notes: releaseNotes(), Languages: []string{"de", "en"}, Current: oldRelease, Comparison: compared(), Switches: switchLines()}
	p.Mine = mine
	return p
}

func releaseSamples() []sample {
	refused := proposal(models.ProposalOpen, false)
	refused.Refused, refused.Why, refused.Current = true, "2026-01-01 has passed", ""
	mustJSON(`[{"severity": "error", "element": "send", "name": "Senden", "rule": "firewall", "message": "process.bpmn: it leaks", "path": [{"element": "start", "name": "Start", "text": "knows it"}, {"element": "f1"}]}]`, &refused.Findings)
	refused.Comparison = casework.Comparison{}
	declined := proposal(models.ProposalDeclined, true)
	declined.DecidedAt, declined.Reason, declined.ValidFrom = at(-1), "Der Name ist falsch.", ""
	approved := proposal(models.ProposalApproved, false)
	approved.DecidedAt, approved.DecidedByMe = at(-1), true
	lines := []casework.PublicationLine{
		{ID: 4, Release: newRelease, State: casework.PublicationComing, ValidFrom: *at(20), PublishedAt: *at(-1), Proposal: "p1", Notes: releaseNotes(), Before: oldRelease},
		{ID: 3, Release: newRelease, State: casework.PublicationCurrent, ValidFrom: *at(-1), PublishedAt: *at(-1), Proposal: "p1", Before: oldRelease, Running: 12},
		{ID: 2, Release: newRelease, State: casework.PublicationRolledBack, ValidFrom: *at(-9), PublishedAt: *at(-9), Direct: true, RolledBackAt: at(-8), RolledBackWhy: "Das Formular fragt nach dem falschen Tag.", Before: oldRelease},
		{ID: 1, Release: oldRelease, State: casework.PublicationFormer, ValidFrom: *at(-30), PublishedAt: *at(-30), Direct: true, Running: 3},
	}
	recent := []casework.RecentLine{{CaseType: "language-course", Name: "Anmeldung", Release: newRelease, ValidFrom: *at(20), Coming: true},
		{CaseType: "language-course", Name: "Anmeldung", Release: newRelease, ValidFrom: *at(-9), RolledBackAt: at(-8), Why: "Falscher Tag."}, {CaseType: "language-course", Name: "Anmeldung", Release: oldRelease, ValidFrom: *at(-20)}}
	const list, one, history = "/studio/proposals", "/studio/proposals/p1", "/studio/processes/language-course/releases"
	return []sample{
		{"processes-recent", "studio/processes", "/studio", owner, false, studio.ProcessesView{Lines: []casework.ProcessLine{processLine()}, Recent: recent}},
		{"proposals", "studio/proposals", list, owner, false, studio.ProposalsView{MayPropose: true, Next: "/x", Lines: []casework.ProposalLine{proposalLine(models.ProposalOpen), declined.ProposalLine, approved.ProposalLine}}},
		{"proposals-refused", "studio/proposals", list, owner, true, studio.ProposalsView{MayPropose: true, Problems: page.Problems{{ID: "main", Text: "send: it leaks Start → Senden"}}}},
		{"proposal-other", "studio/proposal", one, owner, false, studio.NewProposalView(proposal(models.ProposalOpen, false), owner)},
		{"proposal-mine", "studio/proposal", one, owner, false, saved(studio.NewProposalView(proposal(models.ProposalOpen, true), owner))},
		{"proposal-refused", "studio/proposal", one, owner, false, studio.NewProposalView(refused, owner)},
		{"proposal-declined", "studio/proposal", one, owner, false, studio.NewProposalView(declined, owner)},
		{"proposal-approved", "studio/proposal", one, owner, false, studio.NewProposalView(approved, owner)},
		{"proposal-stale", "studio/proposal", one, owner, true, stale(studio.NewProposalView(proposal(models.ProposalOpen, false), owner))},
		{"releases", "studio/releases", history, owner, false, studio.ReleasesView{Process: "language-course", Name: "Anmeldung", Lines: lines, MayRollBack: true, Done: true}},
		{"releases-wrong", "studio/releases", history, owner, true, studio.ReleasesView{Process: "language-course", Name: "Anmeldung", Lines: lines, MayRollBack: true, Problems: page.Problems{{ID: "why-4", Text: "Nennen Sie einen Grund."}}}},
		{"compare", "studio/compare", history + "/x/changes/y", owner, false, studio.CompareView{Process: "language-course", Before: oldRelease, After: newRelease, Compared: studio.Compared{Comparison: compared()}}},
		{"compare-same", "studio/compare", history + "/x/changes/y", owner, false, studio.CompareView{Process: "language-course", Before: oldRelease, After: oldRelease}},
	}
}

func saved(v studio.ProposalView) studio.ProposalView { v.Changed = true; return v }

func stale(v studio.ProposalView) studio.ProposalView {
	v.Problems = page.Problems{{ID: "main", Text: "Der Vorschlag hat sich geändert."}}
	return v
}

// mustJSON fills a value of a package that pages do not import.
func mustJSON(text string, into any) {
	if err := json.Unmarshal([]byte(text), into); err != nil {
		panic(err)
	}
}
