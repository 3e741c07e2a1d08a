package engine

import "time"

// Switch is a variable that stands in the release and not in the case: what it holds follows from the clock alone. A case
// that has a variable of this name, because somebody set it there by hand, goes by that.
type Switch struct {
	Name  string
	Turns []Turn // in the order of time; the first holds from the beginning, whatever its At
}

// Turn is when a switch begins to hold a value: a text or a boolean.
type Turn struct {
	At    time.Time
	Value any
}

// At is what the switch holds at a moment.
func (s Switch) At(now time.Time) any {
	var held any
	for i, t := range s.Turns {
		if i == 0 || !now.Before(t.At) {
			held = t.Value
		}
	}
	return held
}

// switched is what a switch of the program holds; false if it has none of the name.
func (p *Program) switched(name string, now time.Time) (any, bool) {
	for _, s := range p.switches {
		if s.Name == name {
			return s.At(now), true
		}
	}
	return nil, false
}
