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
