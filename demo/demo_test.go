package demo

import (
	"bytes"
	"image/jpeg"
	"regexp"
	"slices"
	"strconv"
	"testing"

	"go.yaml.in/yaml/v3"
)

func TestPersonasFitTheAgencies(t *testing.T) {
	var agencies []struct {
		ID, Role, Zone string
		Name           map[string]string
		Place          string
	}
	if err := yaml.Unmarshal(AgenciesYAML, &agencies); err != nil {
		t.Fatal(err)
	}
	known, providers := map[string]bool{"": true}, 0
	for _, a := range agencies {
		known[a.ID] = true
		if a.Role == "course-provider" {
			providers++
		}
		if a.Name["de"] == "" || a.Name["en"] == "" || a.Zone == "" {
			t.Errorf("agency %s is not complete", a.ID)
		}
	}
	if providers < 2 {
		t.Error("there must be two course providers, so that an applicant has a choice")
	}
	names := map[string]bool{}
	for _, p := range Personas() {
		if names[p.Username] || !known[p.Agency] || p.Title["de"] == "" || p.Title["en"] == "" || len(p.Roles) == 0 {
			t.Errorf("persona %s is not complete, there twice, or of no agency", p.Username)
		}
		if clerk := slices.Contains(p.Roles, "clerk") || p.Kind == "system"; clerk != (p.Agency != "") {
			t.Errorf("persona %s has the agency %q", p.Username, p.Agency)
		}
		names[p.Username] = true
	}
}

func TestStepsHaveNames(t *testing.T) {
	stories := []*Story{NewStory(Place{}, func(Line) {})}
	for _, p := range plots() {
		s := newStory(Place{}, func(Line) {}, p.applicant, p.provider)
		s.steps = p.steps(s)
		stories = append(stories, s)
		if _, err := persona(p.applicant); err != nil {
			t.Errorf("%s: %v", p.title, err)
		}
	}
	for _, s := range stories {
		names := map[string]bool{}
		for _, step := range s.Steps() {
			if step.Name == "" || names[step.Name] {
				t.Errorf("the step %q of %s is there twice", step.Name, s.applicant)
			}
			names[step.Name] = true
		}
	}
	if err := stories[0].RunUntil(t.Context(), "no such step"); err == nil {
		t.Error("a step that is not there was done")
	}
}

// TestPDF follows the cross-reference table as a reader does.
func TestPDF(t *testing.T) {
	file := pdf("Demo (1)", `a\b`)
	start := regexp.MustCompile(`startxref\n(\d+)\n%%EOF\n$`).FindSubmatch(file)
	if start == nil || !bytes.HasPrefix(file, []byte("%PDF-1.4\n")) {
		t.Fatalf("no PDF: %q", file)
	}
	at, err := strconv.Atoi(string(start[1]))
	if err != nil || !bytes.HasPrefix(file[at:], []byte("xref\n0 6\n")) {
		t.Fatalf("startxref leads to %.20q", file[at:])
	}
	for i, entry := range regexp.MustCompile(`(\d{10}) 00000 n `).FindAllSubmatch(file[at:], -1) {
		offset, err := strconv.Atoi(string(entry[1]))
		if want := strconv.Itoa(i+1) + " 0 obj"; err != nil || !bytes.HasPrefix(file[offset:], []byte(want)) {
			t.Errorf("object %d is at %d: %.20q", i+1, offset, file[offset:])
		}
	}
	if !bytes.Contains(file, []byte(`(Demo \(1\))`)) {
		t.Error("brackets in a line end it")
	}
}

func TestPhoto(t *testing.T) {
	one, err := photo(10)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := jpeg.Decode(bytes.NewReader(one)); err != nil {
		t.Error(err)
	}
	if two, err := photo(200); err != nil || bytes.Equal(one, two) {
		t.Errorf("two people have the same photo: %v", err)
	}
}

func TestEmptyValuesAreLeftOut(t *testing.T) {
	v := application("Wiryanto", "", "1995-06-30", values{"titleIssued": nil})
	for _, field := range []string{"familyName", "titleIssued"} {
		if value, there := v[field]; there {
			t.Errorf("%s is there: %v", field, value)
		}
	}
	if v["passportName"] != "Wiryanto" {
		t.Errorf("the name of somebody with one name is %q", v["passportName"])
	}
}
