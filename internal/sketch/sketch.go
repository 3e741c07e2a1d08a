// Package sketch makes real process packages of a few lines, for tests: what is proven, loaded or published of a sketch
// went through the same readers as what a city publishes. process/analysis/testdata/README.md explains the lines.
package sketch

import (
	"bufio"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"handinhand/process/analysis"
	"handinhand/process/bpmn"
	"handinhand/process/dmn"
	"handinhand/process/finding"
	"handinhand/process/form"
)

// Sketch is a process in a few lines.
type Sketch struct {
	Name      string
	xml       []string // elements written out
	roots     []string // messages and other root elements
	lanes     [][]string
	pools     []string
	flows     []string
	forms     map[string][]string
	decisions []string
	tables    []string
	items     map[string]analysis.Item
	labels    map[string][]string
	switches  []string
	known     map[string]bool // ids of elements
}

var standardLabels = map[string][]string{
	"status": {"applicant", "service", "enforcement"},
	"need":   {"applicant", "service"},
	"expert": {"applicant", "service", "expert"},
	"own":    {"service"},
}

// StandardPolicy is where the roles of most sketches stand.
var StandardPolicy = map[string]string{
	"job-centre": "service", "provider": "service", "school": "service", "federal-office": "service", "doctor": "expert", "immigration-office": "enforcement",
}

// Corpus is one file of sketches: processes that are published together.
type Corpus struct {
	Comment  string
	Expect   map[string][]string // what stands behind "expect: " and the like
	Policy   analysis.Policy
	Sketches []*Sketch
}

// Subjects are the processes as the proofs see them.
func (c Corpus) Subjects(t testing.TB) []analysis.Subject {
	t.Helper()
	var out []analysis.Subject
	for _, s := range c.Sketches {
		out = append(out, s.Subject(t))
	}
	return out
}

// Read reads a file of sketches.
func Read(t testing.TB, archive *txtar.Archive) Corpus {
	t.Helper()
	c := Corpus{Expect: map[string][]string{}, Policy: analysis.Policy{Zones: StandardPolicy}}
	for line := range strings.Lines(string(archive.Comment)) {
		key, value, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if ok && strings.HasPrefix(key, "expect") || key == "policy" {
			c.Expect[key] = append(c.Expect[key], value)
		} else if c.Comment == "" {
			c.Comment = strings.TrimSpace(line)
		}
	}
	if replaced := c.Expect["policy"]; replaced != nil {
		c.Policy.Zones = map[string]string{}
		for _, pair := range strings.Fields(strings.Join(replaced, " ")) {
			role, zone, _ := strings.Cut(pair, "=")
			c.Policy.Zones[role] = zone
		}
	}
	for _, file := range archive.Files {
		c.Sketches = append(c.Sketches, Parse(t, file.Name, string(file.Data)))
	}
	return c
}

var idOf = regexp.MustCompile(`<(\w+)[^>]*? id="([^"]+)"`)

// Parse reads one sketch.
func Parse(t testing.TB, name, text string) *Sketch {
	t.Helper()
	s := &Sketch{Name: name, forms: map[string][]string{}, items: map[string]analysis.Item{}, labels: map[string][]string{}, known: map[string]bool{}}
	for label, zones := range standardLabels {
		s.labels[label] = zones
	}
	lines := bufio.NewScanner(strings.NewReader(text))
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		word, rest, _ := strings.Cut(line, " ")
		fields := strings.Fields(rest)
		switch {
		case line == "":
		case strings.HasPrefix(line, "<message ") || strings.HasPrefix(line, "<signal") || strings.HasPrefix(line, "<correlation") || strings.HasPrefix(line, "<error") || strings.HasPrefix(line, "<escalation") || strings.HasPrefix(line, "<dataStore ") || strings.HasPrefix(line, "<global"):
			s.roots = append(s.roots, line)
		case strings.HasPrefix(line, "<participant") || strings.HasPrefix(line, "<messageFlow"):
			s.pools = append(s.pools, line)
		case strings.HasPrefix(line, "<"):
			s.xml = append(s.xml, line)
			for _, m := range idOf.FindAllStringSubmatch(line, -1) {
				s.known[m[2]] = true
			}
		case word == "task" || word == "notice" || word == "script" || word == "rule":
			s.xml = append(s.xml, step(word, fields, rest))
			s.known[fields[0]] = true
		case word == "item":
			s.items[fields[0]] = analysis.Item{Label: fields[1], Fields: fields[2:], Source: "applicant"}
		case word == "from":
			item := s.items[fields[0]]
			item.Source = fields[1]
			s.items[fields[0]] = item
		case word == "label":
			s.labels[fields[0]] = fields[1:]
		case word == "lane":
			s.lanes = append(s.lanes, fields)
		case word == "form":
			s.forms[fields[0]] = fields[1:]
		case word == "table":
			s.tables = append(s.tables, rest)
		case word == "decide":
			s.decisions = append(s.decisions, rest)
		case word == "switch":
			s.switches = append(s.switches, fields...)
		case strings.Contains(line, "->"):
			s.flows = append(s.flows, line)
		default:
			t.Fatalf("%s: the line %q means nothing", name, line)
		}
	}
	return s
}

// step gives the XML of a step that a line is about.
func step(word string, fields []string, rest string) string {
	id, ext, tag := fields[0], "", "serviceTask"
	switch word {
	case "notice":
		ext = fmt.Sprintf(`<zeebe:taskDefinition type="notice"/><zeebe:taskHeaders><zeebe:header key="text" value="t"/><zeebe:header key="recipient" value=%q/></zeebe:taskHeaders>`, fields[1])
	case "script":
		_, expression, _ := strings.Cut(rest, " = ")
		tag, ext = "scriptTask", fmt.Sprintf(`<zeebe:script expression="=%s" resultVariable=%q/>`, strings.ReplaceAll(escape(expression), `"`, "&quot;"), fields[1])
	case "rule":
		tag, ext = "businessRuleTask", fmt.Sprintf(`<zeebe:calledDecision decisionId=%q resultVariable=%q/>`, fields[1], fields[2])
		if len(fields) > 3 {
			ext += fmt.Sprintf(`<hih:adverse values=%q/>`, strings.TrimPrefix(fields[3], "adverse:"))
		}
	case "task":
		tag = "userTask"
		for _, extra := range fields[1:] {
			what, item, _ := strings.Cut(extra, ":")
			switch what {
			case "form":
				ext += fmt.Sprintf(`<zeebe:formDefinition formId=%q/>`, item)
			case "fact":
				ext += fmt.Sprintf(`<hih:requirement item=%q kind="fact"/>`, item)
			case "doc":
				ext += fmt.Sprintf(`<hih:requirement item=%q kind="document"/>`, item)
			case "doc?":
				ext += fmt.Sprintf(`<hih:requirement item=%q kind="document" optional="true"/>`, item)
			case "makes":
				ext += fmt.Sprintf(`<hih:produces item=%q kind="document"/>`, item)
			case "law": // law:item,item>recipient
				items, recipient, _ := strings.Cut(item, ">")
				ext += fmt.Sprintf(`<hih:transfer items=%q recipient=%q legalBasis="eu-gdpr:A6-1-e" statute="Some Act § 1"/>`, strings.ReplaceAll(items, ",", " "), recipient)
			case "decides":
				ext += `<hih:decision/>`
			case "review":
				ext += fmt.Sprintf(`<hih:review of=%q/>`, item)
			case "milestone":
				ext += fmt.Sprintf(`<hih:milestone key=%q/>`, item)
			}
		}
	}
	return fmt.Sprintf("<%s id=%q name=%q><extensionElements>%s</extensionElements></%s>", tag, id, id, ext, tag)
}

// implied gives the XML of an element that is only named in a flow: its id begins with what it is.
func implied(id string) string {
	for prefix, tag := range map[string]string{
		"start": "startEvent", "end": "endEvent", "gate": "exclusiveGateway", "merge": "exclusiveGateway", "fork": "parallelGateway",
		"join": "parallelGateway", "any": "inclusiveGateway", "race": "eventBasedGateway",
	} {
		if strings.HasPrefix(id, prefix) {
			return fmt.Sprintf("<%s id=%q/>", tag, id)
		}
	}
	return fmt.Sprintf("<userTask id=%q name=%q/>", id, id)
}

func (s *Sketch) process() string {
	var body, flows strings.Builder
	number := 0
	for _, line := range s.flows {
		way, condition, _ := strings.Cut(line, " if ")
		ids := strings.Split(way, "->")
		for i := range ids {
			id := strings.TrimSpace(ids[i])
			ids[i] = id
			if !s.known[id] {
				s.known[id] = true
				s.xml = append(s.xml, implied(id))
			}
			if i == 0 {
				continue
			}
			number++
			inner := ""
			if condition != "" && i == 1 {
				inner = "<conditionExpression>" + escape(condition) + "</conditionExpression>"
			}
			fmt.Fprintf(&flows, "<sequenceFlow id=\"f%d\" sourceRef=%q targetRef=%q>%s</sequenceFlow>\n", number, ids[i-1], id, inner)
		}
	}
	body.WriteString("<laneSet id=\"lanes\">")
	for i, lane := range s.lanes {
		fmt.Fprintf(&body, "<lane id=\"lane%d\">", i)
		if lane[0] != "-" {
			zone := ""
			if lane[1] != "-" {
				zone = fmt.Sprintf(" zone=%q", lane[1])
			}
			fmt.Fprintf(&body, "<extensionElements><hih:agency role=%q%s/></extensionElements>", lane[0], zone)
		}
		for _, id := range lane[2:] {
			fmt.Fprintf(&body, "<flowNodeRef>%s</flowNodeRef>", id)
		}
		body.WriteString("</lane>")
	}
	body.WriteString("</laneSet>\n")
	return body.String() + strings.Join(s.xml, "\n") + "\n" + flows.String()
}

func escape(text string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(text)
}

func (s *Sketch) bpmn() string {
	process := s.process()
	pools := ""
	if len(s.pools) > 0 {
		pools = `<collaboration id="collaboration">` + fmt.Sprintf("<participant id=\"pool\" processRef=%q/>", s.Name) + strings.Join(s.pools, "\n") + "</collaboration>\n"
	}
	return `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:hih="https://handinhand.example/schema/process/1" id="file">` + "\n" +
		strings.Join(s.roots, "\n") + "\n" + pools + fmt.Sprintf("<process id=%q isExecutable=\"true\">\n", s.Name) + process + "</process>\n</definitions>"
}

// Subject is the process as the proofs see it.
func (s *Sketch) Subject(t testing.TB) analysis.Subject {
	t.Helper()
	xml := s.bpmn()
	model, findings := bpmn.Parse([]byte(xml))
	if finding.AnyError(findings) {
		t.Fatalf("%s is no valid process:\n%v\n%s", s.Name, findings, xml)
	}
	decisions := map[string]*dmn.Decision{}
	for _, line := range s.decisions {
		d, findings := dmn.Parse([]byte(decision(line)))
		if finding.AnyError(findings) {
			t.Fatalf("%s: decision %q: %v", s.Name, line, findings)
		}
		decisions[d.Decisions()[0].ID] = d.Decisions()[0]
	}
	for _, line := range s.tables {
		d, findings := dmn.Parse([]byte(decisionTable(line)))
		if finding.AnyError(findings) {
			t.Fatalf("%s: table %q: %v", s.Name, line, findings)
		}
		decisions[d.Decisions()[0].ID] = d.Decisions()[0]
	}
	forms := map[string]*form.Form{}
	for id, fields := range s.forms {
		f, findings := form.Parse(formFile(id, fields))
		if finding.AnyError(findings) {
			t.Fatalf("%s: form %s: %v", s.Name, id, findings)
		}
		forms[id] = f
	}
	return analysis.Subject{
		Name: s.Name, Hash: "hash of " + s.Name, Definition: model.Executable()[0], Forms: forms, Items: s.items, Labels: s.labels, Switches: s.switches,
		Decision: func(id string) (*dmn.Decision, bool) { d, ok := decisions[id]; return d, ok },
	}
}

// decision makes a literal decision of "id: input input".
func decision(line string) string {
	id, inputs, _ := strings.Cut(line, ": ")
	var data, needs, terms []string
	for _, in := range strings.Fields(inputs) {
		data = append(data, fmt.Sprintf(`<inputData id="in-%s" name=%q><variable name=%q typeRef="string"/></inputData>`, in, in, in))
		needs = append(needs, fmt.Sprintf(`<informationRequirement id="need-%s"><requiredInput href="#in-%s"/></informationRequirement>`, in, in))
		terms = append(terms, in)
	}
	return fmt.Sprintf(`<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="n">%s<decision id=%q name=%q><variable name=%q typeRef="string"/>%s<literalExpression><text>%s</text></literalExpression></decision></definitions>`,
		strings.Join(data, ""), id, id, id, strings.Join(needs, ""), strings.Join(terms, " + "))
}

// decisionTable makes a decision table of "id: input -> value value": it gives the first value.
func decisionTable(line string) string {
	id, rest, _ := strings.Cut(line, ": ")
	input, values, _ := strings.Cut(rest, " -> ")
	quoted := `"` + strings.Join(strings.Fields(values), `", "`) + `"`
	return fmt.Sprintf(`<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="n"><decision id=%q name=%q><variable name=%q typeRef="string"/>
		<decisionTable id="t" hitPolicy="FIRST"><input id="i"><inputExpression typeRef="string"><text>%s</text></inputExpression></input><output id="o" typeRef="string"><outputValues><text>%s</text></outputValues></output>
		<rule id="r"><inputEntry><text>-</text></inputEntry><outputEntry><text>%q</text></outputEntry></rule></decisionTable></decision></definitions>`, id, id, id, input, quoted, strings.Fields(values)[0])
}

// formFile makes a form of fields such as "benefit", "note:textarea", "date:datetime!" (! shows the field only, ? requires it).
func formFile(id string, fields []string) []byte {
	type component map[string]any
	var components []component
	for _, f := range fields {
		key, readonly := strings.CutSuffix(f, "!")
		key, required := strings.CutSuffix(key, "?")
		key, typ, ok := strings.Cut(key, ":")
		if !ok {
			typ = "radio"
		}
		c := component{"id": "c-" + key, "key": key, "type": typ, "label": key}
		switch typ {
		case "radio":
			c["values"] = []map[string]string{{"value": "yes", "label": "yes"}, {"value": "no", "label": "no"}}
		case "datetime":
			c["subtype"] = "date"
		case "code":
			c["type"], c["validate"] = "textfield", map[string]any{"pattern": "^[0-9]+$"}
		}
		if readonly {
			c["readonly"] = true
		}
		if required {
			c["validate"] = map[string]any{"required": true}
		}
		components = append(components, c)
	}
	out, _ := json.Marshal(map[string]any{"id": id, "type": "default", "components": components})
	return out
}
