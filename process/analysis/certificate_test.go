package analysis_test

import (
	"reflect"
	"strings"
	"testing"

	"handinhand/internal/sketch"
	"handinhand/process/analysis"
)

func TestCertificate(t *testing.T) {
	c := sketch.Read(t, files(t, "harmless")["law_task"])
	subjects := c.Subjects(t)
	proof := analysis.Firewall(c.Policy, subjects...)
	certificate, err := proof.Certify(c.Policy, subjects...)
	if err != nil {
		t.Fatal(err)
	}
	text, err := certificate.Text()
	if err != nil {
		t.Fatal(err)
	}
	read, err := analysis.ParseCertificate(text)
	if err != nil || !reflect.DeepEqual(read, certificate) {
		t.Errorf("a certificate reads as %+v (%v), want %+v", read, err, certificate)
	}
	if err := read.Covers("hash of c", c.Policy); err != nil {
		t.Errorf("Covers: %v", err)
	}
	if len(read.Transfers) != 1 || read.Transfers[0].Statute != "Some Act § 1" {
		t.Errorf("the transfers are %+v, want the one of the process", read.Transfers)
	}
	moved := analysis.Policy{Zones: map[string]string{"job-centre": "enforcement"}}
	older := read
	older.Version = 0
	unproven := read
	unproven.Proven = nil
	for what, err := range map[string]error{
		"not about release": read.Covers("another", c.Policy), "has changed": read.Covers("hash of c", moved),
		"version": older.Covers("hash of c", c.Policy), "does not say": unproven.Covers("hash of c", c.Policy),
	} {
		if err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("Covers gives %v, want an error with %q", err, what)
		}
	}
}

func TestNoCertificateForALeak(t *testing.T) {
	c := sketch.Read(t, files(t, "leaks")["direct_fact"])
	subjects := c.Subjects(t)
	if _, err := analysis.Firewall(c.Policy, subjects...).Certify(c.Policy, subjects...); err == nil {
		t.Error("a leak was certified")
	}
}

// TestSameProofTwice: no order of a map shows in what a proof says.
func TestSameProofTwice(t *testing.T) {
	for name, archive := range files(t, "leaks") {
		c := sketch.Read(t, archive)
		subjects := c.Subjects(t)
		first, second := analysis.Firewall(c.Policy, subjects...), analysis.Firewall(c.Policy, subjects...)
		if !reflect.DeepEqual(first, second) {
			t.Errorf("%s: two proofs differ:\n%+v\n%+v", name, first, second)
		}
	}
	a := analysis.Policy{Zones: map[string]string{"a": "service", "b": "expert", "c": "enforcement"}}
	b := analysis.Policy{Zones: map[string]string{"c": "enforcement", "b": "expert", "a": "service"}}
	if a.Hash() != b.Hash() {
		t.Error("equal policies have different hashes")
	}
}
