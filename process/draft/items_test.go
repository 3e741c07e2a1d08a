package draft_test

import (
	"errors"
	"strings"
	"testing"

	"handinhand/process/draft"
)

// TestEveryItemCanBeChanged: whichever item of a real file is changed, only its own lines are.
func TestEveryItemCanBeChanged(t *testing.T) {
	content := shipped(t)["data.yaml"]
	data, err := draft.ReadData(content)
	if err != nil {
		t.Fatal(err)
	}
	for id, was := range data.Items {
		want := draft.ItemOf(was)
		if got, err := draft.SetItem(content, id, want); err != nil || string(got) != string(content) {
			t.Errorf("%s: changing nothing changes the file: %v", id, err)
		}
		want.Statute, want.Period, want.Mandatory, want.Purpose = `§ 7: "neu" # 3`, "P9Y", false, "dpv:X"
		got, err := draft.SetItem(content, id, want)
		if err != nil {
			t.Errorf("%s: %v", id, err)
			continue
		}
		again, err := draft.ReadData(got)
		if err != nil || again.Items[id].Statute != want.Statute || again.Items[id].Retention.Period != "P9Y" {
			t.Errorf("%s: %+v %v", id, again.Items[id], err)
		}
		if strings.Count(string(got), "#")-1 != strings.Count(string(content), "#") {
			t.Errorf("%s: a comment is lost", id)
		}
		// Other items repeat what birth-place says of refusal (an anchor), so it cannot go.
		if _, err := draft.RemoveItem(content, id); (err != nil) != (id == "birth-place") {
			t.Errorf("remove %s: %v", id, err)
		}
	}
}

func TestItemsComeAndGo(t *testing.T) {
	for name, content := range map[string]string{
		"none":  "caseType: x\n",
		"empty": "caseType: x\nitems: {}\n",
		"one":   "caseType: x\nitems:\n  # first\n  a:\n    label: l # mine\n\n# the end\nlabels: {}\n",
		"deep":  "caseType: x\nitems:\n    a:\n        label: l\n",
	} {
		got, err := draft.SetItem([]byte(content), "new-one", draft.Item{Label: "l", Fields: []string{"f"}, Period: "P1Y", Statute: "§ 1"})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		data, err := draft.ReadData(got)
		if err != nil || data.Items["new-one"].Retention.Period != "P1Y" || data.Items["new-one"].Fields[0] != "f" {
			t.Errorf("%s: %s %v", name, got, err)
		}
		back, err := draft.RemoveItem(got, "new-one")
		if err != nil || name == "one" && string(back) != content {
			t.Errorf("%s: %q %v", name, back, err)
		}
	}
	var refused *draft.Refused
	if _, err := draft.SetItem([]byte("items: {a: {label: l}}\n"), "a", draft.Item{Label: "m"}); !errors.As(err, &refused) || refused.Rule != "layout" {
		t.Errorf("got %v", err)
	}
	if _, err := draft.SetItem([]byte("items: [\n"), "a", draft.Item{}); !errors.As(err, &refused) || refused.Rule != "data-syntax" {
		t.Errorf("got %v", err)
	}
}

func TestSetTexts(t *testing.T) {
	got, err := draft.SetTexts("i18n/de.json", []byte(`{"b":"1","a":"2 & 3"}`), map[string]string{"b": "", "c": "neu", "a": "2 & 3"})
	if err != nil || string(got) != "{\n  \"a\": \"2 & 3\",\n  \"c\": \"neu\"\n}\n" {
		t.Errorf("got %s %v", got, err)
	}
	var refused *draft.Refused
	if _, err := draft.SetTexts("i18n/de.json", []byte(`{"b":1}`), nil); !errors.As(err, &refused) {
		t.Errorf("got %v", err)
	}
}
