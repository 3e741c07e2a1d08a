package bpmn

// Namespaces that the reader understands.
const (
	BpmnNS  = "http://www.omg.org/spec/BPMN/20100524/MODEL"
	ZeebeNS = "http://camunda.org/schema/zeebe/1.0"
	HihNS   = "https://handinhand.example/schema/process/1"
)

// Extensions is what the zeebe: and hih: extension elements of a flow node say. Expressions keep their leading "=".
type Extensions struct {
	Form         string
	Due          string
	Service      *Service
	Decision     *CalledDecision
	Script       *Script
	Inputs       []Mapping
	Outputs      []Mapping
	Requirements []Requirement
	Produces     []Production
	Attests      []string // items that whoever does the task may give a signed word on
	Milestone    string
	Transfer     *Transfer
	Outcome      string
	OutcomeHurts bool     // the outcome is against the applicant
	Adverse      *Adverse // nil: the file does not say
	Decides      bool     // hih:decision: whoever does the task decides about the applicant
	Reviews      []string // hih:review: the decisions that whoever does the task looks at anew
}

// Adverse is hih:adverse: which results of a decision are against the applicant. None is a word, too.
type Adverse struct{ Values []string }

// Service is zeebe:taskDefinition with its headers. Retries is 3 when the file does not say.
type Service struct {
	Type    string
	Retries int
	Headers []Header
}

// Header is one zeebe:header.
type Header struct{ Key, Value string }

// Header gives the value of a header, empty when there is none.
func (s *Service) Header(key string) string {
	for _, h := range s.Headers {
		if h.Key == key {
			return h.Value
		}
	}
	return ""
}

// CalledDecision is zeebe:calledDecision: the DMN decision to evaluate and the variable that takes its result.
type CalledDecision struct{ ID, ResultVariable string }

// Script is zeebe:script: a FEEL expression and the variable that takes its result.
type Script struct{ Expression, ResultVariable string }

// Mapping is zeebe:input or zeebe:output.
type Mapping struct{ Source, Target string }

// Requirement is hih:requirement: an item that the task needs to see (or, in the applicant's lane, hands in).
type Requirement struct {
	Item       string
	Kind       string // document or fact
	Optional   bool
	Purpose    string
	LegalBasis string // DPV term, e.g. eu-gdpr:A6-1-e
	Statute    string // e.g. IntV § 8(1)
	NeverReuse bool   // reuse="never": not offered from another case, always asked anew
	FactOnly   bool   // lends="fact": an agency is lent what was attested of the document, not the document
	Expires    string // ISO 8601 duration after which the lending ends; empty: with the task
}

// Production is hih:produces: an item that completing the task adds to the case.
type Production struct {
	Item     string
	Kind     string // document or fact
	Optional bool
}

// Transfer is hih:transfer: the only thing that lets items cross to another agency outside of a task.
type Transfer struct {
	Items      []string
	Recipient  string
	Purpose    string
	LegalBasis string
	Statute    string
	Expires    string // ISO 8601 duration after which the lending ends
}

// Expression is one expression text of a definition and the element (or flow) that holds it.
type Expression struct {
	Element string // id of the flow node or sequence flow
	Name    string
	Text    string // FEEL without its leading "="
	Use     Use
}
