package draft

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"handinhand/process/bpmn"
	"handinhand/process/release"
	"handinhand/process/xmldoc"
)

// skeletonLabel is what new items bear until their owner says more: the zones that may see what nobody has classified.
const skeletonLabel = "unclassified"

// Complete adds what a package must have and files of other modelers have no word for: data.yaml with what the diagram and
// the forms tell, and the texts in German that stand in them. It decides nothing about anybody's data: purpose, law and
// retention stay empty, and the findings ask for them.
func Complete(files map[string][]byte, title string) map[string][]byte {
	out := map[string][]byte{}
	for name, content := range files {
		out[name] = content
	}
	if content, there := out["process.bpmn"]; there {
		out["process.bpmn"] = runnable(content)
	}
	r, _, _ := release.Sketch(out)
	if _, there := out["data.yaml"]; !there {
		out["data.yaml"] = dataSkeleton(r, title)
		r, _, _ = release.Sketch(out)
	}
	if !slices.ContainsFunc(sorted(out), func(name string) bool { return strings.HasPrefix(name, "i18n/") }) {
		out["i18n/de.json"] = textSkeleton(r, title)
	}
	return out
}

// runnable marks the only process of a file that has steps as executable: drawing tools do not, and who begins a draft of it
// wants to run it. Where several could be meant it decides nothing.
func runnable(content []byte) []byte {
	d, err := openDiagram("process.bpmn", content)
	if err != nil {
		return content
	}
	var drawn []*xmldoc.Node
	for _, p := range d.all("process") {
		if p.Get("isExecutable") == "true" {
			return content
		}
		if slices.ContainsFunc(p.Elements(), isStep) {
			drawn = append(drawn, p)
		}
	}
	if len(drawn) != 1 {
		return content
	}
	drawn[0].Set("isExecutable", "true")
	return d.document.Bytes()
}

func dataSkeleton(r *release.Release, title string) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "# What the process knows about people, why, and who may see it.\ncaseType: %s\npurpose: \"\"\nlanguages: [de]\n", slug(title))
	var milestones []string
	for _, e := range r.Elements() {
		if m := e.Ext.Milestone; m != "" && !slices.Contains(milestones, m) {
			milestones = append(milestones, m)
		}
	}
	fmt.Fprintf(&b, "milestones: [%s]\n", quoted(milestones...))
	fmt.Fprintf(&b, "labels:\n  %s: {zones: [applicant, service]}\n", skeletonLabel)
	b.WriteString("items:")
	known := map[string]bool{}
	for _, id := range sorted(r.Forms) {
		var fields []string
		for _, f := range r.Forms[id].Fields() {
			if !known[f.Key] {
				known[f.Key] = true
				fields = append(fields, f.Key)
			}
		}
		if len(fields) > 0 {
			fmt.Fprintf(&b, "\n  %s:\n    category: \"\"\n    label: %s\n    fields: [%s]\n    source: %s\n    purpose: \"\"\n    legalBasis: \"\"\n    statute: \"\"\n    retention: {after: caseClosed, period: \"\", statute: \"\"}",
				slug(id), skeletonLabel, quoted(fields...), quoted(askedBy(r, id)))
		}
	}
	if len(known) == 0 {
		b.WriteString(" {}")
	}
	b.WriteString("\n")
	return []byte(b.String())
}

// askedBy is the role of the first task that has a form.
func askedBy(r *release.Release, form string) string {
	for _, e := range r.Elements() {
		if e.Kind == bpmn.UserTask && e.Ext.Form == form {
			return r.Role(e)
		}
	}
	return ""
}

// quoted writes texts as a list of YAML, which JSON is.
func quoted(texts ...string) string {
	out := make([]string, len(texts))
	for i, text := range texts {
		raw, _ := json.Marshal(text) // a string always can
		out[i] = string(raw)
	}
	return strings.Join(out, ", ")
}

func textSkeleton(r *release.Release, title string) []byte {
	texts := map[string]string{}
	for _, t := range r.TextKeys() {
		if t.Must {
			texts[t.Key] = t.Source
		}
	}
	for _, e := range r.Elements() {
		if _, wanted := texts["element."+e.ID+".name"]; wanted {
			texts["element."+e.ID+".name"] = e.Name
		}
	}
	texts["process.name"] = title
	out, err := json.MarshalIndent(texts, "", "  ")
	if err != nil {
		return []byte("{}\n") // cannot be: texts are strings
	}
	return append(out, '\n')
}
