package conformance

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/net/html/charset"
)

// infoset gives what an XML file says, one line an item: elements and attributes with their namespaces, texts, comments
// and processing instructions. What XML does not tell apart (order of attributes, kinds of quotes, CDATA, the encoding)
// is not in it. Prefixes are, because names in texts and values depend on them.
func infoset(file []byte) ([]string, error) {
	d := xml.NewDecoder(bytes.NewReader(file))
	d.CharsetReader = charset.NewReaderLabel
	var out []string
	var text strings.Builder
	path := []string{""} // of the elements around, each with those around it
	flush := func() {
		if text.Len() > 0 {
			out = append(out, fmt.Sprintf("%s text %q", path[len(path)-1], text.String()))
			text.Reset()
		}
	}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			flush()
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		if t, isText := token.(xml.CharData); isText {
			if len(path) > 1 { // around the root only space may stand
				text.Write(t)
			}
			continue
		}
		flush()
		switch t := token.(type) {
		case xml.StartElement:
			path = append(path, path[len(path)-1]+"/"+t.Name.Local)
			out = append(out, path[len(path)-1]+" element {"+t.Name.Space+"}"+attributes(t.Attr))
		case xml.EndElement:
			path = path[:len(path)-1]
		case xml.Comment:
			out = append(out, fmt.Sprintf("%s comment %q", path[len(path)-1], string(t)))
		case xml.ProcInst:
			if t.Target != "xml" {
				out = append(out, fmt.Sprintf("%s instruction %s %q", path[len(path)-1], t.Target, string(t.Inst)))
			}
		}
	}
}

func attributes(list []xml.Attr) string {
	var all []string
	for _, a := range list {
		all = append(all, fmt.Sprintf(" {%s}%s=%q", a.Name.Space, a.Name.Local, a.Value))
	}
	slices.Sort(all)
	return strings.Join(all, "")
}
