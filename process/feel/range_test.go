package feel

import "testing"

// TestRangeRelations holds every example of DMN 1.5, table 78.
func TestRangeRelations(t *testing.T) {
	truth := map[bool][]string{
		true: {
			`before(1, 10)`, `before(1, (1..10])`, `before(1, [5..10])`, `before([1..10), 10)`, `before([1..10], 15)`, `before([1..10], [15..20])`, `before([1..10), [10..20])`,
			`before([1..10], (10..20])`, `after(10, 5)`, `after(12, [1..10])`, `after(10, [1..10))`, `after([11..20], 10)`, `after((11..20], 11)`, `after([11..20], [1..10])`,
			`after([11..20], [1..11))`, `after((11..20], [1..11])`, `meets([1..5], [5..10])`, `met by([5..10], [1..5])`,
			`overlaps([1..5], [3..8])`, `overlaps([3..8], [1..5])`, `overlaps([1..8], [3..5])`, `overlaps([3..5], [1..8])`, `overlaps([1..5], [5..8])`, `overlaps([5..8], [1..5])`,
			`overlaps before([1..5], [3..8])`, `overlaps before([1..5], [5..8])`, `overlaps before([1..5), (1..5])`, `overlaps before([1..5], (1..5])`,
			`overlaps after([3..8], [1..5])`, `overlaps after([5..8], [1..5])`, `overlaps after((1..5], [1..5))`, `overlaps after((1..5], [1..5])`,
			`finishes(10, [1..10])`, `finishes([5..10], [1..10])`, `finishes([5..10), [1..10))`, `finishes([1..10], [1..10])`, `finishes((1..10], [1..10])`,
			`finished by([1..10], 10)`, `finished by([1..10], [5..10])`, `finished by([1..10), [5..10))`, `finished by([1..10], [1..10])`, `finished by([1..10], (1..10])`,
			`includes([1..10], 5)`, `includes([1..10], 1)`, `includes([1..10], 10)`, `includes([1..10], [4..6])`, `includes([1..10], [1..5])`, `includes((1..10], (1..5])`,
			`includes([1..10], (1..10))`, `includes([1..10), [5..10))`, `includes([1..10], [1..10))`, `includes([1..10], (1..10])`, `includes([1..10], [1..10])`,
			`during(5, [1..10])`, `during(1, [1..10])`, `during(10, [1..10])`, `during([4..6], [1..10])`, `during([1..5], [1..10])`, `during((1..5], (1..10])`, `during((1..10), [1..10])`,
			`during([5..10), [1..10))`, `during([1..10), [1..10])`, `during((1..10], [1..10])`, `during([1..10], [1..10])`,
			`starts(1, [1..10])`, `starts([1..5], [1..10])`, `starts((1..5], (1..10])`, `starts([1..10], [1..10])`, `starts([1..10), [1..10])`, `starts((1..10), (1..10))`,
			`started by([1..10], 1)`, `started by([1..10], [1..5])`, `started by((1..10], (1..5])`, `started by([1..10], [1..10])`, `started by([1..10], [1..10))`, `started by((1..10), (1..10))`,
			`coincides(5, 5)`, `coincides([1..5], [1..5])`, `before(point: 1, range: [5..10])`, `during("b", ["a".."c"])`, `before(@"2026-01-01", [@"2026-02-01"..@"2026-03-01"])`,
			`before(1, (> 1))`, `includes((< 10), 5)`, `includes((< 10), [1..5])`, `overlaps((> 3), (< 5))`, `started by([1..10], [1..5])`, `coincides((> 1), (> 1))`,
		},
		false: {
			`before(10, 1)`, `before(1, [1..10])`, `before([1..10], 10)`, `before([1..10], [10..20])`, `after(5, 10)`, `after(10, [1..10])`, `after([11..20], 12)`, `after([11..20], 11)`, `after([1..10], [11..20])`,
			`meets([1..5), [5..10])`, `meets([1..5], (5..10])`, `meets([1..5], [6..10])`, `met by([5..10], [1..5))`, `met by((5..10], [1..5])`, `met by([6..10], [1..5])`,
			`overlaps([1..5], [6..8])`, `overlaps([6..8], [1..5])`, `overlaps([1..5], (5..8])`, `overlaps([1..5), [5..8])`, `overlaps([1..5), (5..8])`, `overlaps((5..8], [1..5])`, `overlaps([5..8], [1..5))`, `overlaps((5..8], [1..5))`,
			`overlaps before([1..5], [6..8])`, `overlaps before([1..5], (5..8])`, `overlaps before([1..5), [5..8])`, `overlaps before([1..5), [1..5])`, `overlaps before([1..5], [1..5])`,
			`overlaps after([6..8], [1..5])`, `overlaps after((5..8], [1..5])`, `overlaps after([5..8], [1..5))`, `overlaps after([1..5], [1..5))`, `overlaps after([1..5], [1..5])`,
			`finishes(10, [1..10))`, `finishes([5..10), [1..10])`, `finished by([1..10), 10)`, `finished by([1..10], [5..10))`, `includes([1..10], 12)`, `includes((1..10], 1)`, `includes([1..10), 10)`,
			`during(12, [1..10])`, `during(1, (1..10])`, `during(10, [1..10))`, `starts(1, (1..10])`, `starts(2, [1..10])`, `starts((1..5], [1..10])`, `starts([1..5], (1..10])`,
			`started by((1..10], 1)`, `started by([1..10], 2)`, `started by([1..10], (1..5])`, `started by((1..10], [1..5])`, `coincides(3, 4)`, `coincides((1..5), [1..5])`, `coincides([1..5], [2..6])`,
			`after(10, (> 1))`, `includes([1..10], (> 5))`, `coincides((> 1), [1..2])`,
		},
	}
	for want, sources := range truth {
		for _, src := range sources {
			runCases(t, []struct{ src, want string }{{src, literal(want)}})
		}
	}
	runCases(t, []struct{ src, want string }{
		{`before(1, "a")`, `null`}, {`before(null, 1)`, `null`}, {`meets(1, 2)`, `null`}, {`includes([1..10], "a")`, `null`}, {`overlaps([1..2], ["a".."b"])`, `null`},
	})
}

func TestRanges(t *testing.T) {
	runCases(t, []struct{ src, want string }{
		{`[1..10].end included`, `true`}, {`(1..10].start included`, `false`}, {`(<= 10).start`, `null`}, {`(<= 10).end`, `10`}, {`(<= 10).end included`, `true`}, {`(> 1).start included`, `false`}, {`(= 3).start`, `3`},
		{`(< 10).start`, `null`}, {`[> 5, < 3][1]`, `> 5`}, {`{r: > 5}.r`, `> 5`}, {`]1..5[`, `(1..5)`}, {`[1 + 1 .. 2 * 4]`, `[2..8]`}, {`[age..30)`, `[20..30)`},
		{`[3..1]`, `null`}, {`[1.."a"]`, `null`}, {`[null..1]`, `null`}, {`[true..false]`, `null`}, {`(> null)`, `null`}, {`(> true)`, `null`}, {`(= true)`, `[true..true]`},
		{`(< 10) = (< 10)`, `true`}, {`(< 10) = (<= 10)`, `false`}, {`(= 10) = [10..10]`, `true`}, {`(!= 10) = (!= 10)`, `true`}, {`(!= 10) = (= 10)`, `false`}, {`(< 10) = (null..10)`, `false`},
		{`5 in (> 3)`, `true`}, {`5 in [(> 3), 1]`, `true`}, {`5 in (!= 5)`, `false`}, {`5 in [!= 5]`, `false`}, {`4 in [!= 5]`, `true`}, {`"a" in [!= 5]`, `false`},
		{`1 in [[2..4], [1..3]]`, `true`}, {`5 in (null..10]`, `null`}, {`11 in (null..10]`, `false`}, {`null in [1..10]`, `null`}, {`5 in (1..null)`, `null`}, {`5 in [10..1]`, `false`},
		{`[1..2] in [[1..2], [3..4]]`, `true`}, {`[1..2] in [1..2]`, `true`}, {`@"2026-05-03" in [@"2026-05-01"..today()]`, `true`}, {`5 in (? > 3 and ? < 6)`, `true`}, {`[1, 2] in (count(?) = 2)`, `true`},
		{`null in null`, `true`}, {`null in (1, null)`, `true`}, {`1 in []`, `false`}, {`2 in =2`, `true`}, {`2 in !=2`, `false`}, {`[1] in [[1], [2]]`, `true`},
		{`for i in [1..3] return i`, `[1, 2, 3]`}, {`for i in (1..4) return i`, `[2, 3]`}, {`for i in 3..1 return i`, `[3, 2, 1]`}, {`for i in [3..1] return i`, `null`}, {`for i in (> 3) return i`, `null`},
		{`for i in 1.5..3 return i`, `null`}, {`for i in "a".."c" return i`, `null`}, {`for d in [@"2026-01-31"..@"2026-02-01"] return d`, `[2026-01-31, 2026-02-01]`}, {`some i in 1..3 satisfies i = 2`, `true`},
	})
}
