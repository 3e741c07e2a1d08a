package diff

import (
	"fmt"
	"io/fs"
	"strings"

	"github.com/beevik/etree"
)

// tableUnits are what an owner sees as one thing of a decision file. The cells are part of their rule.
var tableUnits = set("decision inputData businessKnowledgeModel knowledgeSource decisionService itemDefinition input output rule")

// decisions compares one decision file.
func (c *Changes) decisions(name string, old, new fs.FS) error {
	was, err := tables(name, old)
	if err != nil {
		return err
	}
	is, err := tables(name, new)
	if err != nil {
		return err
	}
	reorder(was, is)
	c.Decisions = append(c.Decisions, compare(name, was, is)...)
	return nil
}

func tables(name string, files fs.FS) (map[string]part, error) {
	text, err := content(files, name)
	if err != nil {
		return nil, err
	}
	root, err := parseXML(text)
	if err != nil || root == nil {
		return nil, err
	}
	own := root.NamespaceURI()
	d := document{own: own, units: tableUnits, parts: map[string]part{}, skip: func(x *etree.Element) bool { return x.NamespaceURI() != own && x.Tag == "DMNDI" }}
	d.walk(root, "")
	for _, table := range root.FindElements("//decisionTable") {
		d.rules(table)
	}
	return d.parts, nil
}

// rules names the cells of each rule by their columns, and keeps the places of the rules: with some hit policies the first one that fits wins.
func (d *document) rules(table *etree.Element) {
	var columns []string
	for _, x := range append(table.SelectElements("input"), table.SelectElements("output")...) {
		name := x.SelectAttrValue("label", x.SelectAttrValue("name", ""))
		if text := x.FindElement("inputExpression/text"); name == "" && text != nil {
			name = strings.TrimSpace(text.Text())
		}
		columns = append(columns, name)
	}
	for i, rule := range table.SelectElements("rule") {
		p, ok := d.parts[rule.SelectAttrValue("id", "")]
		if !ok {
			continue
		}
		for key := range p.says {
			if strings.HasPrefix(key, "inputEntry") || strings.HasPrefix(key, "outputEntry") {
				delete(p.says, key)
			}
		}
		for n, cell := range append(rule.SelectElements("inputEntry"), rule.SelectElements("outputEntry")...) {
			column := fmt.Sprintf("column %d", n+1)
			if n < len(columns) && columns[n] != "" {
				column = columns[n]
			}
			for _, taken := p.says[column]; taken; _, taken = p.says[column] {
				column += "'"
			}
			if text := cell.SelectElement("text"); text != nil {
				p.says[column] = strings.TrimSpace(text.Text())
			}
		}
		p.place, p.name = i+1, strings.Join(note(rule), " · ")
		d.parts[rule.SelectAttrValue("id", "")] = p
	}
}

// note is what a rule is annotated with: its name to its owner.
func note(rule *etree.Element) []string {
	var texts []string
	for _, x := range rule.FindElements("annotationEntry/text") {
		if text := strings.TrimSpace(x.Text()); text != "" {
			texts = append(texts, text)
		}
	}
	return texts
}

// reorder says the place of each part that both have among those around it that both have, so that one that is new moves no
// other. Parts whose order says nothing have no place.
func reorder(old, new map[string]part) {
	rank := func(id string, of, others map[string]part) string {
		n := 1
		for other, p := range of {
			if _, common := others[other]; common && p.place > 0 && p.says["inside"] == of[id].says["inside"] && p.place < of[id].place {
				n++
			}
		}
		return fmt.Sprint(n)
	}
	for id, is := range new {
		was, both := old[id]
		if !both || is.place == 0 || was.place == 0 {
			continue
		}
		if before, after := rank(id, old, new), rank(id, new, old); before != after {
			was.says[place], is.says[place] = before, after
		}
	}
}
