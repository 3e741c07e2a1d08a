package cli

import (
	"strings"
	"testing"

	"handinhand/process/conformance"
)

func TestWriteReport(t *testing.T) {
	var b strings.Builder
	err := writeReport(&b, &conformance.Report{
		Failures: []conformance.Failure{
			{Folder: "level/one", Case: "001", Node: "Fee", Expected: "12", Got: "null (two\nlines)"},
			{Folder: "level/one", Case: "002", Expected: "a case", Got: "nothing"},
		},
		Totals: []conformance.Total{{Name: "level", Passed: 3, Failed: 2}},
		Passed: 3, Failed: 2,
	})
	want := "level/one: 001, Fee: expected 12, got null (two lines)\nlevel/one: 002: expected a case, got nothing\n" +
		"level: 3 passed, 2 failed\n3 passed, 2 failed\n"
	if err != nil || b.String() != want {
		t.Errorf("%v\n%s", err, b.String())
	}
}
