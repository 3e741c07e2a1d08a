package models

import (
	"regexp"
	"strings"
	"testing"
)

func TestCaseNumberReadsOut(t *testing.T) {
	shape := regexp.MustCompile(`^LC-[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}$`)
	for range 1000 {
		n, err := NewCaseNumber("language-course")
		if err != nil || !shape.MatchString(n) {
			t.Fatalf("NewCaseNumber = %q, %v", n, err)
		}
		typed := strings.ToLower(strings.ReplaceAll(n, "-", " "))
		if got, err := ParseCaseNumber(typed); err != nil || got != n {
			t.Fatalf("ParseCaseNumber(%q) = %q, %v; want %q", typed, got, err, n)
		}
	}
}

func TestCaseNumberFindsTypingErrors(t *testing.T) {
	n, err := NewCaseNumber("language-course")
	if err != nil {
		t.Fatal(err)
	}
	body := strings.ReplaceAll(n[3:], "-", "")
	for i := range body {
		for _, r := range numberAlphabet {
			if wrong := body[:i] + string(r) + body[i+1:]; wrong != body {
				refuse(t, "LC"+wrong)
			}
		}
		if i > 0 && body[i-1] != body[i] {
			refuse(t, "LC"+body[:i-1]+string(body[i])+string(body[i-1])+body[i+1:])
		}
	}
	for _, junk := range []string{"", "LC", "LC-1234-5678", "ÄÖÜ-äöü", strings.Repeat("é", 20)} {
		refuse(t, junk)
	}
}

func refuse(t *testing.T, typed string) {
	t.Helper()
	if got, err := ParseCaseNumber(typed); KindOf(err) != KindInvalid {
		t.Errorf("ParseCaseNumber(%q) = %q, %v; want a refusal", typed, got, err)
	}
}
