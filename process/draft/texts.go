package draft

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
)

// SetTexts sets texts of a file of translations and leaves the others as they are, in their order. An empty text is taken out.
func SetTexts(name string, content []byte, texts map[string]string) ([]byte, error) {
	type pair struct{ key, text string }
	var pairs []pair
	if len(bytes.TrimSpace(content)) > 0 {
		d := json.NewDecoder(bytes.NewReader(content))
		broken := func(why string) error {
			return refuse(name, "text-syntax", "the file is no list of texts that can be changed here: %s", why)
		}
		if t, err := d.Token(); err != nil || t != json.Delim('{') {
			return nil, broken("it does not begin with {")
		}
		for d.More() {
			var p pair
			for _, part := range []*string{&p.key, &p.text} {
				t, err := d.Token()
				text, is := t.(string)
				if err != nil || !is {
					return nil, broken("one of them is no text")
				}
				*part = text
			}
			pairs = append(pairs, p)
		}
		if _, err := d.Token(); err != nil {
			return nil, broken(err.Error())
		}
		if _, err := d.Token(); !errors.Is(err, io.EOF) {
			return nil, broken("something stands after its end")
		}
	}
	seen := map[string]bool{}
	for i := range pairs {
		if text, changed := texts[pairs[i].key]; changed {
			pairs[i].text, seen[pairs[i].key] = text, true
		}
	}
	for _, key := range sorted(texts) {
		if !seen[key] {
			pairs = append(pairs, pair{key, texts[key]})
		}
	}
	var lines []string
	for _, p := range pairs {
		if _, changed := texts[p.key]; !changed || p.text != "" {
			lines = append(lines, "  "+quote(p.key)+": "+quote(p.text))
		}
	}
	return []byte("{\n" + strings.Join(lines, ",\n") + "\n}\n"), nil
}

func quote(text string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(text) // a string always can
	return strings.TrimSuffix(b.String(), "\n")
}
