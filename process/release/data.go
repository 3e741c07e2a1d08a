package release

import (
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"handinhand/process/bpmn"
)

// Data is data.yaml: what the process knows about people, why, and who may see it.
type Data struct {
	CaseType   string           `yaml:"caseType"`
	Purpose    string           `yaml:"purpose"` // W3C DPV or own
	Languages  []string         `yaml:"languages"`
	Milestones []string         `yaml:"milestones"` // in the order of the timeline
	TimeZone   string           `yaml:"timeZone"`   // where the days of switches begin (IANA)
	Switches   Switches         `yaml:"switches"`   // variables that the owner sets and that are about nobody
	Labels     map[string]Label `yaml:"labels"`
	Items      map[string]Item  `yaml:"items"`
}

// Label is what the firewall follows: in which zones an item that bears it may be seen.
type Label struct {
	Zones []string `yaml:"zones"`
}

// Item is one thing that is known about a person: a document, or with Fields a fact.
type Item struct {
	Category     string            `yaml:"category"` // W3C DPV personal data category
	Label        string            `yaml:"label"`
	Special      bool              `yaml:"special"` // GDPR Art. 9
	Fields       []string          `yaml:"fields"`
	Source       string            `yaml:"source"` // a role
	Purpose      string            `yaml:"purpose"`
	LegalBasis   string            `yaml:"legalBasis"` // W3C DPV, e.g. eu-gdpr:A6-1-e
	Statute      string            `yaml:"statute"`
	Mandatory    bool              `yaml:"mandatory"`
	IfRefused    map[string]string `yaml:"ifRefused"`   // language -> sentence
	IfWithdrawn  map[string]string `yaml:"ifWithdrawn"` // language -> sentence: what follows when a consent is taken back
	Unobtainable bool              `yaml:"unobtainable"`
	FactSuffices bool              `yaml:"factSuffices"` // an attested fact is taken instead of the document
	ThirdParty   bool              `yaml:"thirdParty"`   // it is about somebody else too, whose name is not shown to everyone who may see the case
	Retention    Retention         `yaml:"retention"`
}

// Retention says when an item is deleted: Period (ISO 8601) after After.
type Retention struct {
	After   string `yaml:"after"`
	Period  string `yaml:"period"`
	Statute string `yaml:"statute"`
}

// Kind is fact for an item with form fields, else document.
func (i Item) Kind() string {
	if len(i.Fields) > 0 {
		return "fact"
	}
	return "document"
}

const (
	dataFile = "data.yaml"
	consent  = "eu-gdpr:A6-1-a"
)

var (
	legalBases = regexp.MustCompile(`^eu-gdpr:A(6-1|9-2)-[a-j]$`)
	keyForm    = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
	zones      = []string{"applicant", "service", "expert", "enforcement"}
)

func (l *loader) data() {
	content, ok := l.files[dataFile]
	if !ok {
		l.fail(dataFile, "", "missing-file", "the package has no data.yaml, so nothing may be asked of anyone")
		return
	}
	if err := yaml.UnmarshalWithOptions(content, &l.release.Data, yaml.Strict()); err != nil {
		l.fail(dataFile, "", "data-syntax", "the file cannot be read: %s", strings.TrimSpace(yaml.FormatError(err, false, false)))
		return
	}
	l.head()
	l.labels()
	for _, id := range sorted(l.release.Data.Items) {
		l.item(id, l.release.Data.Items[id])
	}
	l.switchDays()
}

// head checks what stands once in data.yaml.
func (l *loader) head() {
	d := &l.release.Data
	l.release.CaseType = d.CaseType
	if !keyForm.MatchString(d.CaseType) {
		l.fail(dataFile, "caseType", "data-value", "caseType must be small letters, digits and hyphens, not %q", d.CaseType)
	}
	if d.Purpose == "" {
		l.fail(dataFile, "purpose", "data-value", "say what the data is for")
	}
	if !slices.Contains(d.Languages, sourceLanguage) {
		l.fail(dataFile, "languages", "data-value", "the languages must include %q, which others fall back to", sourceLanguage)
	}
	if len(d.Milestones) == 0 {
		l.fail(dataFile, "milestones", "data-value", "name the milestones that an applicant sees, in order")
	}
}

func (l *loader) labels() {
	for _, name := range sorted(l.release.Data.Labels) {
		for _, zone := range l.release.Data.Labels[name].Zones {
			if !slices.Contains(zones, zone) {
				l.fail(dataFile, name, "unknown-zone", "the zone %q is none of %s", zone, strings.Join(zones, ", "))
			}
		}
	}
}

func (l *loader) item(id string, item Item) {
	fail := func(rule, format string, args ...any) { l.fail(dataFile, id, rule, format, args...) }
	if !keyForm.MatchString(id) {
		fail("data-value", "the id of an item must be small letters, digits and hyphens")
	}
	if _, known := l.release.Data.Labels[item.Label]; !known {
		fail("unknown-label", "the label %q is not declared: what is unclassified is forbidden", item.Label)
	}
	if item.Category == "" || item.Source == "" {
		fail("data-value", "say the category and the source of the item")
	}
	if !legalBases.MatchString(item.LegalBasis) {
		fail("legal-basis", "%q is no legal basis such as eu-gdpr:A6-1-e", item.LegalBasis)
	}
	if item.Statute == "" && item.LegalBasis != consent {
		fail("legal-basis", "cite the statute; only consent needs none")
	}
	if _, err := bpmn.ParseSpan(item.Retention.Period); err != nil || item.Retention.After != afterCase {
		fail("retention", "say how long (ISO 8601, e.g. P5Y) the item is kept, after %s: the end of the case", afterCase)
	}
	if item.FactSuffices && item.Kind() != "document" {
		fail("data-value", "factSuffices is about documents; the item is a fact already")
	}
	for _, language := range l.release.Data.Languages {
		if item.Mandatory && item.IfRefused[language] == "" {
			fail("if-refused", "the item is mandatory, but does not say in %q what happens on refusal", language)
		}
	}
	if item.Mandatory && item.RestsOnConsent() {
		fail("consent-mandatory", "what is mandatory cannot rest on consent (GDPR Art. 7(4)): name the law, or leave it to the person")
	}
	for _, language := range l.release.Data.Languages {
		if item.RestsOnConsent() && item.IfWithdrawn[language] == "" {
			l.warn(dataFile, id, "if-withdrawn", "the item rests on consent, but does not say in %q what follows when it is taken back", language)
		}
	}
	for _, field := range item.Fields {
		if other, twice := l.release.items[field]; twice {
			fail("field-in-two-items", "the field %q belongs to %s already", field, other)
		}
		l.release.items[field] = id
	}
}
