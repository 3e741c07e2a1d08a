package analysis_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"handinhand/internal/sketch"
	"handinhand/process/analysis"
)

// large is several processes of 2,000 elements each: blocks of a task, a decision, a choice with two ways and a merge, with
// fields of every label.
func large(tb testing.TB, elements, labels int) []analysis.Subject {
	tb.Helper()
	const each = 2000
	var subjects []analysis.Subject
	for n := range elements / each {
		var b strings.Builder
		clerks, applicants, last := []string{"job-centre", "service"}, []string{"applicant", "applicant"}, "start"
		for label := range labels {
			fmt.Fprintf(&b, "label label%d applicant service\n", label)
		}
		for i := 0; i < 314; i++ {
			key := fmt.Sprintf("x%d", i)
			fmt.Fprintf(&b, "item item-%s label%d %s\nform ask-%s %s\nform look-%s %s!\n", key, i%labels, key, key, key, key, key)
			fmt.Fprintf(&b, "task ask%d form:ask-%s\ntask look%d form:look-%s fact:item-%s\nscript sum%d y%d = if %s = \"yes\" then 1 else 2\n", i, key, i, key, key, i, i, key)
			fmt.Fprintf(&b, "%s -> ask%d -> sum%d -> gate%d\ngate%d -> look%d if =y%d = 1\ngate%d -> other%d if =y%d != 1\nlook%d -> merge%d\nother%d -> merge%d\n", last, i, i, i, i, i, i, i, i, i, i, i, i, i)
			clerks = append(clerks, fmt.Sprintf("look%d", i), fmt.Sprintf("other%d", i), fmt.Sprintf("sum%d", i))
			applicants = append(applicants, fmt.Sprintf("ask%d", i))
			last = fmt.Sprintf("merge%d", i)
			if i%10 == 0 {
				fmt.Fprintf(&b, "%s -> fork%d\nfork%d -> left%d -> join%d\nfork%d -> right%d -> join%d\n", last, i, i, i, i, i, i, i)
				clerks = append(clerks, fmt.Sprintf("left%d", i), fmt.Sprintf("right%d", i))
				last = fmt.Sprintf("join%d", i)
			}
		}
		fmt.Fprintf(&b, "%s -> end\nlane %s\nlane %s\n", last, strings.Join(applicants, " "), strings.Join(clerks, " "))
		subjects = append(subjects, sketch.Parse(tb, fmt.Sprintf("p%d", n), b.String()).Subject(tb))
	}
	return subjects
}

// BenchmarkFirewall proves processes of 10,000 elements and 40 labels together.
func BenchmarkFirewall(b *testing.B) {
	subjects := large(b, 10_000, 40)
	policy := analysis.Policy{Zones: sketch.StandardPolicy}
	for b.Loop() {
		proof := analysis.Firewall(policy, subjects...)
		if !proof.Holds() {
			b.Fatalf("%d leaks, the first: %s", len(proof.Leaks), proof.Leaks[0].Finding)
		}
		b.ReportMetric(float64(proof.Elements), "elements")
		b.ReportMetric(float64(proof.Items), "items")
	}
}

// TestFirewallOfManyElements proves the same once and prints how long it took.
func TestFirewallOfManyElements(t *testing.T) {
	subjects := large(t, 10_000, 40)
	begun := time.Now()
	proof := analysis.Firewall(analysis.Policy{Zones: sketch.StandardPolicy}, subjects...)
	t.Logf("proof of %d elements and %d items together: %v", proof.Elements, proof.Items, time.Since(begun).Round(time.Millisecond))
	if !proof.Holds() || proof.Elements < 10_000 {
		t.Errorf("of %d elements there are %d leaks", proof.Elements, len(proof.Leaks))
	}
}

// BenchmarkFirewallLeaks is the same with one lane that may see nothing.
func BenchmarkFirewallLeaks(b *testing.B) {
	subjects := large(b, 10_000, 40)
	for b.Loop() {
		if proof := analysis.Firewall(analysis.Policy{}, subjects...); proof.Holds() {
			b.Fatal("nothing was found")
		}
	}
}
