package bpmn_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"handinhand/process/bpmn"
)

func TestSpanRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sign := rapid.SampledFrom([]int{1, -1}).Draw(t, "sign")
		s := bpmn.Span{
			Months: sign * rapid.IntRange(0, 120_000).Draw(t, "months"), Days: sign * rapid.IntRange(0, 3_660_000).Draw(t, "days"),
			Exact: time.Duration(sign) * time.Duration(rapid.Int64Range(0, 9_000_000_000).Draw(t, "seconds")) * time.Second / 1000,
		}
		back, err := bpmn.ParseSpan(s.String())
		if err != nil || back != s {
			t.Fatalf("%+v is written as %s and read as %+v, %v", s, s, back, err)
		}
	})
}

func TestSpanAfter(t *testing.T) {
	tests := []struct{ from, span, want string }{
		{"2026-01-31T08:00:00Z", "P1M", "2026-02-28T08:00:00Z"},
		{"2028-01-31T08:00:00Z", "P1M", "2028-02-29T08:00:00Z"},
		{"2026-03-31T08:00:00Z", "-P1M", "2026-02-28T08:00:00Z"},
		{"2026-12-31T23:00:00Z", "P1Y2MT2H", "2028-03-01T01:00:00Z"},
		{"2026-01-31T08:00:00Z", "P2W", "2026-02-14T08:00:00Z"},
	}
	for _, test := range tests {
		span, err := bpmn.ParseSpan(test.span)
		if err != nil {
			t.Fatal(err)
		}
		from, _ := time.Parse(time.RFC3339, test.from)
		if got := span.After(from).Format(time.RFC3339); got != test.want {
			t.Errorf("%s after %s is %s, want %s", test.span, test.from, got, test.want)
		}
	}
}

func TestWhatIsNoTime(t *testing.T) {
	for _, s := range []string{"", "P", "PT", "P1", "1D", "P1DT", "P-1D", "PT1D", "P1H", "P99999999999D", "P999999999Y"} {
		if _, err := bpmn.ParseSpan(s); err == nil {
			t.Errorf("%q was read as a duration", s)
		}
	}
	for _, s := range []string{"", "R", "R/", "R0/PT1H", "R-2/PT1H", "3/PT1H", "R3/PT0S", "R3/-PT1H", "R3/x/PT1H", "R3/PT1H/PT1H/PT1H"} {
		if _, err := bpmn.ParseCycle(s); err == nil {
			t.Errorf("%q was read as a cycle", s)
		}
	}
	for _, s := range []string{"", "2026", "2026-02-30", "01.02.2026", "2026-01-01T25:00:00Z"} {
		if _, err := bpmn.ParseMoment(s, time.UTC); err == nil {
			t.Errorf("%q was read as a date", s)
		}
	}
}
