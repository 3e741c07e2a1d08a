package sketch

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing/fstest"

	"handinhand/process/finding"
	"handinhand/process/release"
)

// Roles are those that the sketch names, in its lanes and transfers.
func (s *Sketch) Roles() []string {
	seen := map[string]bool{}
	for _, lane := range s.lanes {
		seen[lane[0]] = true
	}
	for _, m := range recipient.FindAllStringSubmatch(strings.Join(append(s.xml, s.pools...), "\n"), -1) {
		seen[m[1]] = true
	}
	delete(seen, "-")
	delete(seen, "applicant")
	return slices.Sorted(maps.Keys(seen))
}

var (
	recipient = regexp.MustCompile(`(?:recipient|role)="([^"]+)"`)
	milestone = regexp.MustCompile(`<hih:milestone key="([^"]+)"`)
)

// Package is the sketch in the files of a process package, with what a sketch leaves out: laws, retention, texts.
func (s *Sketch) Package() fs.FS {
	files := s.files(s.bpmn())
	speak(files)
	return files
}

// Mended is the sketch as a careful process owner would hand it in: a lane for every step, an outcome for every end, no
// field that nobody uses. What it leaks stays.
func (s *Sketch) Mended() fs.FS {
	if !slices.ContainsFunc(s.lanes, func(lane []string) bool { return lane[0] == "applicant" }) {
		s.lanes = append(s.lanes, []string{"applicant", "applicant"})
	}
	for range 3 { // to mend one thing may show another
		files := s.files(s.drawn())
		speak(files)
		r, findings := release.Load(files)
		if r != nil {
			proven, _ := release.Prove(release.Claims(r), r)
			findings = proven[0]
		}
		for _, f := range findings {
			s.mend(f)
		}
	}
	files := s.files(s.drawn())
	speak(files)
	return files
}

var quoted = regexp.MustCompile(`"([^"]+)"|“([^”]+)”`)

func (s *Sketch) mend(f finding.Finding) {
	var said []string
	for _, m := range quoted.FindAllStringSubmatch(f.Message.String(), -1) {
		said = append(said, m[1]+m[2])
	}
	switch f.Rule {
	case "element-without-lane":
		s.lanes[0] = append(s.lanes[0], f.Element)
	case "unused-field":
		for id, fields := range s.forms {
			s.forms[id] = slices.DeleteFunc(fields, func(x string) bool { return x == said[0] })
		}
		for id, item := range s.items {
			if slices.Equal(item.Fields, said[:1]) {
				delete(s.items, id)
			}
		}
	case "fact-not-required":
		task := fmt.Sprintf("<userTask id=%q name=%q><extensionElements>", f.Element, f.Element)
		for i, x := range s.xml {
			s.xml[i] = strings.Replace(x, task, task+fmt.Sprintf(`<hih:requirement item=%q kind="fact"/>`, said[1]), 1)
		}
	}
}

func (s *Sketch) files(diagram string) fstest.MapFS {
	files := fstest.MapFS{"process.bpmn": {Data: []byte(diagram)}, "data.yaml": {Data: s.data()}}
	for id, fields := range s.forms {
		files[id+".form"] = &fstest.MapFile{Data: formFile(id, fields)}
	}
	for i, line := range s.decisions {
		files[fmt.Sprintf("decision%d.dmn", i)] = &fstest.MapFile{Data: []byte(decision(line))}
	}
	for i, line := range s.tables {
		files[fmt.Sprintf("table%d.dmn", i)] = &fstest.MapFile{Data: []byte(decisionTable(line))}
	}
	return files
}

var (
	starts = regexp.MustCompile(`<startEvent id="[^"]*"(?: name="[^"]*")?/?>`)
	ends   = regexp.MustCompile(`<endEvent id="[^"]*"(?: name="[^"]*")?/?>(?:<extensionElements>)?`)
)

// drawn is the diagram with a milestone at its start and an outcome at its ends.
func (s *Sketch) drawn() string {
	outcome, begun := `<hih:outcome key="done"/>`, `<extensionElements><hih:milestone key="begun"/></extensionElements>`
	text := ends.ReplaceAllStringFunc(s.bpmn(), func(tag string) string {
		if strings.HasSuffix(tag, "<extensionElements>") {
			return tag + outcome
		}
		if open, single := strings.CutSuffix(tag, "/>"); single {
			return open + "><extensionElements>" + outcome + "</extensionElements></endEvent>"
		}
		return tag + "<extensionElements>" + outcome + "</extensionElements>"
	})
	if at := starts.FindStringIndex(text); at != nil {
		tag := text[at[0]:at[1]]
		if open, single := strings.CutSuffix(tag, "/>"); single {
			return text[:at[0]] + open + ">" + begun + "</startEvent>" + text[at[1]:]
		}
		return text[:at[1]] + begun + text[at[1]:]
	}
	return text
}

// data is the sketch's data.yaml. JSON is YAML.
func (s *Sketch) data() []byte {
	labels, items := map[string]any{}, map[string]any{}
	for name, zones := range s.labels {
		labels[name] = map[string]any{"zones": zones}
	}
	for id, item := range s.items {
		one := map[string]any{
			"category": "dpv-pd:Identifying", "label": item.Label, "source": item.Source, "legalBasis": "eu-gdpr:A6-1-e", "statute": "Some Act § 1",
			"retention": map[string]string{"after": "caseClosed", "period": "P1Y", "statute": "Some Act § 2"},
		}
		if len(item.Fields) > 0 {
			one["fields"] = item.Fields
		}
		items[id] = one
	}
	milestones := []string{"begun"}
	for _, m := range milestone.FindAllStringSubmatch(strings.Join(s.xml, "\n"), -1) {
		milestones = append(milestones, m[1])
	}
	text, err := json.Marshal(map[string]any{
		"caseType": s.Name, "purpose": "sketch", "languages": []string{"de", "en"}, "switches": s.switches, "milestones": milestones, "labels": labels, "items": items,
	})
	if err != nil {
		panic(err) // maps of strings are JSON
	}
	return text
}

// speak adds every text that the package must have.
func speak(files fstest.MapFS) {
	texts := map[string]string{}
	for {
		before := len(texts)
		plain, err := json.Marshal(texts)
		if err != nil {
			panic(err)
		}
		files["i18n/de.json"], files["i18n/en.json"] = &fstest.MapFile{Data: plain}, &fstest.MapFile{Data: plain}
		_, findings := release.Load(files)
		for _, f := range findings {
			if f.Rule == "missing-text" {
				texts[f.Element] = said(f.Element)
			}
		}
		if len(texts) == before {
			return
		}
	}
}

// said is a text for a key. What a form says itself is said alike: its labels are its keys.
func said(key string) string {
	parts := strings.Split(key, ".")
	switch last := parts[len(parts)-1]; {
	case last == "label":
		return parts[len(parts)-2]
	case len(parts) > 1 && parts[len(parts)-2] == "option":
		return last
	}
	return key
}
