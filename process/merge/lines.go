package merge

import (
	"fmt"
	"slices"
	"strings"
)

// maxLines bounds what is compared line by line: two larger changes are in each other's way as a whole.
const maxLines = 20_000

// byLine joins two changes of a text. Changes that touch, or lie within one line of each other, are in each other's way.
func byLine(base, theirs, yours string, choose Choose) (string, []Conflict) {
	b, t, y := splitLines(base), splitLines(theirs), splitLines(yours)
	if max(len(b), len(t), len(y)) > maxLines {
		return wholeText(theirs, yours, choose)
	}
	theirMatch, yourMatch := match(b, t), match(b, y)
	var out []string
	var conflicts []Conflict
	bi, ti, yi := 0, 0, 0
	for bi < len(b) || ti < len(t) || yi < len(y) {
		if bi < len(b) && theirMatch[bi] == ti && yourMatch[bi] == yi {
			out = append(out, b[bi])
			bi, ti, yi = bi+1, ti+1, yi+1
			continue
		}
		// The next line that all three have ends what was changed here.
		be, te, ye := len(b), len(t), len(y)
		for i := bi; i < len(b); i++ {
			if theirMatch[i] >= ti && yourMatch[i] >= yi {
				be, te, ye = i, theirMatch[i], yourMatch[i]
				break
			}
		}
		was, is, wanted := b[bi:be], t[ti:te], y[yi:ye]
		switch {
		case slices.Equal(is, wanted), slices.Equal(was, wanted):
			out = append(out, is...)
		case slices.Equal(was, is):
			out = append(out, wanted...)
		default:
			clash := Conflict{Element: fmt.Sprintf("line %d", bi+1), What: "lines",
				Base: strings.Join(was, ""), Theirs: strings.Join(is, ""), Yours: strings.Join(wanted, "")}
			switch {
			case choose == nil:
				conflicts = append(conflicts, clash)
			case choose(clash):
				out = append(out, wanted...)
			default:
				out = append(out, is...)
			}
		}
		bi, ti, yi = be, te, ye
	}
	return strings.Join(out, ""), conflicts
}

// wholeText takes one of two texts that are too long to be joined.
func wholeText(theirs, yours string, choose Choose) (string, []Conflict) {
	clash := Conflict{What: "lines"}
	switch {
	case choose == nil:
		return "", []Conflict{clash}
	case choose(clash):
		return yours, nil
	}
	return theirs, nil
}

func splitLines(s string) []string {
	if s == "" {
		return nil
	}
	lines := strings.SplitAfter(s, "\n")
	if lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}

// match gives, for each line of a, the line of b that it became, or -1: a longest common subsequence (Myers 1986), looked for
// only between what is the same at both ends.
func match(a, b []string) []int {
	out := make([]int, len(a))
	for i := range out {
		out[i] = -1
	}
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		out[head] = head
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		out[len(a)-1-tail] = len(b) - 1 - tail
		tail++
	}
	for _, pair := range subsequence(a[head:len(a)-tail], b[head:len(b)-tail]) {
		out[head+pair[0]] = head + pair[1]
	}
	return out
}

// maxEdits bounds how far two texts may lie apart; beyond it nothing in between counts as the same.
const maxEdits = 600

func subsequence(a, b []string) [][2]int {
	limit := min(len(a)+len(b), maxEdits)
	at := map[int]int{1: 0} // diagonal -> how far in a
	var trace []map[int]int
	for d := 0; d <= limit; d++ {
		kept := make(map[int]int, 2*d+2)
		for k := -d; k <= d; k += 2 {
			x := at[k-1] + 1
			if k == -d || k != d && at[k-1] < at[k+1] {
				x = at[k+1]
			}
			for x < len(a) && x-k < len(b) && a[x] == b[x-k] {
				x++
			}
			kept[k] = x
			if x >= len(a) && x-k >= len(b) {
				return pairs(append(trace, kept), d, k, a, b)
			}
		}
		trace = append(trace, kept)
		for k, x := range kept {
			at[k] = x
		}
	}
	return nil
}

// pairs walks back over what each round of the search reached.
func pairs(trace []map[int]int, d, k int, a, b []string) [][2]int {
	var out [][2]int
	x := len(a)
	for ; d >= 0; d-- {
		from, begin := 0, 0
		if d > 0 {
			before := trace[d-1]
			if left, right := before[k-1], before[k+1]; k == -d || k != d && left < right {
				from, begin = k+1, right
			} else {
				from, begin = k-1, left+1
			}
		}
		for x > begin && a[x-1] == b[x-1-k] {
			x--
			out = append(out, [2]int{x, x - k})
		}
		if d > 0 {
			x = trace[d-1][from]
			k = from
		}
	}
	slices.Reverse(out)
	return out
}
