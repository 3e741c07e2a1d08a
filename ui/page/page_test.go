package page

import (
	"bytes"
	"encoding/json"
	"mime/multipart"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/go-cmp/cmp"

	"handinhand/casework"
	"handinhand/models"
	"handinhand/ui/locales"
)

func TestLocal(t *testing.T) {
	for wish, want := range map[string]string{
		"/work?step=a": "/work?step=a", "/work/tasks/1": "/work/tasks/1", "": "/work", "/workshop": "/work",
		"https://evil.example/work": "/work", "//evil.example/work": "/work", `/work\..\x`: "/work", "/studio": "/work",
	} {
		if got := Local(wish, "/work"); got != want {
			t.Errorf("Local(%q) = %q, want %q", wish, got, want)
		}
	}
	if got := Local("/cases/1", "/"); got != "/cases/1" {
		t.Errorf("everything local is below /, got %q", got)
	}
	if got := Local("//evil.example", "/"); got != "/" {
		t.Errorf("another host is not local, got %q", got)
	}
}

func phrases(t *testing.T, tag string) *locales.Phrases {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	book, err := locales.Open(func() time.Time { return time.Date(2026, 2, 26, 23, 30, 0, 0, time.UTC) }, zone)
	if err != nil {
		t.Fatal(err)
	}
	return book.In(tag)
}

var form = []casework.Field{
	{Key: "name", Type: "textfield", Label: "Name"},
	{Key: "group", Type: "group", Fields: []casework.Field{
		{Key: "years", Type: "number", Label: "Jahre"}, {Key: "care", Type: "checkbox"}, {Key: "tongues", Type: "checklist"},
	}},
	{Key: "known", Type: "textfield", ReadOnly: true}, {Key: "unasked", Type: "textfield"}, {Key: "cleared", Type: "textfield"},
}

func TestSubmission(t *testing.T) {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for _, pair := range [][2]string{
		{"do", "check"}, {"key", "k1"}, {"version", "3"}, {"f-name", " Rahimi "}, {"f-years", "1.234,5"}, {"f-care", ""}, {"f-care", "true"},
		{"f-tongues", ""}, {"f-tongues", "fa"}, {"f-tongues", "ps"}, {"f-known", "forged"}, {"f-cleared", ""}, {"cannot-school", "verbrannt"},
	} {
		if err := w.WriteField(pair[0], pair[1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	c, _ := gin.CreateTestContext(httptest.NewRecorder())
	c.Request = httptest.NewRequest("POST", "/tasks/x", &body)
	c.Request.Header.Set("Content-Type", w.FormDataContentType())
	r := &Request{Context: c, Say: phrases(t, "de")}
	sent, err := r.Read("x")
	if err != nil {
		t.Fatal(err)
	}
	if sent.Do != "check" || sent.Key != "k1" || sent.Version != 3 {
		t.Errorf("sent %+v", sent)
	}
	want := map[string]any{"name": "Rahimi", "years": json.Number("1234.5"), "care": true, "tongues": []any{"fa", "ps"}, "cleared": nil}
	if diff := cmp.Diff(want, sent.Values(r, form)); diff != "" {
		t.Errorf("values (-want +got):\n%s", diff)
	}
	needs := []casework.Need{{Item: "school", HandIn: true, MayBeMissing: true}, {Item: "title", HandIn: true}}
	if diff := cmp.Diff(map[string]string{"school": "verbrannt"}, sent.Missing(needs)); diff != "" {
		t.Errorf("missing (-want +got):\n%s", diff)
	}
}

func TestFieldProblems(t *testing.T) {
	task := casework.Task{Fields: form, Needs: []casework.Need{{Item: "title", Name: "Aufenthaltstitel"}}}
	got := FieldProblems(phrases(t, "de"), task, []models.FieldProblem{
		{Field: "years", Rule: "required"}, {Field: "document:title", Rule: "required"}, {Field: "name", Rule: "unheard-of"},
	})
	want := Problems{{"f-years", "„Jahre“ fehlt noch."}, {"paper-title", "„Aufenthaltstitel“ fehlt noch."}, {"f-name", "Bitte prüfen Sie „Name“."}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestDates asks at half past midnight in Berlin, when it is still yesterday in
// UTC.
func TestDates(t *testing.T) {
	de, en := phrases(t, "de"), phrases(t, "en")
	march := time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct{ got, want string }{
		{de.Day(march), "Dienstag, 3. März 2026"}, {en.Day(march), "Tuesday, 3 March 2026"},
		{de.Distance(march), "in 4 Tagen"}, {en.Distance(march.AddDate(0, 0, -5)), "yesterday"},
		{de.Distance(time.Date(2026, 2, 27, 1, 0, 0, 0, time.UTC)), "heute"}, {de.Distance(march.AddDate(1, 0, 0)), ""},
		{de.Moment(march), "Dienstag, 3. März 2026, 13:00 Uhr (MEZ)"}, {de.Moment(march.AddDate(0, 4, 0)), "Freitag, 3. Juli 2026, 14:00 Uhr (MESZ)"},
		{de.Size(1_840_000), "1,8 MB"}, {en.Size(1_840_000), "1.8 MB"}, {de.Size(2500), "3 kB"},
		{en.Number("1,234.5"), "1234.5"}, {de.Number("viele"), "viele"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestDirection(t *testing.T) {
	for tag, want := range map[string]string{"ar": "rtl", "fa": "rtl", "he": "rtl", "ku-Arab": "rtl", "ku": "ltr", "de": "ltr", "uk": "ltr", "": "ltr", "nonsense!": "ltr"} {
		if got := Direction(tag); got != want {
			t.Errorf("%q is written %s, want %s", tag, got, want)
		}
	}
}
