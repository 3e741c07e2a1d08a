package library

import (
	"io/fs"
	"testing"

	"handinhand/process/dmn"
	"handinhand/process/feel"
)

// decision reads one decision of the language course.
func decision(t *testing.T, file, id string) *dmn.Decision {
	t.Helper()
	files, _ := languageCourse(t)
	xml, err := fs.ReadFile(files, file)
	if err != nil {
		t.Fatal(err)
	}
	definitions, findings := dmn.Parse(xml)
	for _, f := range append(findings, definitions.Check()...) {
		t.Error(f)
	}
	d, ok := definitions.Decision(id)
	if !ok {
		t.Fatalf("no decision %s", id)
	}
	return d
}

// fact is an input with the values that its tables tell apart; an empty value stands for no answer.
type fact struct {
	name   string
	values []string
}

// combinations calls visit with every combination of the facts.
func combinations(facts []fact, visit func(map[string]any)) {
	values := map[string]any{}
	var next func(i int)
	next = func(i int) {
		if i == len(facts) {
			visit(values)
			return
		}
		for _, v := range facts[i].values {
			values[facts[i].name] = v
			if v == "" {
				values[facts[i].name] = nil
			}
			next(i + 1)
		}
	}
	next(0)
}

var routeFacts = []fact{
	{"residenceTitle", []string{"18a", "30", "24", "eu-citizen", "repatriate", "other"}},
	{"titleDuration", []string{"1-year-or-more", "under-1-year", ""}},
	{"titleIssued", []string{"2024-01-01", "2026-01-15", ""}},
	{"germanLevel", []string{"none", "A1", "B1"}},
	{"inSchool", []string{"yes", "no"}},
	{"work", []string{"none", "other", "degree"}},
	{"benefit", []string{"none", "sgb2", "asylblg"}},
	{"birthDate", []string{"1990-01-01", "2015-01-01"}},
	{"courseUsed", []string{"yes", "no"}},
	{"admission_44_4", []string{"open", "closed", ""}},
}

// TestEveryCombinationHasOneRoute goes through every different case. The law is restated below in another form than the table's.
func TestEveryCombinationHasOneRoute(t *testing.T) {
	route := decision(t, "route.dmn", "route")
	all := map[string]int{}
	combinations(routeFacts, func(facts map[string]any) {
		result, err := route.Evaluate(feel.Scope{Vars: feel.Vars(facts), Now: noon})
		if want := lawfulRoute(facts); err != nil || result.Value != want {
			t.Fatalf("%v: got %v, %v; want %s", facts, result.Value, err, want)
		}
		all[result.Value.(string)]++
		last := result.Trace[len(result.Trace)-1]
		if last.Decision != "route" || len(last.Matched) != 1 || len(last.Matched[0].Annotations) == 0 {
			t.Fatalf("%v: the route rests on %v, want one rule with its ground", facts, last.Matched)
		}
	})
	if len(all) != 9 {
		t.Errorf("the combinations come to %v, want all nine routes", all)
	}
}

// lawfulRoute is decision 1 as a lawyer would ask: who is it, is there a bar, a claim, a duty, a discretion? now is March 2, 2026.
func lawfulRoute(facts map[string]any) string {
	is := func(name string, values ...string) bool {
		for _, v := range values {
			if facts[name] == v {
				return true
			}
		}
		return false
	}
	claim := is("residenceTitle", "18a", "30") && (is("titleDuration", "1-year-or-more") || is("titleIssued", "2024-01-01"))
	barred := is("inSchool", "yes") || is("work", "degree") || is("germanLevel", "B1") || is("courseUsed", "yes")
	duty := is("germanLevel", "none") || is("residenceTitle", "30")
	discretion := is("residenceTitle", "24", "eu-citizen")
	switch {
	case is("residenceTitle", "repatriate"):
		return "federal-administration-office" // BVFG § 9
	case barred:
		return "excluded" // AufenthG § 44(3)
	case claim && duty:
		return "obliged" // § 44a(1) no. 1
	case claim:
		return "entitled" // § 44(1)
	case is("benefit", "sgb2"):
		return "job-centre" // § 44a(1) no. 2
	case is("residenceTitle", "24") && is("benefit", "asylblg") && is("birthDate", "1990-01-01") && is("work", "none"):
		return "asylum-benefits-office" // AsylbLG § 5b
	case discretion && is("admission_44_4", "open"):
		return "federal-office" // § 44(4)
	case discretion:
		return "admission-closed"
	}
	return "self-payer"
}

// TestClosingAdmissionsChangesNothingElse: the switch is about § 44(4) alone.
func TestClosingAdmissionsChangesNothingElse(t *testing.T) {
	route := decision(t, "route.dmn", "route")
	combinations(routeFacts[:9], func(facts map[string]any) {
		facts["admission_44_4"] = "open"
		open, _ := route.Evaluate(feel.Scope{Vars: feel.Vars(facts), Now: noon})
		facts["admission_44_4"] = "closed"
		closed, _ := route.Evaluate(feel.Scope{Vars: feel.Vars(facts), Now: noon})
		if open.Value != closed.Value && (open.Value != "federal-office" || closed.Value != "admission-closed") {
			t.Fatalf("%v: open %v, closed %v", facts, open.Value, closed.Value)
		}
	})
}

var routesOf = []string{
	"entitled", "obliged", "job-centre", "asylum-benefits-office", "federal-office", "admission-closed", "federal-administration-office",
	"excluded", "self-payer",
}

// TestReportDuty: exactly those who are obliged must show their registration, to whoever obliged them.
func TestReportDuty(t *testing.T) {
	d := decision(t, "report-duty.dmn", "reportTo")
	combinations([]fact{{"obliged", []string{"yes", "no", ""}}, {"route", routesOf}}, func(facts map[string]any) {
		want := "none"
		switch {
		case facts["route"] == "job-centre", facts["route"] == "asylum-benefits-office":
			want = facts["route"].(string)
		case facts["obliged"] == "yes":
			want = "immigration-office"
		}
		result, err := d.Evaluate(feel.Scope{Vars: feel.Vars(facts)})
		if err != nil || result.Value != want || len(result.Reasons()) != 1 {
			t.Errorf("%v: got %v, %v, %v; want %s", facts, result.Value, err, result.Reasons(), want)
		}
	})
}

// TestFeeExemption: subsistence benefits exempt by law, every other ground is for a person to assess, and nobody is told to pay who has
// shown one.
func TestFeeExemption(t *testing.T) {
	d := decision(t, "fee-exemption.dmn", "feeExemption")
	facts := []fact{
		{"route", routesOf},
		{"benefit", []string{"none", "sgb2", "sgb12", "asylblg", "alg1", ""}},
		{"hardshipProof", []string{"none", "wage", "housing-benefit", "broadcasting-fee-exemption", ""}},
	}
	combinations(facts, func(facts map[string]any) {
		want := "pays"
		switch facts["route"] {
		case "federal-administration-office":
			want = "exempt"
		case "entitled", "obliged", "federal-office", "job-centre", "asylum-benefits-office":
			switch facts["benefit"] {
			case "sgb2", "sgb12":
				want = "exempt"
			case "asylblg", "alg1":
				want = "to-be-assessed"
			default:
				if facts["hardshipProof"] != nil && facts["hardshipProof"] != "none" {
					want = "to-be-assessed"
				}
			}
		}
		result, err := d.Evaluate(feel.Scope{Vars: feel.Vars(facts)})
		if err != nil || result.Value != want || len(result.Reasons()) != 1 {
			t.Errorf("%v: got %v, %v; want %s by one rule", facts, result.Value, err, want)
		}
	})
}
