package release_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"handinhand/process/finding"
	"handinhand/process/release"
)

// change replaces a text in a file, once; a text that is not there fails the test.
type change struct{ file, old, new string }

func (c change) apply(t *testing.T, files fstest.MapFS) {
	t.Helper()
	if c.old == "" {
		if c.new == "" {
			delete(files, c.file)
			return
		}
		files[c.file] = &fstest.MapFile{Data: []byte(c.new)}
		return
	}
	text := string(files[c.file].Data)
	if !strings.Contains(text, c.old) {
		t.Fatalf("%s does not hold %q", c.file, c.old)
	}
	files[c.file] = &fstest.MapFile{Data: []byte(strings.Replace(text, c.old, c.new, 1))}
}

// TestLoadFinds breaks the shipped package in one place each and wants the finding that names it.
func TestLoadFinds(t *testing.T) {
	for _, c := range broken {
		t.Run(c.rule+" "+c.element, func(t *testing.T) {
			files := shipped(t)
			c.change.apply(t, files)
			r, findings := release.Load(files)
			i := slices.IndexFunc(findings, func(f finding.Finding) bool {
				return f.Rule == c.rule && f.Element == c.element && strings.HasPrefix(f.Message.String(), c.in+": ")
			})
			if i < 0 {
				t.Fatalf("no such finding in %s; found:\n%v", c.in, findings)
			}
			want := finding.Error
			if c.warning {
				want = finding.Warning
			}
			if got := findings[i].Severity; got != want {
				t.Errorf("the finding is of severity %s: %s", got, findings[i])
			}
			if (r == nil) != finding.AnyError(findings) {
				t.Errorf("release loaded: %v, findings %v", r != nil, findings)
			}
		})
	}
}

// broken: in what file the package is changed how, and the finding: its file, rule and element.
var broken = []struct {
	change  change
	in      string
	rule    string
	element string
	warning bool
}{
	{change{"notes.txt", "", "hello"}, "notes.txt", "unknown-file", "", false},
	{change{"process.bpmn", "", ""}, "process.bpmn", "missing-file", "", false},
	{change{"data.yaml", "", ""}, "data.yaml", "missing-file", "", false},
	{change{"i18n/en.json", "", ""}, "i18n/en.json", "missing-file", "", false},
	{change{"process.bpmn", `isExecutable="true"`, `isExecutable="false"`}, "process.bpmn", "no-process", "", false},
	{change{"process.bpmn", `<bpmn:userTask id="proof"`, `<bpmn:choreographyTask id="x" /><bpmn:userTask id="proof"`}, "process.bpmn", "choreography-in-process", "x", false},
	{change{"process.bpmn", `decisionId="route"`, `decisionId="way"`}, "process.bpmn", "unknown-decision", "route", false},
	{change{"process.bpmn", `=route = "federal-office"`, `=birthDate &lt; today()`}, "process.bpmn", "expression-type", "flow_federalOffice", false},
	{change{"route.dmn", `<text>lasting</text>`, `<text>lasting +</text>`}, "route.dmn", "feel-syntax", "route-lasting-expression", false},
	{change{"proof.form", `"type": "textfield"`, `"type": "iframe"`}, "proof.form", "unsupported-component", "passportName", false},
	{change{"proof.form", `"id": "proof"`, `"id": "prove"`}, "proof.form", "form-id", "prove", false},

	{change{"data.yaml", "unobtainable: true", "unobtainabel: true"}, "data.yaml", "data-syntax", "", false},
	{change{"data.yaml", "caseType: language-course", "caseType: Language Course"}, "data.yaml", "data-value", "caseType", false},
	{change{"data.yaml", "languages: [de, en, ar]", "languages: [en]"}, "data.yaml", "data-value", "languages", false},
	{change{"data.yaml", "label: need", "label: needs"}, "data.yaml", "unknown-label", "benefit", false},
	{change{"data.yaml", "zones: [applicant, service, enforcement]", "zones: [applicant, police]"}, "data.yaml", "unknown-zone", "identity", false},
	{change{"data.yaml", "legalBasis: eu-gdpr:A6-1-e", "legalBasis: because"}, "data.yaml", "legal-basis", "residence-title", false},
	{change{"data.yaml", "period: P5Y", "period: 5 years"}, "data.yaml", "retention", "residence-title", false},
	{change{"data.yaml", "      en: Without a name nobody can issue a certificate.\n", ""}, "data.yaml", "if-refused", "name", false},
	{change{"data.yaml", "source: test-centre", "source: school"}, "data.yaml", "unknown-role", "test-result", false},
	{change{"data.yaml", "fields: [sex]", "fields: [sex, street]"}, "data.yaml", "field-in-two-items", "sex", false},
	{change{"data.yaml", "fields: [sex]", "fields: [sex, shoeSize]"}, "data.yaml", "unknown-field", "sex", false},
	{change{"data.yaml", "fields: [email, phone]", "fields: [email]"}, "application.form", "unclassified-field", "phone", false},
	{change{"data.yaml", "tested, registered", "tested, checked, registered"}, "data.yaml", "unreached-milestone", "checked", false},

	{change{"process.bpmn", `<hih:agency role="test-centre" zone="service" />`, ``}, "process.bpmn", "lane-without-role", "lane-test-centre", false},
	{change{"process.bpmn", `<hih:agency role="applicant" zone="applicant" />`, `<hih:agency role="applicant" zone="service" />`}, "process.bpmn", "applicant-zone", "lane-applicant", false},
	{change{"process.bpmn", `<bpmn:flowNodeRef>proof</bpmn:flowNodeRef>`, ``}, "process.bpmn", "element-without-lane", "proof", false},
	{change{"process.bpmn", `formId="proof"`, `formId="prove"`}, "process.bpmn", "unknown-form", "proof", false},
	{change{"process.bpmn", `item="residence-title"`, `item="residence-card"`}, "process.bpmn", "unknown-item", "apply", false},
	{change{"process.bpmn", `item="refusal-notice" kind="document"`, `item="refusal-letter" kind="document"`}, "process.bpmn", "unknown-item", "admit", false},
	{change{"process.bpmn", `<hih:requirement item="registration-proof" kind="fact"`, `<hih:requirement item="registration-proof" kind="document"`}, "process.bpmn", "item-kind", "proof", false},
	{change{"process.bpmn", `<hih:requirement item="registration-proof"`, `<hih:requirement item="childcare"`}, "process.bpmn", "zone", "proof", false},
	{change{"process.bpmn", `<hih:requirement item="registration-proof"`, `<hih:requirement item="name"`}, "process.bpmn", "requirement-twice", "proof", false},
	{change{"process.bpmn", `<hih:requirement item="registration-proof"`, `<hih:requirement item="german"`}, "process.bpmn", "fact-not-required", "proof", false},
	{change{"process.bpmn", `<hih:requirement item="residence-title" kind="document"`, `<hih:requirement expires="P1D" item="residence-title" kind="document"`}, "process.bpmn", "lending", "apply", false},
	{change{"process.bpmn", `<hih:requirement item="registration-proof" kind="fact"`, `<hih:requirement lends="fact" item="registration-proof" kind="fact"`}, "process.bpmn", "lending", "proof", false},
	{change{"process.bpmn", `<hih:requirement item="registration-proof" kind="fact"`, `<hih:requirement reuse="never" item="registration-proof" kind="fact"`}, "process.bpmn", "lending", "proof", false},
	{change{"process.bpmn", `<hih:requirement item="registration-proof" kind="fact"`, `<hih:attests item="residence-title"/><hih:requirement item="registration-proof" kind="fact"`}, "process.bpmn", "lending", "proof", false},
	{change{"process.bpmn", `<hih:requirement item="registration-proof" kind="fact"`, `<hih:requirement lends="page" item="registration-proof" kind="fact"`}, "process.bpmn", "unknown-value", "proof", false},
	{change{"process.bpmn", `type="transfer"`, `type="fax"`}, "process.bpmn", "service-type", "sendRegistration", false},
	{change{"process.bpmn", `items="name birth-date`, `items="name shoe-size`}, "process.bpmn", "unknown-item", "sendRegistration", false},
	{change{"process.bpmn", `recipient="federal-office" purpose`, `recipient="applicant" purpose`}, "process.bpmn", "unknown-role", "sendRegistration", false},
	{change{"process.bpmn", `<zeebe:header key="recipient" value="applicant" />`, ``}, "process.bpmn", "unknown-role", "tellAdmissionDelayed", false},
	{change{"process.bpmn", `<zeebe:header key="text" value="refused" />`, ``}, "process.bpmn", "service-header", "tellRefused", false},
	{change{"process.bpmn", `<hih:milestone key="tested" />`, `<hih:milestone key="examined" />`}, "process.bpmn", "unknown-milestone", "test", false},
	{change{"process.bpmn", `<hih:outcome key="refused" adverse="true" />`, ``}, "process.bpmn", "end-without-outcome", "refused", false},

	{change{"i18n/en.json", `"process.name"`, `"process.nam"`}, "i18n/en.json", "missing-text", "process.name", false},
	{change{"i18n/en.json", "{", `{"item.nmae.help": "x",`}, "i18n/en.json", "unused-text", "item.nmae.help", true},
	{change{"i18n/en.json", `"notice.refused.title"`, `"notice.x.title"`}, "i18n/en.json", "missing-text", "notice.refused.title", false},
	{change{"i18n/en.json", `"outcome.registered.text"`, `"outcome.x.text"`}, "i18n/en.json", "missing-text", "outcome.registered.text", false},
	{change{"i18n/en.json", `"form.registration.sex.option.diverse"`, `"form.x"`}, "i18n/en.json", "missing-text", "form.registration.sex.option.diverse", false},
	{change{"i18n/en.json", `"form.application.reach-why.text"`, `"form.x"`}, "i18n/en.json", "missing-text", "form.application.reach-why.text", false},
	{change{"i18n/en.json", `"element.confirm.next"`, `"element.x.next"`}, "i18n/en.json", "missing-text", "element.confirm.next", false},
	{change{"i18n/en.json", "{", `{"process.name": "x",`}, "i18n/en.json", "text-syntax", "", false},
	{change{"i18n/de.json", `"Geburtsort"`, `"Wo geboren"`}, "i18n/de.json", "text-differs", "form.course-registration.birthPlace.label", false},

	{change{"i18n/fa.json", "", "{}"}, "i18n/fa.json", "unused-language", "", true},
	{change{"extra.form", "", `{"id": "extra", "schemaVersion": 18, "components": []}`}, "extra.form", "unused-form", "extra", true},
	{change{"proof.form", `"key": "registeredOn",`, `"key": "sex",`}, "process.bpmn", "fact-not-shown", "proof", true},
}
