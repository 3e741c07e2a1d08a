package casework

import "slices"

// ComingStep is what one agency gets at one step of a case.
type ComingStep struct {
	Agency, Step, Number string
	Certain              bool
	Why                  []ComingWhy
}

// ComingWhy is what goes over for one purpose on one legal basis.
type ComingWhy struct {
	Purpose, PurposeName, LegalBasis, Statute string
	Items                                     []string
}

// ComingSteps gathers what comes next for a reader: an agency gets a dozen items at a
// step, mostly by one law.
func (c Cockpit) ComingSteps() []ComingStep {
	var steps []ComingStep
	for _, l := range c.Coming {
		i := slices.IndexFunc(steps, func(s ComingStep) bool {
			return s.Agency == l.Agency && s.Step == l.Step && s.Number == l.Number && s.Certain == l.Certain
		})
		if i < 0 {
			i = len(steps)
			steps = append(steps, ComingStep{Agency: l.Agency, Step: l.Step, Number: l.Number, Certain: l.Certain})
		}
		steps[i].add(l)
	}
	return steps
}

func (s *ComingStep) add(l ComingLine) {
	i := slices.IndexFunc(s.Why, func(w ComingWhy) bool {
		return w.Purpose == l.Purpose && w.PurposeName == l.PurposeName && w.LegalBasis == l.LegalBasis && w.Statute == l.Statute
	})
	if i < 0 {
		i = len(s.Why)
		s.Why = append(s.Why, ComingWhy{Purpose: l.Purpose, PurposeName: l.PurposeName, LegalBasis: l.LegalBasis, Statute: l.Statute})
	}
	s.Why[i].Items = append(s.Why[i].Items, l.ItemName)
}
