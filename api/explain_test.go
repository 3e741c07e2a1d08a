package api

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"handinhand/casework"
	"handinhand/models"
	"handinhand/store"
)

// merkel is a clerk of the federal office, meier another one.
var (
	merkel = person{"merkel", models.RoleClerk, "bund"}
	meier  = person{"meier", models.RoleClerk, "bund"}
)

// why are the explanations of the case in a language.
func (j *journey) why(as person, locale string) []casework.Explanation {
	j.t.Helper()
	a := j.send(j.t, request{as: as, method: "GET", path: "/cases/" + string(j.id), header: map[string]string{"Accept-Language": locale}})
	return want[casework.Case](j.t, http.StatusOK, a).Explanations
}

// TestWhy: the applicant is told in words, the clerk sees the rule, the auditor the
// whole, and whoever reads stands in the log.
func TestWhy(t *testing.T) {
	r := newRig(t)
	j := r.begin(t)
	j.apply()
	for locale, sentence := range map[string]string{
		"de": "weil Ihr Aufenthaltstitel § 25 Abs. 2 ist und am 7. Januar 2026 erteilt wurde.",
		"en": "You are entitled because your permit is § 25(2) and was issued on 7 January 2026.",
	} {
		told := j.why(amal, locale)
		if len(told) != 1 || !strings.Contains(told[0].Text, sentence) || len(told[0].Grounds) == 0 || strings.ContainsAny(told[0].Text, "{}") {
			t.Errorf("in %s amal is told %+v", locale, told)
		}
		german := slices.IndexFunc(told[0].Facts, func(f casework.Fact) bool { return f.Field == "germanLevel" })
		if german < 0 || strings.Contains(told[0].Facts[german].Value, "none") {
			t.Errorf("in %s the facts are %+v", locale, told[0].Facts)
		}
	}
	j.isSealed("25-2", "2026-01-07")
	j.clerkSeesTheRule()
	j.auditorSeesTheWhole()
	j.helperMustBeAllowedToRead()
}

// isSealed looks for words in what the database holds of the explanations.
func (j *journey) isSealed(words ...string) {
	j.t.Helper()
	rows, err := j.work.Store.Explanations(store.As(j.t.Context(), store.Identity{Parts: []store.Part{store.PartWorker}}), j.id)
	must(j.t, err)
	if len(rows) != 1 || rows[0].Decision != "route" || len(rows[0].Version) != 64 || len(rows[0].Release) != 64 {
		j.t.Fatalf("the database holds %+v", rows)
	}
	for _, word := range words {
		if bytes.Contains(rows[0].Sealed, []byte(word)) {
			j.t.Errorf("the database holds %q in the clear", word)
		}
	}
}

func (j *journey) clerkSeesTheRule() {
	j.t.Helper()
	task := j.inbox(weber, "confirm")
	path := "/tasks/" + string(task.ID)
	if before := want[casework.Task](j.t, http.StatusOK, j.get(weber, path)); len(before.Rules) != 0 {
		j.t.Errorf("before the claim weber sees %+v", before.Rules)
	}
	j.claim(weber, "confirm")
	seen := want[casework.Task](j.t, http.StatusOK, j.send(j.t, request{as: weber, method: "GET", path: path, header: map[string]string{"Accept-Language": "en"}}))
	i := slices.IndexFunc(seen.Rules, func(r casework.Rule) bool { return r.Decision == "route" })
	if i < 0 {
		j.t.Fatalf("weber sees %+v", seen.Rules)
	}
	rule := seen.Rules[i]
	if rule.Masked || !slices.Equal(rule.Numbers, []int{3}) || !strings.Contains(rule.Result, "obliged") || len(rule.Grounds) == 0 {
		j.t.Errorf("the rule is %+v", rule)
	}
	for _, in := range rule.Inputs {
		if strings.Contains(in.Label, "Leistung") {
			j.t.Errorf("the immigration office sees %+v", in)
		}
	}
	reads := want[casework.List[casework.AccessLine]](j.t, http.StatusOK, j.get(amal, "/cases/"+string(j.id)+"/accesses"))
	if !slices.ContainsFunc(reads.Items, func(l casework.AccessLine) bool { return l.Item == "residence" }) {
		j.t.Errorf("the log has %+v", reads.Items)
	}
}

func (j *journey) auditorSeesTheWhole() {
	j.t.Helper()
	path := "/log/cases/" + string(j.id) + "/explanations"
	for _, stranger := range []person{amal, other, weber, owner, system} {
		if a := j.get(stranger, path); a.StatusCode != http.StatusNotFound && a.StatusCode != http.StatusForbidden {
			j.t.Errorf("%s is answered %s", stranger.name, a.Status)
		}
	}
	whole := want[casework.List[casework.AuditedTrace]](j.t, http.StatusOK, j.get(auditor, path))
	if len(whole.Items) != 1 {
		j.t.Fatalf("the auditor sees %+v", whole)
	}
	var trace struct {
		Given  map[string]any
		Result struct {
			Value string
			Trace []struct{ Decision, Version string }
		}
	}
	must(j.t, json.Unmarshal(whole.Items[0].Trace, &trace))
	if trace.Given["residenceTitle"] != "25-2" || trace.Result.Value != "obliged" || len(trace.Result.Trace) != 3 || trace.Result.Trace[2].Version != whole.Items[0].Version {
		j.t.Errorf("the trace is %s", whole.Items[0].Trace)
	}
	reads := want[casework.List[casework.AccessLine]](j.t, http.StatusOK, j.get(amal, "/cases/"+string(j.id)+"/accesses"))
	if reads.Items[0].Outcome != models.AccessAudit {
		j.t.Errorf("amal sees of the audit %+v", reads.Items[0])
	}
}

func (j *journey) helperMustBeAllowedToRead() {
	j.t.Helper()
	for scope, told := range map[models.Scope]int{models.ScopeView: 0, models.ScopeRead: 1} {
		given := want[casework.Mandate](j.t, http.StatusCreated, j.post(amal, "/cases/"+string(j.id)+"/mandates", NewMandate{Scopes: []models.Scope{scope}, Days: 7}))
		want[casework.Mandate](j.t, http.StatusCreated, j.post(third, "/mandates", MandateCode{given.Code}))
		if got := j.why(third, "de"); len(got) != told {
			j.t.Errorf("a helper who may %s is told %+v", scope, got)
		}
		want[struct{}](j.t, http.StatusNoContent, j.send(j.t, request{as: amal, method: "DELETE", path: "/mandates/" + string(given.ID)}))
	}
}

// TestContest: who refused does not look at it again, somebody else does, and the
// applicant reads why.
func TestContest(t *testing.T) {
	r := newRig(t)
	j := r.begin(t)
	j.apply()
	j.complete(weber, j.claim(weber, "confirm"), map[string]any{"entitlementDecision": "refused", "refusalReason": "Die Frist ist vorbei."})
	j.complete(amal, j.own("readRefusal"), map[string]any{"contest": "yes", "contestReason": "Ich war im Krankenhaus."})
	review := j.inbox(weber, "reviewConfirmation")
	path := "/tasks/" + string(review.ID)
	refused(t, http.StatusForbidden, "forbidden", j.put(weber, path+"/claim", Version{review.Version}))
	if seen := want[casework.Task](t, http.StatusOK, j.get(weber, path)); seen.May.Claim || seen.May.Complete {
		t.Errorf("weber may %+v", seen.May)
	}
	refused(t, http.StatusForbidden, "forbidden", j.post(weber, path+"/completion", Completion{Values: map[string]any{"entitlementDecision": "refused", "refusalReason": "Nein."}}))
	j.claim(kaya, "reviewConfirmation")
	seen := want[casework.Task](t, http.StatusOK, j.get(kaya, path))
	if !shows(seen.Fields, "contestReason", "Ich war im Krankenhaus.") {
		t.Errorf("kaya does not see what is contested: %+v", seen.Fields)
	}
	j.complete(kaya, review, map[string]any{"entitlementDecision": "refused", "refusalReason": "Die Frist war schon vorher vorbei."})
	result := want[casework.Task](t, http.StatusOK, j.get(amal, "/tasks/"+string(j.own("readRefusalReview").ID)))
	if !shows(result.Fields, "refusalReason", "Die Frist war schon vorher vorbei.") {
		t.Errorf("amal reads %+v", result.Fields)
	}
}

func shows(fields []casework.Field, key string, value any) bool {
	return slices.ContainsFunc(fields, func(f casework.Field) bool { return f.Key == key && f.Value == value || shows(f.Fields, key, value) })
}

// TestNoMachineRefuses: what the table finds against somebody waits for a person, who
// sees what the task is lent and no more.
func TestNoMachineRefuses(t *testing.T) {
	r := newRig(t)
	j := r.begin(t)
	values := form()
	values["residenceTitle"] = "other"
	task := j.own("apply")
	j.handIn(amal, task, "residence-title")
	j.handIn(amal, task, "identity-document")
	j.complete(amal, task, values)
	told := j.why(amal, "en")
	if len(told) != 1 || !strings.Contains(told[0].Text, "(another title)") || !strings.Contains(told[0].Text, "A person checks this before it counts.") {
		t.Errorf("amal is told %+v", told)
	}
	check := j.claim(merkel, "checkClaim")
	seen := want[casework.Task](t, http.StatusOK, j.get(merkel, "/tasks/"+string(check.ID)))
	i := slices.IndexFunc(seen.Rules, func(r casework.Rule) bool { return r.Decision == "route" })
	if i < 0 || seen.Rules[i].Masked || !slices.Equal(seen.Rules[i].Numbers, []int{10}) || len(seen.Rules[i].Inputs) != 9 {
		t.Errorf("merkel sees %+v", seen.Rules)
	}
	j.complete(merkel, check, map[string]any{"claimDecision": "none", "claimReason": "Kein Titel nach § 44."})
	j.complete(amal, j.own("readNoClaim"), map[string]any{"claimContest": "yes"})
	review := j.inbox(merkel, "reviewClaim")
	refused(t, http.StatusForbidden, "forbidden", j.put(merkel, "/tasks/"+string(review.ID)+"/claim", Version{review.Version}))
	j.complete(meier, j.claim(meier, "reviewClaim"), map[string]any{"claimDecision": "none", "claimReason": "Auch bei neuer Prüfung nicht."})
	j.complete(amal, j.own("readClaimReview"), map[string]any{})
	if ended := want[casework.Case](t, http.StatusOK, j.get(amal, "/cases/"+string(j.id))); ended.Outcome != "selfPayer" {
		t.Errorf("the case ended as %q", ended.Outcome)
	}
}
