package form

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"handinhand/process/feel"
	"handinhand/process/finding"
)

var scope = feel.Scope{Now: time.Date(2026, 5, 3, 12, 0, 0, 0, time.UTC), Vars: feel.Vars(map[string]any{"locked": false})}

func registration(t testing.TB) *Form {
	t.Helper()
	data, err := os.ReadFile("testdata/registration.form")
	if err != nil {
		t.Fatal(err)
	}
	form, findings := Parse(data)
	if len(findings) > 0 {
		t.Fatalf("findings: %v", findings)
	}
	return form
}

// valid gives a submission without problems, with changes on top.
func valid(changes map[string]any) map[string]any {
	values := map[string]any{"name": "Mina", "birthDate": "1990-02-28", "childcare": "no", "confirmed": true}
	maps.Copy(values, changes)
	return values
}

func TestValidateNormalises(t *testing.T) {
	cases := []struct {
		key      string
		in, want any
	}{
		{"name", "  Suharto ", "Suharto"},
		{"name", "Jose\u0301", "José"},
		{"name", "王秀英", "王秀英"},
		{"name", "محمد", "محمد"},
		{"name", "می\u200cخواهم", "می\u200cخواهم"}, // a zero-width non-joiner is part of Persian words
		{"name", "O'Brien-Łukasz 3rd", "O'Brien-Łukasz 3rd"},
		{"name", "X", "X"},
		{"email", "a@xn--bcher-kva.example", "a@xn--bcher-kva.example"},
		{"email", "", nil},
		{"phone", "+49 (0)221 123-45", "+49 (0)221 123-45"},
		{"postcode", "50667", "50667"},
		{"birthDate", "2024-02-29", "2024-02-29"},
		{"callAt", "09:30", "09:30:00"},
		{"appointment", "2026-05-03T09:30", "2026-05-03T09:30:00"},
		{"income", "01500.50", json.Number("1500.5")},
		{"income", json.Number("1e3"), json.Number("1000")},
		{"income", 12.25, json.Number("12.25")},
		{"idNumber", "12345678901234567890123456789012", "12345678901234567890123456789012"},
		{"availability", []any{"evening", "morning", "evening"}, []any{"morning", "evening"}},
		{"availability", nil, []any{}},
		{"sex", "d", "d"},
	}
	form := registration(t)
	for _, c := range cases {
		clean, problems := form.Validate(valid(map[string]any{c.key: c.in}), scope)
		if len(problems) > 0 {
			t.Errorf("%s = %v: %v", c.key, c.in, problems)
			continue
		}
		if diff := cmp.Diff(c.want, clean[c.key]); diff != "" {
			t.Errorf("%s = %v: %s", c.key, c.in, diff)
		}
	}
}

func TestValidateRefuses(t *testing.T) {
	cases := []struct {
		key    string
		in     any
		rule   string
		params map[string]any
	}{
		{"name", "", RuleRequired, nil},
		{"name", " \u00a0 ", RuleRequired, nil},
		{"name", strings.Repeat("ä", 201), RuleMaxLength, map[string]any{"maxLength": 200}},
		{"name", "a\x00b", RuleCharacters, nil},
		{"name", "a\nb", RuleCharacters, nil},
		{"name", "a\xff", RuleCharacters, nil},
		{"name", []any{"a"}, RuleType, map[string]any{"type": "textfield"}},
		{"name", true, RuleType, map[string]any{"type": "textfield"}},
		{"email", "nobody", RuleEmail, nil},
		{"email", strings.Repeat("a", 1000) + "@b.c", RuleMaxLength, map[string]any{"maxLength": 1000}},
		{"phone", "call me", RulePhone, nil},
		{"postcode", "5066", RulePattern, nil},
		{"birthDate", "2026-02-29", RuleType, map[string]any{"type": "date"}},
		{"birthDate", "28.02.1990", RuleType, map[string]any{"type": "date"}},
		{"birthDate", "0000-01-01", RuleType, map[string]any{"type": "date"}},
		{"callAt", "25:00", RuleType, map[string]any{"type": "time"}},
		{"appointment", "2026-05-02T09:30", RulePast, nil},
		{"income", "1500,50", RuleType, map[string]any{"type": "number"}},
		{"income", "NaN", RuleType, map[string]any{"type": "number"}},
		{"income", "1e6000", RuleType, map[string]any{"type": "number"}},
		{"income", "0.123", RuleDecimalDigits, map[string]any{"decimalDigits": 2}},
		{"income", "-1", RuleMin, map[string]any{"min": json.Number("0")}},
		{"income", "100000.01", RuleMax, map[string]any{"max": json.Number("100000")}},
		{"idNumber", strings.Repeat("1", 35), RuleType, map[string]any{"type": "number"}},
		{"availability", []any{"night"}, RuleOption, nil},
		{"availability", "morning", RuleType, map[string]any{"type": "checklist"}},
		{"sex", "x", RuleOption, nil},
		{"confirmed", false, RuleRequired, nil},
		{"confirmed", "yes", RuleType, map[string]any{"type": "checkbox"}},
		{"stranger", "x", RuleUnknown, nil},
		{"intro", "x", RuleUnknown, nil},
	}
	form := registration(t)
	for _, c := range cases {
		clean, problems := form.Validate(valid(map[string]any{c.key: c.in}), scope)
		want := []Problem{{Field: c.key, Rule: c.rule, Params: c.params}}
		if diff := cmp.Diff(want, problems); diff != "" || clean != nil {
			t.Errorf("%s = %.40v: %s (clean %v)", c.key, c.in, diff, clean)
		}
	}
}

func TestHiddenAndReadonlyAreNeverAccepted(t *testing.T) {
	form := registration(t)
	clean, problems := form.Validate(valid(map[string]any{
		"children": "not even a number", "childcareNeed": "x", "certificate": "forged", "nationality": "XX",
	}), feel.Scope{Now: scope.Now, Vars: feel.Vars(map[string]any{"locked": true})})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for _, key := range []string{"children", "childcareNeed", "certificate", "nationality"} {
		if _, found := clean[key]; found {
			t.Errorf("%s was accepted", key)
		}
	}
	clean, problems = form.Validate(valid(map[string]any{"nationality": "IR"}), scope)
	if len(problems) > 0 || clean["nationality"] != "IR" {
		t.Errorf("the unlocked field was not accepted: %v", problems)
	}
}

func TestConditions(t *testing.T) {
	form := registration(t)
	visible := form.Visible(map[string]any{"childcare": "yes", "children": "1"}, scope)
	if !visible["children"] || visible["childcareNeed"] || !visible["intro"] {
		t.Errorf("visible = %v", visible)
	}
	visible = form.Visible(map[string]any{"childcare": "yes", "children": "2"}, scope)
	if !visible["childcareNeed"] {
		t.Errorf("visible = %v", visible)
	}
	_, problems := form.Validate(valid(map[string]any{"childcare": "yes", "children": json.Number("2"), "childcareNeed": "x"}), scope)
	want := []Problem{{Field: "childcareNeed", Rule: RuleMinLength, Params: map[string]any{"minLength": 3}}}
	if diff := cmp.Diff(want, problems); diff != "" {
		t.Error(diff)
	}
	if !form.Readonly(nil, scope)["certificate"] || form.Readonly(nil, scope)["nationality"] {
		t.Error("readonly is wrong")
	}
	if diff := cmp.Diff([]string{"childcare", "children", "locked"}, form.Names()); diff != "" {
		t.Error(diff)
	}
}

func TestFromPost(t *testing.T) {
	got := registration(t).FromPost(url.Values{
		"name": {"Mina"}, "confirmed": {"on"}, "availability": {"morning", "evening"}, "languages": {""}, "_csrf": {"token"}, "other": {"a", "b"},
	})
	want := map[string]any{
		"name": "Mina", "confirmed": true, "availability": []any{"morning", "evening"}, "languages": []any{}, "other": []any{"a", "b"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestFields(t *testing.T) {
	fields := registration(t).Fields()
	if len(fields) != 18 {
		t.Fatalf("%d fields", len(fields))
	}
	if diff := cmp.Diff([]string{"children"}, fields[10].Groups); diff != "" || fields[10].Key != "children" {
		t.Error(fields[10].Key, diff)
	}
}

func TestFindings(t *testing.T) {
	cases := []struct{ component, rule, element string }{
		{`{"type": "html", "id": "h", "content": "<b>"}`, "unsupported-component", "h"},
		{`{"type": "dynamiclist", "id": "d", "path": "p"}`, "unsupported-component", "d"},
		{`{"type": "button", "id": "b"}`, "button", "b"},
		{`{"type": "textfield", "id": "f"}`, "key", "f"},
		{`{"type": "textfield", "key": "a.b"}`, "key", "a.b"},
		{`{"type": "textfield", "key": "_a"}`, "key", "_a"},
		{`{"type": "group", "id": "g", "path": "p"}`, "group-path", "g"},
		{`{"type": "textfield", "key": "a", "validate": {"luck": 1}}`, "unsupported-rule", "a"},
		{`{"type": "textfield", "key": "a", "validate": {"pattern": "(?=a)"}}`, "rule-value", "a"},
		{`{"type": "textfield", "key": "a", "validate": {"minLength": "=x"}}`, "rule-value", "a"},
		{`{"type": "textfield", "key": "a", "validate": {"validationType": "iban"}}`, "rule-value", "a"},
		{`{"type": "textfield", "key": "a", "conditional": {"hide": "= 1 +"}}`, "feel-syntax", "a"},
		{`{"type": "textfield", "key": "a", "conditional": {"hide": "true"}}`, "feel-syntax", "a"},
		{`{"type": "textfield", "key": "a", "conditional": {"show": "=true"}}`, "conditional", "a"},
		{`{"type": "textfield", "key": "a", "label": "=\"Hi \" + name"}`, "text-expression", "a"},
		{`{"type": "select", "key": "a", "valuesKey": "v", "values": [{"label": "x", "value": "x"}]}`, "dynamic-options", "a"},
		{`{"type": "select", "key": "a"}`, "options", "a"},
		{`{"type": "radio", "key": "a", "values": [{"label": "x", "value": "x"}, {"label": "y", "value": "x"}]}`, "options", "a"},
		{`{"type": "datetime", "key": "a"}`, "subtype", "a"},
	}
	for _, c := range cases {
		_, findings := Parse([]byte(`{"id": "f", "schemaVersion": 16, "components": [` + c.component + `]}`))
		if len(findings) != 1 || findings[0].Rule != c.rule || findings[0].Element != c.element {
			t.Errorf("%s: got %v, want %s on %q", c.component, findings, c.rule, c.element)
		}
	}
	twice := `{"type": "textfield", "key": "a"}`
	if _, findings := Parse([]byte(`{"schemaVersion": 16, "components": [` + twice + `,` + twice + `]}`)); !finding.AnyError(findings) {
		t.Error("two fields with one key were accepted")
	}
	if form, findings := Parse([]byte(`[`)); form != nil || !finding.AnyError(findings) {
		t.Error("broken JSON was accepted")
	}
	if _, findings := Parse([]byte(`{"schemaVersion": 3}`)); len(findings) != 1 || findings[0].Rule != "schema-version" {
		t.Errorf("schema version 3: %v", findings)
	}
}

// FuzzValidate: no schema and no submission makes the package panic, and clean values pass again unchanged.
func FuzzValidate(f *testing.F) {
	schema, err := os.ReadFile("testdata/registration.form")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(schema, []byte(`{"name": "Mina", "birthDate": "1990-01-01", "childcare": "yes", "children": 2, "confirmed": true}`))
	f.Add([]byte(`{"components": [{"type": "number", "key": "a", "serializeToString": true}]}`), []byte(`{"a": "007"}`))
	f.Fuzz(func(t *testing.T, schema, submission []byte) {
		form, findings := Parse(schema)
		var values map[string]any
		if form == nil || finding.AnyError(findings) || json.Unmarshal(submission, &values) != nil {
			return
		}
		clean, problems := form.Validate(values, scope)
		if len(problems) > 0 {
			return
		}
		again, problems := form.Validate(clean, scope)
		if len(problems) > 0 {
			t.Fatalf("clean values have problems: %v", problems)
		}
		if diff := cmp.Diff(clean, again); diff != "" {
			t.Errorf("clean values changed: %s", diff)
		}
	})
}

func ExampleForm_Validate() {
	form, _ := Parse([]byte(`{"id": "age", "schemaVersion": 18, "components": [
		{"type": "number", "key": "age", "label": "Age", "validate": {"required": true, "min": 0}}]}`))
	_, problems := form.Validate(map[string]any{"age": "-5", "admin": true}, feel.Scope{})
	for _, p := range problems {
		fmt.Println(p.Field, p.Rule, p.Params)
	}
	// Output:
	// age min map[min:0]
	// admin unknown map[]
}
