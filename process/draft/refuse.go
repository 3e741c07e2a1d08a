package draft

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"handinhand/process/release"
	"handinhand/process/xmldoc"
)

// Limits of a draft.
const (
	MaxBytes = 16 << 20 // of all files together
	MaxFiles = 500
)

// Refused says why something is not taken into a draft, and where that is.
type Refused struct {
	File    string
	Line    int    // 0: the file as a whole
	Rule    string // stable: size, path, path-twins, zip, zip-size, zip-encrypted, zip-in-zip, not-utf8, doctype, xml-syntax, xml-size, root-element, unknown-file
	Message string
}

func (r *Refused) Error() string {
	if r.Line > 0 {
		return fmt.Sprintf("%s, line %d: %s", r.File, r.Line, r.Message)
	}
	return fmt.Sprintf("%s: %s", r.File, r.Message)
}

func refuse(file, rule, format string, args ...any) error {
	return &Refused{File: file, Rule: rule, Message: fmt.Sprintf(format, args...)}
}

// roots are the elements that a file of XML must begin with, by namespace.
var roots = map[string][]string{
	".bpmn": {"http://www.omg.org/spec/BPMN/20100524/MODEL"},
	".dmn": {"https://www.omg.org/spec/DMN/20191111/MODEL/", "https://www.omg.org/spec/DMN/20211108/MODEL/", "https://www.omg.org/spec/DMN/20230324/MODEL/",
		"https://www.omg.org/spec/DMN/20240513/MODEL/", "http://www.omg.org/spec/DMN/20180521/MODEL/", "http://www.omg.org/spec/DMN/20151101/dmn.xsd"},
}

// Fit refuses a file that cannot be part of a draft. One that only has mistakes is taken.
func Fit(name string, content []byte) error {
	switch {
	case !release.IsPart(name):
		return refuse(name, "unknown-file", "a draft has process.bpmn, data.yaml, *.dmn, *.form, i18n/<language>.json, SOURCES.md and scenarios/*.txtar, in small letters, digits and hyphens; this file is none of them")
	case len(content) > MaxBytes:
		return refuse(name, "size", "the file has more than %d MB", MaxBytes>>20)
	}
	if path.Ext(name) == ".bpmn" || path.Ext(name) == ".dmn" {
		return fitXML(name, path.Ext(name), content)
	}
	if !utf8.Valid(content) {
		return refuse(name, "not-utf8", "the file is not UTF-8: save it in this encoding")
	}
	return nil
}

func fitXML(name, kind string, content []byte) error {
	document, err := parseXML(name, content)
	if err != nil {
		return err
	}
	space := namespace(document.Root)
	if document.Root.Local() != "definitions" || !slices.Contains(roots[kind], space) {
		return refuse(name, "root-element", "the file begins with <%s xmlns=%q>, but a %s file begins with <definitions xmlns=%q>", document.Root.Name, space, strings.ToUpper(kind[1:]), roots[kind][0])
	}
	return nil
}

func parseXML(name string, content []byte) (*xmldoc.Document, error) {
	document, err := xmldoc.Parse(content)
	var syntax *xmldoc.SyntaxError
	if errors.As(err, &syntax) {
		return nil, &Refused{File: name, Line: syntax.Line, Rule: syntax.Rule, Message: syntax.Message}
	}
	return document, err
}

// namespace is that of an element that declares it itself.
func namespace(n *xmldoc.Node) string {
	if prefix := strings.TrimSuffix(n.Prefix(), ":"); prefix != "" {
		return n.Get("xmlns:" + prefix)
	}
	return n.Get("xmlns")
}
