package bpmn

import (
	"regexp"
	"slices"
	"strings"

	"github.com/beevik/etree"
)

var mimeType = regexp.MustCompile(`^[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+(\s*;.*)?$`)

// checkMime checks an attribute that tells the language of a text (BPMN 2.0.2, 8.3.1 and 8.4.1).
func (r *reader) checkMime(x *etree.Element, attr string) {
	if v := strings.TrimSpace(x.SelectAttrValue(attr, "text/plain")); !mimeType.MatchString(v) {
		r.fail(x, "mime-type", "The format of the text is %q; it must be a MIME type such as text/plain.", v)
	}
}

// importTypes are the languages that an import may be in (8.2.3).
var importTypes = []string{BpmnNS, "http://www.w3.org/2001/XMLSchema", "http://www.w3.org/TR/wsdl20/", "http://www.w3.org/ns/wsdl", "http://schemas.xmlsoap.org/wsdl/", "http://www.omg.org/spec/DMN/20151101/dmn.xsd"}

func (r *reader) checkImport(x *etree.Element) {
	r.imports[x.SelectAttrValue("namespace", "")] = true
	t := x.SelectAttrValue("importType", "")
	if !slices.Contains(importTypes, t) && !strings.Contains(strings.ToUpper(t), "/DMN/") {
		r.fail(x, "import-type", "The import is in %q; a BPMN file can import BPMN, XML Schema, WSDL and DMN.", t)
	}
	if t == BpmnNS {
		r.warn(x, "not-read", "The imported file %q is not read; only what stands in this file is.", x.SelectAttrValue("location", ""))
	}
}

// checkResource checks a resourceRole, which names a resource or has an expression, not both (10.3.1).
func (r *reader) checkResource(x *etree.Element) {
	resource := child(x, "resourceRef") != nil
	if resource && child(x, "resourceAssignmentExpression") != nil {
		r.fail(x, "resource-role", "The %s names a resource and has an expression that finds one; only one of the two may stand there.", x.Tag)
	}
	if !resource && child(x, "resourceParameterBinding") != nil {
		r.fail(x, "resource-role", "The %s has parameters, but names no resource that they belong to.", x.Tag)
	}
}
