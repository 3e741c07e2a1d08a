package feel

import (
	"slices"
	"strings"
	"unicode/utf8"

	"handinhand/process/finding"
)

// didYouMean gives " (did you mean …?)" with the nearest of the names, or nothing where none is near.
func didYouMean(name string, names []string) finding.Text {
	slices.Sort(names)
	best, distance := "", nearEnough(name)+1
	for _, candidate := range names {
		if d := editDistance(strings.ToLower(name), strings.ToLower(candidate), distance); d < distance {
			best, distance = candidate, d
		}
	}
	if best == "" {
		return finding.Text{}
	}
	return finding.Say(" (did you mean %q?)", best)
}

// nearEnough is how many letters may differ: a third.
func nearEnough(name string) int { return (utf8.RuneCountInString(name) + 2) / 3 }

// editDistance counts the letters to insert, delete, replace or swap with the neighbour; it gives limit where it is not less.
func editDistance(a, b string, limit int) int {
	x, y := []rune(a), []rune(b)
	if len(x)-len(y) >= limit || len(y)-len(x) >= limit || len(x) > maxName || len(y) > maxName {
		return limit
	}
	before, last, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := range x {
		row[0] = i + 1
		for j := range y {
			cost := 1
			if x[i] == y[j] {
				cost = 0
			}
			row[j+1] = min(last[j+1]+1, row[j]+1, last[j]+cost)
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return min(last[len(y)], limit)
}
