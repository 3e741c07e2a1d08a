package release

import (
	"slices"
	"strings"

	"handinhand/process/bpmn"
	"handinhand/process/dmn"
	"handinhand/process/form"
)

// wanted are the text keys of a package: which there must be, which there may be, and for those that a form file says
// itself, what it says.
type wanted struct {
	must, may map[string]bool
	source    map[string]string
}

// checkTexts compares the translations with what the package needs.
func (l *loader) checkTexts() {
	w := l.release.wantedTexts()
	for _, language := range l.release.Data.Languages {
		file := "i18n/" + language + ".json"
		texts, ok := l.release.Texts[language]
		if !ok {
			if !l.broken(file, "text-syntax") {
				l.fail(file, "", "missing-file", "the package has no texts in a language that it must have")
			}
			continue
		}
		for _, key := range sorted(w.must) {
			if texts[key] == "" {
				l.fail(file, key, "missing-text", "the text is missing")
			}
		}
		for _, key := range sorted(texts) {
			if !w.must[key] && !w.may[key] {
				l.warn(file, key, "unused-text", "nothing in the package uses the text: is its key written wrongly?")
			}
		}
	}
	german := l.release.Texts[sourceLanguage]
	for _, key := range sorted(w.source) {
		if text, ok := german[key]; ok && text != w.source[key] {
			l.fail("i18n/"+sourceLanguage+".json", key, "text-differs", "the text is not the one in the form: %q, there %q", text, w.source[key])
		}
	}
}

func (r *Release) wantedTexts() wanted {
	w := wanted{must: map[string]bool{}, may: map[string]bool{}, source: map[string]string{}}
	w.add("process.name", "process.summary")
	for _, role := range r.Roles() {
		w.add("role." + role.Name + ".name")
	}
	for _, e := range r.Elements() {
		w.element(e)
	}
	w.decisions(r)
	for _, key := range r.Data.Milestones {
		w.add("milestone."+key+".title", "milestone."+key+".text")
	}
	w.may["purpose."+r.Data.Purpose] = true
	for id, item := range r.Data.Items {
		w.add("item." + id + ".name")
		w.may["item."+id+".help"] = true
		w.may["purpose."+item.Purpose] = true
	}
	for _, s := range r.switches() {
		w.add("switch." + s.Name + ".name")
		for _, t := range s.Turns {
			w.add(valueText(s.Name, t.Value))
		}
	}
	for id, f := range r.Forms {
		w.add("form." + id + ".title")
		w.may["form."+id+".intro"] = true
		w.components("form."+id+".", f.Components)
	}
	return w
}

func (w wanted) add(keys ...string) {
	for _, key := range keys {
		w.must[key] = true
	}
}

// rests are the kinds at which a case waits, so that the applicant is told who has it.
var rests = []bpmn.Kind{bpmn.UserTask, bpmn.ServiceTask, bpmn.CatchEvent}

func (w wanted) element(e *bpmn.Element) {
	at := "element." + e.ID
	w.may[at+".next"] = true
	if e.Name != "" || e.IsActivity() {
		w.add(at + ".name")
	}
	if slices.Contains(rests, e.Kind) {
		w.add(at+".name", at+".next")
	}
	if key := e.Ext.Outcome; key != "" {
		w.add("outcome."+key+".title", "outcome."+key+".text")
	}
	if s := e.Ext.Service; s != nil && s.Type == "notice" {
		w.add("notice."+s.Header("text")+".title", "notice."+s.Header("text")+".text")
	}
}

// components adds the texts of a form; the form file itself holds them in German.
func (w wanted) components(prefix string, components []form.Component) {
	for i := range components {
		c := &components[i]
		at := prefix + c.Name()
		w.same(at+".description", c.Description)
		w.same(at+".text", c.Text)
		if c.Type != form.Text && c.Type != form.Separator {
			w.add(at + ".label")
			w.source[at+".label"] = c.Label
		}
		for _, option := range c.Options {
			w.add(at + ".option." + option.Value)
			w.source[at+".option."+option.Value] = option.Label
		}
		w.components(prefix, c.Components)
	}
}

// decisions adds the words for results and for the rules that lead to them. A package need not have them, but what one
// language says, the others must say too.
func (w wanted) decisions(r *Release) {
	keys := map[string]bool{}
	for _, e := range r.Elements() {
		if d := r.called(e); d != nil {
			for _, id := range d.Rules() {
				keys["rule."+id+".text"] = true
			}
			for _, at := range d.Required() {
				keys["decision."+at.ID+".name"] = true
				values, _ := at.Allowed()
				for _, value := range values {
					keys["decision."+at.ID+".result."+value] = true
				}
			}
		}
	}
	for _, f := range r.Forms {
		for _, field := range f.Fields() {
			for _, option := range field.Options {
				keys["short."+field.Key+"."+option.Value] = true
			}
		}
	}
	for _, texts := range r.Texts {
		for key := range texts {
			if keys[key] {
				w.must[key] = true
			}
		}
	}
}

// called is the decision of a business rule task; nil when it calls none that there is.
func (r *Release) called(e *bpmn.Element) *dmn.Decision {
	if e.Kind != bpmn.BusinessRuleTask || e.Ext.Decision == nil {
		return nil
	}
	return r.decisions[e.Ext.Decision.ID]
}

// checkPlaceholders refuses words of a rule that want a value which its decision is not given: they could never be said.
func (l *loader) checkPlaceholders() {
	r := l.release
	for _, e := range r.Elements() {
		d := r.called(e)
		if d == nil {
			continue
		}
		inputs := d.Inputs()
		for _, rule := range d.Rules() {
			for _, language := range sorted(r.Texts) {
				for _, name := range Placeholders(r.Texts[language]["rule."+rule+".text"]) {
					if !slices.Contains(inputs, name) {
						l.fail("i18n/"+language+".json", "rule."+rule+".text", "unknown-placeholder", "the decision %q is not given {%s}: use one of %s", d.ID, name, strings.Join(inputs, ", "))
					}
				}
			}
		}
	}
}

func (w wanted) same(key, text string) {
	if text != "" {
		w.add(key)
		w.source[key] = text
	}
}
