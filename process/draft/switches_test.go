package draft_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"handinhand/process/draft"
)

// layouts are the ways in which a file may speak of its switches; each has admission, by default open.
var layouts = map[string]string{
	"blocks": "caseType: x\ntimeZone: Europe/Berlin # here\n# about switches\nswitches: # of the owner\n  # the law\n  admission: # mine\n    default: open # before\n    from:\n      # since then\n      2026-02-01: closed # for good\n  other:\n    default: true\nlabels: {}\n",
	"quoted": "caseType: x\ntimeZone: Europe/Berlin\nswitches:\n    admission:\n        default: 'open'\n        from:\n            \"2026-02-01\": \"closed\"\n",
	"flow":   "caseType: x\ntimeZone: Europe/Berlin\nswitches:\n  admission: {default: open, from: {2026-02-01: closed}} # mine\n  other: {default: true}\n",
	"mixed":  "caseType: x\ntimeZone: Europe/Berlin\nswitches:\n  admission:\n    from: {2026-02-01: closed} # days\n    default: open\n",
}

func TestSwitchesAreChangedLineByLine(t *testing.T) {
	for name, content := range layouts {
		data, err := draft.ReadData([]byte(content))
		if err != nil {
			t.Fatal(name, err)
		}
		want := draft.SwitchOf(data.Switches["admission"], data.TimeZone)
		if got, err := draft.SetSwitch([]byte(content), "admission", want); err != nil || string(got) != content {
			t.Errorf("%s: changing nothing changes the file: %v\n%s", name, err, got)
		}
		want.Default = "waiting"
		want.From = []draft.Turn{{"2027-01-01", "open"}, {"2026-02-01", "paused"}, {"2025-06-01", "a: b # c"}}
		want.Zone = "Europe/Paris"
		got, err := draft.SetSwitch([]byte(content), "admission", want)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		again, err := draft.ReadData(got)
		s := again.Switches["admission"]
		if err != nil || s.Default != "waiting" || len(s.From) != 3 || s.From["2025-06-01"] != "a: b # c" || again.TimeZone != "Europe/Paris" {
			t.Errorf("%s: %+v %v\n%s", name, s, err, got)
		}
		if was, is := strings.Count(content, "#"), strings.Count(string(got), "#")-1; was != is {
			t.Errorf("%s: of %d comments %d are left\n%s", name, was, is, got)
		}
		if days := slices.Sorted(slices.Values(daysIn(string(got)))); !slices.Equal(days, daysIn(string(got))) {
			t.Errorf("%s: the days are out of order\n%s", name, got)
		}
		want.From = nil
		if got, err = draft.SetSwitch(got, "admission", want); err != nil || strings.Contains(strings.SplitN(string(got), "other", 2)[0], "from") {
			t.Errorf("%s: its days do not go: %v\n%s", name, err, got)
		}
	}
}

func daysIn(content string) []string {
	var days []string
	for _, line := range strings.Split(content, "\n") {
		if line = strings.TrimLeft(line, ` "`); strings.HasPrefix(line, "202") {
			days = append(days, line[:10])
		}
	}
	return days
}

func TestSwitchesComeAndGo(t *testing.T) {
	const only = "caseType: x\nlabels: {}\n"
	for name, content := range map[string]string{
		"none": only, "empty": only + "switches: {} # none\n", "list": only + "switches: [a, b] # names\n", "items": only + "switches:\n- a # first\n- b\n# the end\nitems: {}\n",
		"indented": only + "switches:\n  - a\n", "blocks": layouts["blocks"], "flow": layouts["flow"],
	} {
		fresh := draft.Switch{Default: "false", From: []draft.Turn{{"2027-01-01", "true"}}, Zone: "Europe/Berlin"}
		got, err := draft.AddSwitch([]byte(content), "fresh", fresh)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		data, err := draft.ReadData(got)
		if s := data.Switches["fresh"]; err != nil || s.Default != false || s.From["2027-01-01"] != true {
			t.Errorf("%s: %+v %v\n%s", name, s, err, got)
		}
		if strings.Count(string(got), "#") != strings.Count(content, "#") {
			t.Errorf("%s: a comment is lost\n%s", name, got)
		}
		if got, err = draft.SetSwitch(got, "fresh", draft.Switch{}); err != nil || !strings.Contains(string(got), "fresh: {}") {
			t.Errorf("%s: it does not become a name only: %v\n%s", name, err, got)
		}
		if got, err = draft.RemoveSwitch(got, "fresh", nil); err != nil || strings.Contains(string(got), "fresh") {
			t.Errorf("%s: it does not go: %v\n%s", name, err, got)
		}
	}
	var refused *draft.Refused
	if _, err := draft.SetSwitch([]byte("switches: {a: {default: x}}\n"), "a", draft.Switch{Default: "y"}); !errors.As(err, &refused) || refused.Rule != "layout" {
		t.Errorf("got %v", err)
	}
	if _, err := draft.SetSwitch([]byte(only), "a", draft.Switch{}); !errors.As(err, &refused) || refused.Rule != "no-switch" {
		t.Errorf("got %v", err)
	}
}

// TestSwitchFaults: everything that is wrong is told at once, each at its field.
func TestSwitchFaults(t *testing.T) {
	const content = "caseType: x\nitems:\n  a:\n    fields: [age]\nswitches:\n  admission: {default: open}\n"
	for _, c := range []struct {
		name string
		want draft.Switch
		says string
	}{
		{"two words", draft.Switch{}, "name: name"},
		{"admission", draft.Switch{}, "name: taken"},
		{"age", draft.Switch{}, "name: of-somebody"},
		{"s", draft.Switch{From: []draft.Turn{{"2027-02-30", "x"}, {"", "y"}, {"2027-01-01", ""}, {"2027-01-01", "z"}}},
			"default: default, day-0: day, day-1: day-missing, value-2: value, day-3: day-twice, zone: zone"},
		{"s", draft.Switch{Default: "true", From: []draft.Turn{{"2027-01-01", "closed"}}, Zone: "Europe/Atlantis"}, "value-0: kind, zone: zone"},
		{"s", draft.Switch{Default: "open", Zone: "Local"}, "zone: zone"},
	} {
		var faults draft.Faults
		if _, err := draft.AddSwitch([]byte(content), c.name, c.want); !errors.As(err, &faults) || faults.Error() != "data.yaml: "+c.says {
			t.Errorf("%s: %v, not %s", c.name, err, c.says)
		}
	}
	var faults draft.Faults
	if _, err := draft.RemoveSwitch([]byte(content), "admission", []string{"Prüfen", "Bescheid"}); !errors.As(err, &faults) || faults[0].Params["names"] != "Prüfen, Bescheid" {
		t.Errorf("got %v", err)
	}
}
