package ui

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"handinhand/casework"
	"handinhand/models"
	"handinhand/ui/locales"
	"handinhand/ui/page"
)

func published() casework.RegisterEntry {
	line := casework.RegisterLine{Item: "benefit", Name: "Leistungsbezug", Category: "dpv-pd:Financial", Source: "applicant", SourceName: "Antragstellende",
		Purpose: "integration-course", PurposeName: "Integrationskurs", LegalBasis: "eu-gdpr:A6-1-e", Statute: "AufenthG § 44a(1)", KeptAfter: "caseClosed", Kept: "P5Y", KeptStatute: "IntV § 8(6)"}
	told := line
	told.Told, told.Special = true, true
	return casework.RegisterEntry{ID: "language-course", Names: map[string]string{"de": "Integrationskurs", "en": "Integration course"}, Summaries: map[string]string{"de": "Deutsch lernen"},
		Release: strings.Repeat("3fa9", 16), PublishedAt: today, Switches: switchLines(), News: releaseNews(), Agencies: []casework.RegisterAgency{
			{Role: "federal-office", Name: "Bundesamt", Names: map[string]string{"de": "Bundesamt", "en": "Federal office"}, Zone: "service", Decides: true, Gets: []casework.RegisterLine{line}},
			{Role: "immigration-office", Name: "Ausländerbehörde", Names: map[string]string{"de": "Ausländerbehörde"}, Zone: "enforcement", Gets: []casework.RegisterLine{told}},
		}}
}

func phrases(tag string) *locales.Phrases {
	book, err := locales.Open(func() time.Time { return today }, time.UTC)
	if err != nil {
		panic(err) // the phrases are part of the program
	}
	return book.In(tag)
}

func registerSample() RegisterEntry {
	return newRegisterView(phrases("de"), []casework.RegisterEntry{published()}).Entries[0]
}

func impactSample() ImpactView {
	return newImpactView(phrases("de"), casework.Impact{
		RegisterEntry: published(), Proven: true, SignedAt: today, Measures: casework.Measures, Digest: strings.Repeat("ab", 32),
		Roles: []casework.ImpactRole{{Role: "applicant", Name: "Antragstellende", Zone: "applicant"}, {Role: "immigration-office", Name: "Ausländerbehörde", Zone: "enforcement", Agencies: []string{"Amt A"}}},
		Items: []casework.ImpactItem{{Item: "benefit", Name: "Leistungsbezug", Special: true, Mandatory: true, SourceName: "Antragstellende", Purpose: "integration-course",
			LegalBasis: "eu-gdpr:A6-1-e", Kept: "P5Y", KeptUnder: "IntV § 8(6)", Recipients: []string{"Bundesamt"}}},
		Risks:    []casework.ImpactRisk{{Kind: "special", Of: []string{"Leistungsbezug"}}, {Kind: "automated", Of: []string{"Zuständige Stelle finden"}}},
		Findings: []casework.ImpactFinding{{Element: "callProof", Name: "Proof", Rule: "passes-all", Message: "The called process gets every variable of this one.", Language: "en"}},
	})
}

// impactSignedSample is the pack with a signature, of its content or another one, as its officer reads it.
func impactSignedSample(digest string) ImpactView {
	v := impactSample()
	v.Signature, v.MaySign = &casework.ImpactSignature{Digest: digest, Name: "Ruth Engel", Function: models.RoleProtection, At: today}, true
	return v
}

// TestImpactWords: every kind of risk and every measure has its words, and an answer.
func TestImpactWords(t *testing.T) {
	for _, tag := range []string{"de", "en"} {
		p := phrases(tag)
		for _, kind := range []string{"special", "enforcement", "consent", "automated", "free-text", "many", "long"} {
			for _, key := range []string{"impact.risk." + kind, "impact.answer." + kind} {
				if _, ok := p.Find(key); !ok {
					t.Errorf("%s has no words in %s", key, tag)
				}
			}
		}
		for _, m := range casework.Measures {
			if key := "impact.measure." + m; p.T(key) == "["+key+"]" {
				t.Errorf("%s has no words in %s", key, tag)
			}
		}
	}
}

func TestDurations(t *testing.T) {
	for iso, want := range map[string]string{"P5Y": "5 years", "P1Y": "1 year", "P1Y6M": "1 year, 6 months", "P14D": "14 days", "P2W": "2 weeks", "PT1H": "PT1H"} {
		if got := page.Duration(phrases("en"), iso); got != want {
			t.Errorf("%s is said as %q, want %q", iso, got, want)
		}
	}
}

// TestRegisterGraph: the list for machines says of each line who gets what from whom,
// why, by which law and for how long.
func TestRegisterGraph(t *testing.T) {
	raw, err := json.Marshal(registerGraph("https://city.example", "https://area.example", []casework.RegisterEntry{published()}))
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Context map[string]string `json:"@context"`
		Graph   []map[string]any  `json:"@graph"`
	}
	if err := json.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	var service map[string]any
	ids := map[string]bool{}
	has := func(node map[string]any, keys ...string) {
		t.Helper()
		for _, key := range keys {
			if list, isList := node[key].([]any); node[key] == nil || isList && len(list) == 0 {
				t.Errorf("%v does not say its %s", node["@id"], key)
			}
		}
	}
	for _, node := range doc.Graph {
		ids[node["@id"].(string)] = true
		if node["@type"] == "cpsv:PublicService" {
			service = node
			has(node, "dct:identifier", "dct:title", "dct:description", "cv:hasCompetentAuthority")
			continue
		}
		has(node, "skos:prefLabel", "dct:spatial")
	}
	processes, _ := service["dpv:hasProcess"].([]any)
	if len(processes) != 2 || service["@id"] != "https://city.example/register#language-course" {
		t.Fatalf("the service is %v", service)
	}
	for _, p := range processes {
		process := p.(map[string]any)
		for _, key := range []string{"dpv:hasProcessing", "dpv:hasRecipient", "dpv:hasDataSource", "dpv:hasPersonalData", "dpv:hasPurpose", "dpv:hasLegalBasis", "dpv:hasStorageCondition", "cv:hasLegalResource"} {
			if process[key] == nil {
				t.Errorf("a line does not say its %s", key)
			}
		}
		if recipient := process["dpv:hasRecipient"].(map[string]any)["@id"].(string); !ids[recipient] {
			t.Errorf("the recipient %s is nobody in the graph", recipient)
		}
	}
	authorities := service["cv:hasCompetentAuthority"].([]any)
	if len(authorities) != 1 || authorities[0].(map[string]any)["@id"] != "https://city.example/register#language-course/federal-office" {
		t.Errorf("the office that decides is not the authority: %v", authorities)
	}
	for _, term := range []string{"cpsv", "dpv", "eu-gdpr", "cv", "skos", "eli"} {
		if doc.Context[term] == "" {
			t.Errorf("the prefix %s is not declared", term)
		}
	}
}
