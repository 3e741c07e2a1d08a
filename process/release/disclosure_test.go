package release_test

import (
	"testing"

	"handinhand/library"
	"handinhand/process/release"
)

// TestDisclosures: the register of the shipped process names what the immigration
// office gets, with its law, and nothing of the registration.
func TestDisclosures(t *testing.T) {
	for _, pkg := range library.Packages() {
		r, findings := release.Load(pkg.Files)
		if r == nil {
			t.Fatalf("%s: %v", pkg.Name, findings)
		}
		if pkg.Name != "language-course" {
			continue
		}
		office := map[string]release.Disclosure{}
		for _, d := range r.Disclosures() {
			if d.Statute == "" && d.LegalBasis != "eu-gdpr:A6-1-a" || d.Purpose == "" || d.LegalBasis == "" || d.Source == "" {
				t.Errorf("%+v says too little", d)
			}
			if d.Recipient == "immigration-office" {
				office[d.Item] = d
			}
		}
		if d := office["benefit"]; !d.Told || d.Zone != "enforcement" {
			t.Errorf("the benefit is %+v, want told by law", d)
		}
		if d := office["residence-title"]; d.Told || d.Source != "applicant" {
			t.Errorf("the title is %+v, want lent from the applicant", d)
		}
		for _, never := range []string{"childcare", "contact", "address", "test-result"} {
			if d, gets := office[never]; gets {
				t.Errorf("the immigration office gets %+v", d)
			}
		}
	}
}

// TestComing tells what agencies will get from where a case stands on.
func TestComing(t *testing.T) {
	r := load(t, shipped(t))
	coming := r.Coming("confirm")
	find := func(recipient, item string) (release.Coming, bool) {
		for _, c := range coming {
			if c.Recipient == recipient && c.Item == item {
				return c, true
			}
		}
		return release.Coming{}, false
	}
	course, ok := find("federal-office", "course")
	if !ok || course.Element != "sendRegistration" || course.Certain || course.Statute == "" {
		t.Errorf("the federal office will get %+v, %v", course, ok)
	}
	test, ok := find("test-centre", "name")
	if !ok || test.Steps >= course.Steps {
		t.Errorf("the test comes before the registration: %+v", test)
	}
	if again, ok := find("immigration-office", "residence-title"); ok && again.Element != "reviewConfirmation" {
		t.Errorf("what the office is lent already is told as coming: %+v", again) // but for a review, by another law
	}
	for _, c := range r.Coming("fillRegistration") {
		if c.Element == "register" && !c.Certain {
			t.Errorf("from the registration on no way passes the course provider by: %+v", c)
		}
	}
	if late := r.Coming("seeStart"); len(late) > len(coming) {
		t.Errorf("at the end more is coming than in the middle: %d, %d", len(late), len(coming))
	}
}
