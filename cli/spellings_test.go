package cli

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/unicode/norm"
)

// spellings are the ways in which a text may stand somewhere, each as bytes: in other
// encodings of characters, escaped for JSON, URLs, HTML and mail, as base64 and as hex.
func spellings(text string) [][]byte {
	all := map[string]bool{}
	for _, plain := range []string{text, strings.ToLower(text), strings.ToUpper(text), norm.NFD.String(text), wide(text, 0), wide(text, 1)} {
		all[plain] = true
		all[hex.EncodeToString([]byte(plain))] = true
		all[strings.ToUpper(hex.EncodeToString([]byte(plain)))] = true
		for shift := range 3 {
			all[inBase64(plain, shift, base64.RawStdEncoding)] = true
			all[inBase64(plain, shift, base64.RawURLEncoding)] = true
		}
	}
	for _, escaped := range []string{url.QueryEscape(text), url.PathEscape(text), strings.ReplaceAll(url.QueryEscape(text), "%", "=")} {
		all[escaped], all[strings.ToLower(escaped)] = true, true
	}
	all[escape(text, `\u%04x`)], all[escape(text, `\u%04X`)], all[escape(text, "&#%d;")] = true, true, true
	all[html(text)] = true
	out := make([][]byte, 0, len(all))
	for _, spelling := range slices.Sorted(maps.Keys(all)) {
		out = append(out, []byte(spelling))
	}
	return out
}

// wide is UTF-16, with the high byte second (0) or first (1).
func wide(text string, high int) string {
	var out []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		pair := [2]byte{byte(unit), byte(unit >> 8)}
		out = append(out, pair[high], pair[1-high])
	}
	return string(out)
}

// inBase64 is what is sure to stand there when a text begins shift bytes after a group of
// three: the letters at its ends also depend on what is beside it.
func inBase64(text string, shift int, with *base64.Encoding) string {
	coded := with.EncodeToString([]byte(strings.Repeat("\x00", shift) + text))
	first := (shift*8 + 5) / 6
	last := (shift + len(text)) * 8 / 6
	return coded[first:last]
}

// escape writes what is not ASCII as a number.
func escape(text, format string) string {
	var out strings.Builder
	for _, unit := range utf16.Encode([]rune(text)) {
		if unit < 128 {
			out.WriteByte(byte(unit))
		} else {
			fmt.Fprintf(&out, format, unit)
		}
	}
	return out.String()
}

func html(text string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", "'", "&#39;").Replace(text)
}

// needles looks for many spellings of many texts at once.
type needles struct {
	byStart map[[2]byte][]needle
	longest int
}

type needle struct {
	spelling []byte
	text     string
}

func newNeedles(texts ...string) needles {
	n := needles{byStart: map[[2]byte][]needle{}}
	for _, text := range texts {
		for _, spelling := range spellings(text) {
			start := [2]byte(spelling)
			n.byStart[start] = append(n.byStart[start], needle{spelling, text})
			n.longest = max(n.longest, len(spelling))
		}
	}
	return n
}

// in are the texts that stand in what r gives, in any spelling, and how much that was.
func (n needles) in(r io.Reader) (found []string, size int64, err error) {
	var starts [1 << 16]bool
	for start := range n.byStart {
		starts[int(start[0])<<8|int(start[1])] = true
	}
	window, kept := make([]byte, n.longest+1<<20), 0
	for {
		read, err := io.ReadFull(r, window[kept:])
		size += int64(read)
		have := window[:kept+read]
		for i := 0; i+1 < len(have); i++ {
			if !starts[int(have[i])<<8|int(have[i+1])] {
				continue
			}
			for _, one := range n.byStart[[2]byte(have[i:])] {
				if bytes.HasPrefix(have[i:], one.spelling) && !slices.Contains(found, one.text) {
					found = append(found, one.text)
				}
			}
		}
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			return found, size, nil
		}
		if err != nil {
			return found, size, err
		}
		// The end of this window may be the beginning of a spelling.
		kept = copy(window, have[len(have)-n.longest:])
	}
}

// TestNeedlesAreFound hides names in every script in all the ways in which programs write
// them down.
func TestNeedlesAreFound(t *testing.T) {
	texts := []string{"Haddad", "Левченко", "Aydın", "حداد", "1991-04-12", "Лindenweg 7", "O'Neill <a>"}
	hay := strings.Repeat("the quick brown fox \x00\xff", 60_000) // more than a window
	for _, text := range texts {
		n := newNeedles(text)
		hidden := map[string]string{
			"as it is": text, "in small letters": strings.ToLower(text), "in capitals": strings.ToUpper(text), "decomposed": norm.NFD.String(text),
			"UTF-16": wide(text, 0), "UTF-16, big-endian": wide(text, 1), "hex": hex.EncodeToString([]byte(text)),
			"in a URL": url.QueryEscape(text), "in JSON": escape(text, `\u%04x`), "in HTML": html(text),
		}
		for shift := range 3 {
			about := strings.Repeat("x", shift) + text + "yz"
			hidden[fmt.Sprint("base64 ", shift)] = base64.StdEncoding.EncodeToString([]byte(about))
			hidden[fmt.Sprint("base64 of UTF-16 ", shift)] = base64.URLEncoding.EncodeToString([]byte(strings.Repeat("x", shift) + wide(text, 0) + "yz"))
		}
		for name, form := range hidden {
			for _, at := range []int{0, len(hay) / 2, len(hay)} {
				found, size, err := n.in(strings.NewReader(hay[:at] + form + hay[at:]))
				if err != nil || size != int64(len(hay)+len(form)) || !slices.Equal(found, []string{text}) {
					t.Errorf("%q %s at %d: found %v, %v", text, name, at, found, err)
				}
			}
		}
		if found, _, _ := n.in(strings.NewReader(hay)); len(found) > 0 {
			t.Errorf("%q was found where it is not", text)
		}
	}
}
