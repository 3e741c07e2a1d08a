package api

import (
	"context"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"handinhand/casework"
	"handinhand/models"
)

// modelKinds reads every Kind that models declares, so that a new one cannot be
// forgotten in our table.
func modelKinds(t *testing.T) []models.Kind {
	t.Helper()
	var kinds []models.Kind
	for _, value := range constants(t, "../models/errors.go", "Kind") {
		kinds = append(kinds, models.Kind(value))
	}
	if len(kinds) < 11 {
		t.Fatalf("found the kinds %v only", kinds)
	}
	return kinds
}

// constants reads the string constants of a file whose names begin with a prefix.
func constants(t *testing.T, file, prefix string) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var values []string
	ast.Inspect(parsed, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || !strings.HasPrefix(spec.Names[0].Name, prefix) || len(spec.Values) == 0 {
			return true
		}
		value, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		values = append(values, value)
		return true
	})
	return values
}

func TestEveryRuleOfAFormHasASentence(t *testing.T) {
	rules := constants(t, "../process/form/validate.go", "Rule")
	if len(rules) < 10 {
		t.Fatalf("found the rules %v only", rules)
	}
	for _, rule := range append(rules, "nobody") {
		if _, ok := sentence(locales[0], "rule."+rule, nil); !ok {
			t.Errorf("locales/%s.json has no rule.%s", locales[0], rule)
		}
	}
}

func TestEveryKindHasAStatus(t *testing.T) {
	for _, kind := range modelKinds(t) {
		if statuses[kind] == 0 {
			t.Errorf("%s has no status in the table of problem.go", kind)
		}
	}
}

func TestEveryKindHasATitle(t *testing.T) {
	for _, locale := range locales {
		for kind := range statuses {
			if _, ok := sentence(locale, "problem."+string(kind), nil); !ok {
				t.Errorf("locales/%s.json has no problem.%s", locale, kind)
			}
		}
	}
	want := slices.Sorted(maps.Keys(sentences[locales[0]]))
	for _, locale := range locales[1:] {
		if diff := cmp.Diff(want, slices.Sorted(maps.Keys(sentences[locale]))); diff != "" {
			t.Errorf("locales/%s.json has other keys than %s.json:\n%s", locale, locales[0], diff)
		}
	}
}

// failing is an operation that always fails in the same way.
func failing(err error) operation {
	return read("/fails/{id}", "fail", "me", "", func(context.Context, casework.Actor, *struct {
		ID string `path:"id"`
	}) (*none, error) {
		return nil, err
	})
}

func TestProblemOfEachKind(t *testing.T) {
	for _, kind := range modelKinds(t) {
		t.Run(string(kind), func(t *testing.T) {
			b := newBench(failing(&models.Problem{Kind: kind, Detail: "what is wrong", Err: errors.New("the cause")}))
			r := b.send("GET", "/api/v1/fails/1", "", "Accept-Language: en-GB, de;q=0.5")
			p := problemIn(t, r)
			if p.Status != statuses[kind] || p.Type != problemType+string(kind) {
				t.Errorf("got %d %s", p.Status, p.Type)
			}
			if title, _ := sentence("en", "problem."+string(kind), nil); p.Title != title {
				t.Errorf("title is %q, want %q", p.Title, title)
			}
			if ours := kind == models.KindInternal; (p.Detail == "") != ours || strings.Contains(p.Detail, "cause") {
				t.Errorf("detail is %q", p.Detail)
			}
			if logged := strings.Contains(b.log.String(), "the cause"); logged != (p.Status >= 500) {
				t.Errorf("the cause is logged: %v\n%s", logged, &b.log)
			}
			for header, status := range map[string]int{"WWW-Authenticate": http.StatusUnauthorized, "Retry-After": http.StatusServiceUnavailable} {
				if (r.Header.Get(header) != "") != (p.Status == status) {
					t.Errorf("%s is %q", header, r.Header.Get(header))
				}
			}
		})
	}
}

func TestUnknownErrorTellsNothing(t *testing.T) {
	b := newBench(failing(errors.New("pq: password of clerk7 is wrong")))
	r := b.send("GET", "/api/v1/fails/1", "", RequestIDHeader+": test-0001")
	p := problemIn(t, r)
	if p.Status != http.StatusInternalServerError || p.Detail != "" || len(p.Errors) > 0 {
		t.Errorf("got %+v", p)
	}
	if p.Title != "Bei uns ist etwas schiefgegangen" {
		t.Errorf("without Accept-Language the title is %q, want German", p.Title)
	}
	if log := b.log.String(); !strings.Contains(log, "clerk7") || !strings.Contains(log, "test-0001") {
		t.Errorf("the log does not hold the error and the request's id:\n%s", log)
	}
}

func TestFieldErrors(t *testing.T) {
	b := newBench(failing(&models.Problem{Kind: models.KindInvalid, Fields: []models.FieldProblem{
		{Field: "givenName", Rule: "required"},
		{Field: "document:passport", Rule: "no-such-rule"},
		{Field: "age", Rule: "min", Params: map[string]any{"min": 16}},
	}}))
	p := problemIn(t, b.send("GET", "/api/v1/fails/1", "", "Accept-Language: en"))
	want := []FieldError{
		{"givenName", "required", "Please fill this in."},
		{"document:passport", "no-such-rule", "Please check this (no-such-rule)."},
		{"age", "min", "At least 16."},
	}
	if diff := cmp.Diff(want, p.Errors); diff != "" {
		t.Error(diff)
	}
}

func TestProblemInTheLanguageOfItsReader(t *testing.T) {
	b := newBench(failing(&models.Problem{Kind: models.KindInvalid, Fields: []models.FieldProblem{{Field: "age", Rule: "min", Params: map[string]any{"min": 16}}}}))
	for wish, want := range map[string]string{
		"ar-SY, de;q=0.5": "16 على الأقل.",
		"de":              "Mindestens 16.",
		"en":              "At least 16.",
		"fr":              "Mindestens 16.",
	} {
		p := problemIn(t, b.send("GET", "/api/v1/fails/1", "", "Accept-Language: "+wish))
		if title, _ := sentence(localeOf(wish, ""), "problem.invalid", nil); p.Title != title || len(p.Errors) != 1 || p.Errors[0].Message != want {
			t.Errorf("%s is answered by %q %v, want %q", wish, p.Title, p.Errors, want)
		}
	}
}

func TestUnmatched(t *testing.T) {
	b := newBench(failing(nil))
	if p := problemIn(t, b.send("GET", "/api/v1/nowhere", "")); p.Status != http.StatusNotFound {
		t.Errorf("an unknown path is %d", p.Status)
	}
	r := b.send("DELETE", "/api/v1/fails/1", "")
	if p := problemIn(t, r); p.Status != http.StatusMethodNotAllowed || r.Header.Get("Allow") != "GET" {
		t.Errorf("a wrong method is %d, Allow %q", p.Status, r.Header.Get("Allow"))
	}
}
