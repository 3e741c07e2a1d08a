package release

import (
	"slices"
	"time"

	"handinhand/process/bpmn"
)

// afterCase is the event that retention counts from: the end of the case. There is no
// other yet.
const afterCase = "caseClosed"

// Kept is how long the law has an item kept after the case.
func (i Item) Kept() (span bpmn.Span, known bool) {
	span, err := bpmn.ParseSpan(i.Retention.Period)
	return span, err == nil
}

// Expiry is a moment at which the law's time for some items is over.
type Expiry struct {
	At    time.Time
	Items []string // sorted
}

// Expiries are when the items of a case that ended are to be deleted, earliest first.
func (r *Release) Expiries(ended time.Time) []Expiry {
	var out []Expiry
	for _, id := range sorted(r.Data.Items) {
		span, known := r.Data.Items[id].Kept()
		if !known {
			continue // cannot be: Load has checked it
		}
		at := span.After(ended.UTC())
		i := slices.IndexFunc(out, func(e Expiry) bool { return e.At.Equal(at) })
		if i < 0 {
			out = append(out, Expiry{At: at})
			i = len(out) - 1
		}
		out[i].Items = append(out[i].Items, id)
	}
	slices.SortFunc(out, func(a, b Expiry) int { return a.At.Compare(b.At) })
	return out
}
