package cli

import (
	"strings"
	"testing"
	"time"

	"handinhand/process/feel"
)

func TestDecideSaysWhy(t *testing.T) {
	d := decideCommand{File: "../library/language-course/route.dmn", Decision: "Weg"}
	decision, err := d.find()
	if err != nil {
		t.Fatal(err)
	}
	given := facts([]string{"residenceTitle=18a", "titleDuration=unlimited", "germanLevel=A2", "inSchool=no", "work=other", "benefit=none", "courseUsed=no", "birthDate=1990-01-01"})
	result, err := decision.Evaluate(feel.Scope{Vars: feel.Vars(given), Now: time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := writeReasons(&b, decision.Name, result); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"Weg = \"entitled\"\n",
		"Gruppe des Titels = \"claim\": rule 1, because Aufenthaltstitel is \"18a\" (AufenthG § 44 Abs. 1 Satz 1 Nr. 1 Buchst. a (Erwerbstätigkeit))\n",
		"Weg = \"entitled\": rule 5, because Gruppe is \"claim\", Dauerhaft is true (A: ",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%s\nlacks %s", b.String(), want)
		}
	}
	if _, err := (&decideCommand{File: d.File, Decision: "fate"}).find(); err == nil || !strings.Contains(err.Error(), "titleGroup") {
		t.Errorf("an unknown decision: %v", err)
	}
}

func TestFacts(t *testing.T) {
	got := facts([]string{"a=1.50", "b=true", "c=some text", "d=2026-05-03", `e=["x"]`, "f=null", "g="})
	if s := oneValue(feel.FromJSON(got)); s != `{"a":1.5,"b":true,"c":"some text","d":"2026-05-03","e":["x"],"f":null,"g":""}` {
		t.Error(s)
	}
}
