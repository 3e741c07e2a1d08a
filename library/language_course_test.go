package library

import (
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"handinhand/process/bpmn"
	"handinhand/process/dmn"
	"handinhand/process/feel"
	"handinhand/process/release"
)

func languageCourse(t *testing.T) (fs.FS, *release.Release) {
	t.Helper()
	for _, p := range Packages() {
		if p.Name == "language-course" {
			r, findings := release.Load(p.Files)
			if r == nil {
				t.Fatal(findings)
			}
			return p.Files, r
		}
	}
	t.Fatal("language-course is not shipped")
	return nil, nil
}

// TestImmigrationOfficeSeesOnlyItsSteps is the firewall in one list: change it only with a statute in hand.
func TestImmigrationOfficeSeesOnlyItsSteps(t *testing.T) {
	_, r := languageCourse(t)
	got, told := map[string][]string{}, map[string][]string{}
	for _, e := range r.Definition.Elements {
		if transfer, ok := r.Transfer(e.ID); ok && transfer.Recipient == "immigration-office" {
			if e.Kind != bpmn.UserTask {
				t.Errorf("%s sends to the immigration office", e.ID)
			}
			told[e.ID+" "+transfer.Statute] = transfer.Items
		}
		task, ok := r.Task(e.ID)
		if !ok || task.Role != "immigration-office" {
			continue
		}
		for _, q := range task.Requirements {
			got[e.ID] = append(got[e.ID], q.Item)
		}
	}
	want := map[string][]string{
		"confirm": {"residence-title", "identity-document", "additional-paper", "name", "birth-date", "residence", "german", "school", "work", "course-used"},
		"proof":   {"registration-confirmation", "name", "registration-proof"},
		// The same once more, by somebody else, when the applicant contests a refusal (VwGO § 68).
		"reviewConfirmation": {"residence-title", "identity-document", "additional-paper", "name", "birth-date", "residence", "german", "school", "work", "course-used", "contest"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("what the immigration office sees (-want +got):\n%s", d)
	}
	// What it can tell from being asked at all, and what the provider's confirmation may say.
	wantTold := map[string][]string{
		"confirm AufenthG § 44a(1), IntV § 5a":            {"benefit"},
		"reviewConfirmation AufenthG § 44a(1), IntV § 5a": {"benefit"},
		"proof IntV § 7(2)":                               {"registration-confirmation", "course", "benefit"},
	}
	if d := cmp.Diff(wantTold, told); d != "" {
		t.Errorf("what the immigration office can tell (-want +got):\n%s", d)
	}
}

// TestReads keeps what nobody decides on out of the workflow.
func TestReads(t *testing.T) {
	_, r := languageCourse(t)
	var got []string
	for _, f := range r.Forms {
		for _, field := range f.Fields() {
			if r.Reads(field.Key) && !slices.Contains(got, field.Key) {
				got = append(got, field.Key)
			}
		}
	}
	slices.Sort(got)
	want := strings.Fields("benefit birthDate claimContest claimDecision contest courseUsed entitlementDecision feeContest feeDecision feeRequest germanLevel hardshipProof inSchool obliged registrationDecision residenceTitle titleDuration titleIssued work")
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("fields that become variables (-want +got):\n%s", d)
	}
}

// TestRoute goes through the rows of decision 1.
func TestRoute(t *testing.T) {
	files, _ := languageCourse(t)
	xml, err := fs.ReadFile(files, "route.dmn")
	if err != nil {
		t.Fatal(err)
	}
	definitions, findings := dmn.Parse(xml)
	for _, f := range findings {
		t.Error(f)
	}
	route, ok := definitions.Decision("route")
	if !ok {
		t.Fatal("no decision route")
	}
	for _, c := range routes {
		values := map[string]any{
			"residenceTitle": "other", "titleIssued": "2026-01-15", "titleDuration": "1-year-or-more", "germanLevel": "A1", "inSchool": "no",
			"work": "other", "benefit": "none", "birthDate": "1990-01-01", "courseUsed": "no", "admission_44_4": "closed",
		}
		for _, word := range strings.Fields(c.given) {
			name, value, _ := strings.Cut(word, "=")
			values[name] = value
			if value == "" {
				delete(values, name)
			}
		}
		result, err := route.Evaluate(feel.Scope{Vars: feel.Vars(values), Now: noon})
		if err != nil || result.Value != c.want {
			t.Errorf("%s: got %v, %v; want %s", c.given, result.Value, err, c.want)
		}
	}
}

// routes are facts that differ from a foreigner with some German, some work and some other title; now is March 2, 2026.
var routes = []struct{ given, want string }{
	{"", "self-payer"},
	{"residenceTitle=18a", "entitled"}, {"residenceTitle=18b", "entitled"}, {"residenceTitle=18c", "entitled"}, {"residenceTitle=18d", "entitled"},
	{"residenceTitle=18g", "entitled"}, {"residenceTitle=19c", "entitled"}, {"residenceTitle=21", "entitled"},
	{"residenceTitle=28", "entitled"}, {"residenceTitle=29", "entitled"}, {"residenceTitle=32", "entitled"}, {"residenceTitle=36", "entitled"},
	{"residenceTitle=36a", "entitled"}, {"residenceTitle=25-1", "entitled"}, {"residenceTitle=25-2", "entitled"}, {"residenceTitle=25-4a-3", "entitled"},
	{"residenceTitle=25b", "entitled"}, {"residenceTitle=38a", "entitled"}, {"residenceTitle=23-4", "entitled"},
	{"residenceTitle=23-2", "obliged"}, {"residenceTitle=28-1-1", "obliged"}, {"residenceTitle=30 germanLevel=A2", "obliged"},
	{"residenceTitle=25-2 germanLevel=none", "obliged"},
	{"residenceTitle=18a titleDuration=unlimited", "entitled"},
	{"residenceTitle=18a titleDuration=under-1-year", "self-payer"},
	{"residenceTitle=18a titleDuration=under-1-year titleIssued=2024-09-02", "self-payer"}, // 18 months to the day are not more than 18
	{"residenceTitle=18a titleDuration=under-1-year titleIssued=2024-09-01", "entitled"},
	{"residenceTitle=18a inSchool=yes", "excluded"}, {"residenceTitle=18a work=degree", "excluded"}, {"residenceTitle=18a germanLevel=B1", "excluded"},
	{"residenceTitle=18a germanLevel=B2", "excluded"}, {"residenceTitle=18a courseUsed=yes", "excluded"},
	{"residenceTitle=30 germanLevel=B1", "excluded"},
	{"residenceTitle=german titleIssued= titleDuration= benefit=sgb2", "job-centre"}, {"residenceTitle=24 benefit=sgb2", "job-centre"},
	{"residenceTitle=25-2 benefit=sgb2", "entitled"}, // a claim goes first
	{"residenceTitle=asylum-seeker benefit=asylblg work=none", "asylum-benefits-office"},
	{"residenceTitle=60a-2-3 benefit=asylblg work=none", "asylum-benefits-office"},
	{"residenceTitle=25-5 benefit=asylblg work=none birthDate=2008-03-02", "asylum-benefits-office"}, // 18 today
	{"residenceTitle=25-5 benefit=asylblg work=none birthDate=2008-03-03", "admission-closed"},
	{"residenceTitle=asylum-seeker benefit=asylblg", "admission-closed"}, // works
	{"residenceTitle=eu-citizen titleIssued= titleDuration=", "admission-closed"},
	{"residenceTitle=eu-citizen titleIssued= titleDuration= admission_44_4=open", "federal-office"},
	{"residenceTitle=german titleIssued= titleDuration= admission_44_4=open", "federal-office"},
	{"residenceTitle=24 admission_44_4=open", "federal-office"}, {"residenceTitle=25-5 admission_44_4=open", "federal-office"},
	{"residenceTitle=asylum-seeker admission_44_4=open", "federal-office"}, {"residenceTitle=60a-2-3 admission_44_4=open", "federal-office"},
	{"residenceTitle=repatriate titleIssued= titleDuration= germanLevel=B2", "federal-administration-office"},
	{"residenceTitle=other admission_44_4=open", "self-payer"},
}

// TestShippedPackagesAreProven: all of them together, as their lanes claim to stand.
func TestShippedPackagesAreProven(t *testing.T) {
	var all []*release.Release
	for _, p := range Packages() {
		r, findings := release.Load(p.Files)
		if r == nil {
			t.Fatal(findings)
		}
		all = append(all, r)
	}
	findings, proof := release.Prove(release.Claims(all...), all...)
	for i, r := range all {
		for _, f := range findings[i] {
			t.Errorf("%s: %s", r.CaseType, f)
		}
	}
	if !proof.Holds() || len(proof.Transfers) == 0 {
		t.Errorf("the proof is %+v", proof)
	}
}
