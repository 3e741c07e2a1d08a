package bpmn

import (
	"strings"

	"github.com/beevik/etree"
)

// XML writes the file as it was read: everything in it, the diagram and what vendors added included. It is UTF-8,
// whatever the file was. Only what XML does not tell apart may differ, such as the quotes of attributes.
func (m *Model) XML() ([]byte, error) { return writeTree(m.tree) }

func writeTree(tree *etree.Document) ([]byte, error) {
	out := tree.Copy()
	for _, t := range out.Child {
		if p, ok := t.(*etree.ProcInst); ok && p.Target == "xml" {
			p.Inst = declaration(p.Inst)
		}
	}
	// Line ends and tabs inside of values are written as references: a reader would take them for spaces otherwise.
	out.WriteSettings = etree.WriteSettings{CanonicalAttrVal: true, CanonicalText: true}
	return out.WriteToBytes()
}

// declaration is that of the file in the encoding that is written.
func declaration(was string) string {
	now := `version="1.0" encoding="UTF-8"`
	if strings.Contains(was, "standalone") && strings.Contains(was, "yes") {
		now += ` standalone="yes"`
	}
	return now
}
