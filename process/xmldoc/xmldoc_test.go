package xmldoc_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"handinhand/process/xmldoc"
)

// TestRoundTrip: what is read and written again says the same to whoever reads it.
func TestRoundTrip(t *testing.T) {
	files, err := filepath.Glob("../../library/*/*.*")
	if err != nil || len(files) == 0 {
		t.Fatal("no files", err)
	}
	for _, file := range files {
		if ext := filepath.Ext(file); ext != ".bpmn" && ext != ".dmn" {
			continue
		}
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		once, err := xmldoc.Parse(content)
		if err != nil {
			t.Fatal(file, err)
		}
		again, err := xmldoc.Parse(once.Bytes())
		if err != nil {
			t.Fatal(file, err)
		}
		if string(again.Bytes()) != string(once.Bytes()) {
			t.Errorf("%s: the second writing differs", file)
		}
		if squeeze(string(once.Bytes())) != squeeze(string(content)) {
			t.Errorf("%s: the file was changed by writing it", file)
		}
	}
}

// squeeze takes away how tags are laid out.
func squeeze(s string) string {
	s = strings.NewReplacer(" />", "/>", "&#34;", "&quot;", "'", "&apos;").Replace(s)
	return strings.Join(strings.Fields(s), " ")
}

func TestRefused(t *testing.T) {
	for name, c := range map[string]struct{ content, rule string }{
		"bomb":       {`<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><d>&b;</d>`, "doctype"},
		"xxe":        {`<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>`, "doctype"},
		"entity":     {`<d>&x;</d>`, "xml-syntax"},
		"latin-1":    {"<d>\n<e name=\"M\xfcller\"/></d>", "not-utf8"},
		"deep":       {strings.Repeat("<d>", 300), "xml-size"},
		"unclosed":   {`<d><e></d>`, "xml-syntax"},
		"two":        {`<d/><e/>`, "xml-syntax"},
		"nothing":    {``, "xml-syntax"},
		"twice":      {`<d a="1" a="2"/>`, "xml-syntax"},
		"other code": {`<?xml version="1.0" encoding="ISO-8859-1"?><d/>`, "xml-syntax"},
	} {
		_, err := xmldoc.Parse([]byte(c.content))
		var syntax *xmldoc.SyntaxError
		if !errors.As(err, &syntax) || syntax.Rule != c.rule || syntax.Line < 1 {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
