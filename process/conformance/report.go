package conformance

// Report is what a suite came to. Passed and Failed count the suite's cases; a case fails if one of its results does.
type Report struct {
	Suite    string    `json:"suite"`
	Failures []Failure `json:"failures"`
	// Deviations are cases that ask for what the specification does not; they are run, but count neither way.
	Deviations []Deviation `json:"deviations,omitempty"`
	Notes      []string    `json:"notes,omitempty"` // what a suite has to tell beside its verdicts
	Totals     []Total     `json:"totals"`          // the same cases in the suite's own groups, in its order
	Passed     int         `json:"passed"`
	Failed     int         `json:"failed"`
}

// Failure is one result that is not as expected.
type Failure struct {
	Folder   string `json:"folder"`
	Case     string `json:"case"`
	Node     string `json:"node,omitempty"` // what was asked: a decision, an element; empty for the case as a whole
	Expected string `json:"expected"`
	Got      string `json:"got"`
}

// Deviation is a case that contradicts the specification, and where it does.
type Deviation struct {
	Case string `json:"case"`
	Why  string `json:"why"`
}

// Total counts one group of a suite.
type Total struct {
	Name   string `json:"name"`
	Passed int    `json:"passed"`
	Failed int    `json:"failed"`
}

// verdict counts one case of a group.
func (r *Report) verdict(group string, passed bool) {
	r.count(group, passed)
	if passed {
		r.Passed++
	} else {
		r.Failed++
	}
}

// count adds one verdict to the total of that name, which it makes if it is not there.
func (r *Report) count(name string, passed bool) {
	at := -1
	for i := range r.Totals {
		if r.Totals[i].Name == name {
			at = i
		}
	}
	if at < 0 {
		at = len(r.Totals)
		r.Totals = append(r.Totals, Total{Name: name})
	}
	r.Totals[at].add(passed)
}

func (t *Total) add(passed bool) {
	if passed {
		t.Passed++
	} else {
		t.Failed++
	}
}
