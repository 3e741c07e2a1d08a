package draft

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"handinhand/process/release"
)

// Switch is what data.yaml says of a policy switch, as a table shows it. Its values are words; true and false are what they
// say. Zone is where its days begin, for all switches of the package; empty leaves it.
type Switch struct {
	Default string
	From    []Turn
	Zone    string
}

// Turn is a day (2027-01-31) and what a switch holds from it on.
type Turn struct{ Day, Value string }

// Fault is what is wrong with one field of a switch: name, default, zone, day-0, value-0, … by the place of the turn, or
// remove. Rule is stable.
type Fault struct {
	Field, Rule string
	Params      map[string]any
}

// Faults are all that is wrong with a switch. Nothing of it was taken.
type Faults []Fault

func (f Faults) Error() string {
	var all []string
	for _, one := range f {
		all = append(all, one.Field+": "+one.Rule)
	}
	return dataFile + ": " + strings.Join(all, ", ")
}

// SwitchOf is a switch of data.yaml as a table shows it, its days in their order.
func SwitchOf(s release.Switch, zone string) Switch {
	out := Switch{Default: word(s.Default), Zone: zone}
	for _, day := range slices.Sorted(maps.Keys(s.From)) {
		out.From = append(out.From, Turn{day, word(s.From[day])})
	}
	return out
}

func word(value any) string {
	if value == nil {
		return ""
	}
	return fmt.Sprint(value)
}

// AddSwitch adds a switch to data.yaml, SetSwitch changes one. Only the lines that say something else are written anew:
// comments and everything else stay. What is wrong with it comes as Faults.
func AddSwitch(content []byte, name string, want Switch) ([]byte, error) {
	return putSwitch(content, name, true, want)
}

// SetSwitch changes a switch; see AddSwitch.
func SetSwitch(content []byte, name string, want Switch) ([]byte, error) {
	return putSwitch(content, name, false, want)
}

func putSwitch(content []byte, name string, fresh bool, want Switch) ([]byte, error) {
	data, err := ReadData(content)
	if err != nil {
		return nil, err
	}
	if faults := slices.Concat(nameFaults(name, fresh, data), want.faults(data)); len(faults) > 0 {
		return nil, faults
	}
	was, known := data.Switches[name]
	if !known && !fresh {
		return nil, refuse(dataFile, "no-switch", "the file has no switch %q any more", name)
	}
	f := readLines(content, "switches")
	f.named(content)
	if fresh {
		f.add(name, len(data.Switches) == 0)
	}
	is := want.over(was)
	data.Switches = maps.Clone(data.Switches)
	if data.Switches == nil {
		data.Switches = release.Switches{}
	}
	data.Switches[name] = is
	f.setSwitch(name, was, is)
	if want.Zone != "" && want.Zone != data.TimeZone {
		data.TimeZone = want.Zone
		f.setTop("timeZone", plain(want.Zone))
	}
	return f.checked(data)
}

// RemoveSwitch takes a switch out of data.yaml, with the comments inside it, unless something reads it: readBy names that.
func RemoveSwitch(content []byte, name string, readBy []string) ([]byte, error) {
	data, err := ReadData(content)
	if err != nil {
		return nil, err
	}
	if len(readBy) > 0 {
		return nil, Faults{{"remove", "used", map[string]any{"names": strings.Join(readBy, ", ")}}}
	}
	f := readLines(content, "switches")
	f.named(content)
	data.Switches = maps.Clone(data.Switches)
	delete(data.Switches, name)
	f.remove(name, len(data.Switches) == 0)
	return f.checked(data)
}

func nameFaults(name string, fresh bool, data release.Data) Faults {
	if !fresh {
		return nil
	}
	if !release.VariableName(name) {
		return Faults{{"name", "name", nil}}
	}
	if _, taken := data.Switches[name]; taken {
		return Faults{{"name", "taken", map[string]any{"name": name}}}
	}
	for _, item := range data.Items {
		if slices.Contains(item.Fields, name) {
			return Faults{{"name", "of-somebody", map[string]any{"name": name}}}
		}
	}
	return nil
}

// faults are what is wrong with what a switch holds. One without default and days is a name only.
func (s Switch) faults(data release.Data) Faults {
	var faults Faults
	fail := func(field, rule, given string) {
		faults = append(faults, Fault{field, rule, map[string]any{"given": given}})
	}
	if s.Default == "" && len(s.From) > 0 {
		fail("default", "default", "")
	}
	seen := map[string]bool{}
	for i, t := range s.From {
		day, value := fmt.Sprintf("day-%d", i), fmt.Sprintf("value-%d", i)
		_, err := time.Parse(time.DateOnly, t.Day)
		switch {
		case t.Day == "":
			fail(day, "day-missing", t.Value)
		case err != nil:
			fail(day, "day", t.Day)
		case seen[t.Day]:
			fail(day, "day-twice", t.Day)
		}
		seen[t.Day] = true
		switch {
		case t.Value == "":
			fail(value, "value", t.Day)
		case s.Default != "" && isTruth(t.Value) != isTruth(s.Default):
			fail(value, "kind", s.Default)
		}
	}
	zone := s.Zone
	if zone == "" {
		zone = data.TimeZone
	}
	if (s.Zone != "" || len(s.From) > 0) && !release.KnownZone(zone) {
		fail("zone", "zone", zone)
	}
	return faults
}

func isTruth(value string) bool { return value == "true" || value == "false" }

// over is the switch as data.yaml has it; what is said as before stays what it was.
func (s Switch) over(was release.Switch) release.Switch {
	out := release.Switch{Default: typed(s.Default, was.Default)}
	for _, t := range s.From {
		if out.From == nil {
			out.From = map[string]any{}
		}
		out.From[t.Day] = typed(t.Value, was.From[t.Day])
	}
	return out
}

func typed(value string, was any) any {
	switch {
	case value == word(was):
		return was
	case value == "":
		return nil
	case isTruth(value):
		return value == "true"
	}
	return value
}
