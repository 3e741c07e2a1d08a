package release

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"handinhand/process/engine"
	"handinhand/process/feel"
)

// Switches are the switches of a package by name. A list of names declares switches that hold nothing until somebody sets
// them in a case.
type Switches map[string]Switch

// Switch is a variable that the process owner sets and that is about nobody. From are the values that it has from the
// beginning of a day on, in the package's time zone; before the first of them it has its default.
type Switch struct {
	Default any            `yaml:"default"` // a word, true or false
	From    map[string]any `yaml:"from"`    // day (2027-01-01) -> value
}

// Plain tells whether the switch is a name only.
func (s Switch) Plain() bool { return s.Default == nil && len(s.From) == 0 }

// UnmarshalYAML reads a list of names, or switches by name.
func (s *Switches) UnmarshalYAML(unmarshal func(any) error) error {
	var names []string
	if unmarshal(&names) == nil {
		*s = Switches{}
		for _, name := range names {
			(*s)[name] = Switch{}
		}
		return nil
	}
	return unmarshal((*map[string]Switch)(s))
}

// Names are the names, sorted.
func (s Switches) Names() []string { return sorted(s) }

// SwitchTurns is when a switch of the package holds what: the first from the beginning, the others from their moment on.
// Nil for one that is a name only.
func (r *Release) SwitchTurns(name string) []engine.Turn {
	s, declared := r.Data.Switches[name]
	if !declared || s.Plain() {
		return nil
	}
	turns := []engine.Turn{{Value: s.Default}}
	for _, day := range sorted(s.From) {
		at, err := dayIn(r.Data.TimeZone, day)
		if err == nil {
			turns = append(turns, engine.Turn{At: at, Value: s.From[day]})
		}
	}
	return turns
}

// switches are those that follow the clock, for the engine.
func (r *Release) switches() []engine.Switch {
	var all []engine.Switch
	for _, name := range r.Data.Switches.Names() {
		if turns := r.SwitchTurns(name); turns != nil {
			all = append(all, engine.Switch{Name: name, Turns: turns})
		}
	}
	return all
}

// dayIn is the moment at which a day begins.
func dayIn(zone, day string) (time.Time, error) {
	at, err := time.LoadLocation(zone)
	if err != nil {
		return time.Time{}, err
	}
	begins, err := time.ParseInLocation(time.DateOnly, day, at)
	return begins.UTC(), err
}

// switchDays checks what data.yaml says of the switches. Nothing is asked of one that is a name only.
func (l *loader) switchDays() {
	d := l.release.Data
	for _, name := range d.Switches.Names() {
		s := d.Switches[name]
		if s.Plain() {
			continue
		}
		fail := func(rule, format string, args ...any) { l.fail(dataFile, name, rule, format, args...) }
		if !VariableName(name) {
			fail("data-value", "the name of a switch must be letters, digits and low lines, beginning with a letter, so that expressions can read it")
		}
		if _, known := l.release.items[name]; known {
			fail("switch-of-somebody", "the switch has the name of a field that people are asked for: what a switch holds must be about nobody")
		}
		if !switchValue(s.Default) {
			fail("switch-value", "say what the switch holds before any day (default): a word, true or false, not %v", s.Default)
		}
		if len(s.From) > 0 && !KnownZone(d.TimeZone) {
			fail("switch-zone", "say where the days of the switch begin: timeZone must name a zone such as Europe/Berlin, not %q", d.TimeZone)
		}
		before := s.Default
		for _, day := range sorted(s.From) {
			value := s.From[day]
			switch _, err := time.Parse(time.DateOnly, day); {
			case err != nil:
				fail("switch-day", "%q is not a day such as 2027-01-31", day)
			case !switchValue(value) || isText(value) != isText(s.Default):
				fail("switch-value", "from %s on the switch holds %v: it must be a word, true or false, and of the same kind as before", day, value)
			case value == before:
				l.warn(dataFile, name, "switch-unchanged", "from %s on the switch holds %v, as before: the day changes nothing", day, value)
			}
			before = value
		}
	}
}

// checkSwitches compares the switches that follow the clock with what the process does with them.
func (l *loader) checkSwitches() {
	for _, name := range l.release.Data.Switches.Names() {
		if l.release.Data.Switches[name].Plain() {
			continue
		}
		if !l.release.Reads(name) {
			l.warn(dataFile, name, "switch-unused", "nothing in the process reads the switch: its days change nothing")
		}
		for _, e := range l.release.Elements() {
			if slices.Contains(written(e), name) {
				l.onElement(e, "switch-written", "the element writes %q, which is a switch: its value comes from data.yaml, so give what is written here another name", name)
			}
			for _, t := range e.Triggers {
				if conditionReads(t.Condition, name) {
					l.onElement(e, "switch-awaited", "the condition waits for the switch %q, but a day that comes wakes no case: wait with a timer", name)
				}
			}
		}
	}
}

// VariableName tells whether expressions can name a variable so without quoting.
func VariableName(name string) bool { return variableForm.MatchString(name) }

var variableForm = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

func conditionReads(condition, name string) bool {
	source, is := strings.CutPrefix(condition, "=")
	x, err := feel.Compile(source)
	return is && err == nil && slices.Contains(x.Names(), name)
}

func switchValue(v any) bool {
	switch v := v.(type) {
	case string:
		return v != ""
	case bool:
		return true
	}
	return false
}

func isText(v any) bool { _, is := v.(string); return is }

// KnownZone tells whether a name is that of a time zone that is the same on every machine.
func KnownZone(name string) bool {
	_, err := time.LoadLocation(name)
	return err == nil && name != "" && name != "Local"
}

// valueText is the key of what a value of a switch is called.
func valueText(name string, value any) string { return fmt.Sprintf("switch.%s.value.%v", name, value) }

// SwitchText is what a switch is called in a language, and what one of its values is called.
func (r *Release) SwitchText(locale, name string, value any) (called, held string) {
	called, held = "switch."+name+".name", valueText(name, value)
	if text := r.Text(locale, called); text != called {
		return text, r.Text(locale, held)
	}
	return name, fmt.Sprint(value)
}
