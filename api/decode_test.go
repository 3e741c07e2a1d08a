package api

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"handinhand/casework"
)

// echo gives a draft back as it was read.
func echo() operation {
	type in struct {
		Body Draft
		Flag bool `query:"flag"`
	}
	return plain(http.MethodPut, "/echo", "echo", "me", "", func(_ context.Context, _ casework.Actor, i *in) (*body[Draft], error) {
		return bodyOf(i.Body, nil)
	})
}

func TestBodiesThatCannotBeTaken(t *testing.T) {
	for name, test := range map[string]struct {
		path, body, media string
		status            int
		errors            []FieldError
	}{
		"malformed":      {"/echo", `{"values":{`, "application/json", 400, []FieldError{{"body", "schema", "unexpected end of JSON input"}}},
		"two values":     {"/echo", `{"values":{}}{}`, "application/json", 400, []FieldError{{"body", "schema", "invalid character '{' after top-level value"}}},
		"nested too far": {"/echo", `{"values":{"a":` + strings.Repeat("[", 31) + strings.Repeat("]", 31) + `}}`, "application/json", 400, []FieldError{{"body", "schema", "the JSON is nested too deeply"}}},
		"nothing":        {"/echo", ``, "application/json", 400, nil},
		"unknown field":  {"/echo", `{"values":{},"valeus":{}}`, "application/json", 422, []FieldError{{"body.valeus", "unknown", "unexpected property"}}},
		"missing field":  {"/echo", `{}`, "application/json", 422, []FieldError{{"body", "required", "expected required property values to be present"}}},
		"wrong type":     {"/echo", `{"values":7}`, "application/json", 422, []FieldError{{"body.values", "schema", "expected object"}}},
		"wrong query":    {"/echo?flag=perhaps", `{"values":{}}`, "application/json", 422, []FieldError{{"query.flag", "schema", "invalid boolean"}}},
		"not JSON":       {"/echo", `values=1`, "application/x-www-form-urlencoded", 415, []FieldError{{"body", "schema", "unknown content type: application/x-www-form-urlencoded"}}},
		"too large":      {"/echo", `{"values":{"a":"` + strings.Repeat("a", jsonLimit) + `"}}`, "application/json", 413, nil},
	} {
		t.Run(name, func(t *testing.T) {
			p := problemIn(t, newBench(echo()).send("PUT", Base+test.path, test.body, "Content-Type: "+test.media))
			if p.Status != test.status {
				t.Errorf("status %d, want %d", p.Status, test.status)
			}
			if diff := cmp.Diff(test.errors, p.Errors); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestNumbersKeepTheirDigits(t *testing.T) {
	const sent = `{"values":{"fee":458.20,"long":12345678901234567890.123,"list":[1,"a",null,true]}}`
	r := newBench(echo()).send("PUT", Base+"/echo", sent, "Content-Type: application/json")
	var got json.RawMessage
	if err := json.NewDecoder(r.Body).Decode(&got); err != nil || r.StatusCode != http.StatusOK {
		t.Fatal(r.Status, err)
	}
	if strings.Contains(string(got), `"fee":458.20,`) != true || !strings.Contains(string(got), "12345678901234567890.123") {
		t.Errorf("sent %s\ngot  %s", sent, got)
	}
}

func TestDepth(t *testing.T) {
	for text, want := range map[string]int{
		``: 0, `1`: 0, `{}`: 1, `[[],[[]]]`: 3, `{"a":"[[[{{{"}`: 1, `{"\"[[[":1}`: 1, `["\\",[1]]`: 2,
	} {
		if got := depth([]byte(text)); got != want {
			t.Errorf("depth(%s) = %d, want %d", text, got, want)
		}
	}
}

func TestEmptyListsAreLists(t *testing.T) {
	list := read("/list", "list", "me", "", func(ctx context.Context, _ casework.Actor, in *Paging) (*paged[casework.Inbox], error) {
		return pagedOf(ctx, casework.Inbox{List: casework.List[casework.TaskLine]{Next: "a b"}}, "a b", nil)
	})
	r := newBench(list).send("GET", Base+"/list?limit=3&cursor=x", "")
	var got map[string]any
	if err := json.NewDecoder(r.Body).Decode(&got); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"items": []any{}, "elements": []any{}, "news": []any{}, "open": 0.0, "next": "a b"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got, want := r.Header.Get("Link"), `</api/v1/list?cursor=a+b&limit=3>; rel="next"`; got != want {
		t.Errorf("Link is %s, want %s", got, want)
	}
}
