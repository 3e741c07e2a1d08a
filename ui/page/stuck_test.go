package page

import (
	"strings"
	"testing"
	"time"

	"handinhand/ui/locales"
)

// TestStuckReasons: why a case cannot go over is said in the reader's words, what they do not have in the engine's.
func TestStuckReasons(t *testing.T) {
	book, err := locales.Open(time.Now, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range []string{
		"compensation", "unknown", "no-element", "other-kind", "other-loop", "other-order", "other-scope", "flow-gone", "flow-elsewhere", "waits", "no-process", "other-lane",
		"agency-nobody", "agency-required", "agency-option", "silent", "went-on", "plan-from", "plan-to", "plan-milestone", "plan-step", "plan-language", "plan-empty", "plan-long", "plan-german",
	} {
		de, en := string(stuckReason(book.In("de"), code, []string{"A<b>", "C"}, "r")), string(stuckReason(book.In("en"), code, []string{"A<b>", "C"}, "r"))
		if de == en || strings.Contains(de+en, "<") || strings.Contains(de+en, "{{") {
			t.Errorf("%s: %q, %q", code, de, en)
		}
	}
	if got := stuckReason(book.In("de"), "other-lane", []string{"Teststelle", "Bundesamt"}, "r"); !strings.Contains(string(got), "Teststelle") || !strings.Contains(string(got), "Bundesamt") {
		t.Errorf("of two lanes: %s", got)
	}
	if got := stuckReason(book.In("de"), "", nil, `the new <a> & b`); got != `<span lang="en" dir="ltr">the new &lt;a&gt; &amp; b</span>` {
		t.Errorf("without a code: %s", got)
	}
}
