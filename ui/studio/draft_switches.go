package studio

import (
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"

	"handinhand/casework"
	"handinhand/models"
	"handinhand/ui/page"
)

// SwitchForm is a switch that is added or changed, on the version of data.yaml that Was is of.
type SwitchForm struct {
	casework.DraftSwitch
	New     bool
	Version int64
	Was     casework.DraftSwitchText
	Rows    []casework.DraftTurn // its days, and room for more
}

// moreTurns is how many days can be added at once.
const moreTurns = 2

// Number is what a row is called.
func (SwitchForm) Number(row int) string { return strconv.Itoa(row + 1) }

// Values are those that the switch holds at some time.
func (s SwitchForm) Values() []string {
	var all []string
	for _, t := range append([]casework.DraftTurn{{Value: s.Default}}, s.From...) {
		if t.Value != "" && !slices.Contains(all, t.Value) {
			all = append(all, t.Value)
		}
	}
	return all
}

func newSwitchForm(s casework.DraftSwitch, fresh bool, version int64) *SwitchForm {
	return &SwitchForm{DraftSwitch: s, New: fresh, Version: version, Was: s.Switch, Rows: append(slices.Clone(s.From), make([]casework.DraftTurn, moreTurns)...)}
}

// DoSwitch changes, adds or removes a switch.
func DoSwitch(r *page.Request) error {
	version, err := version(r)
	if err != nil {
		return err
	}
	sent := postForm(r)
	rows, typed := typedSwitch(sent)
	in := casework.SwitchChange{Switch: strings.TrimSpace(sent["switch"]), New: sent["new"] != "", Want: &typed, Version: version}
	if sent["do"] == "remove" {
		in.Want = nil
	}
	_, err = r.Casework().SaveDraftSwitch(r.Ctx(), r.Actor, draftID(r), in)
	if err == nil {
		return r.Go(base(draftID(r)) + "/data?done=1#switches")
	}
	return showData(r, err, func(v *DataView) {
		v.open(in.Switch, in.New)
		var clash *casework.Clash
		switch {
		case v.Switch == nil:
			return // somebody else removed it, and the page says so
		case errors.As(err, &clash):
			v.Switch.join(wasSwitch(sent), typed)
		default: // on the version that it was typed on, so that what others did since is joined with it later
			v.Switch.Version, v.Switch.Was, v.Switch.Switch, v.Switch.Rows = version, wasSwitch(sent), typed, rows
		}
		v.Problems = switchProblems(r, err, v.Problems)
	})
}

// typedSwitch reads a form: its rows as they are, and the switch that those say. Empty rows say nothing.
func typedSwitch(sent map[string]string) ([]casework.DraftTurn, casework.DraftSwitchText) {
	var rows []casework.DraftTurn
	want := casework.DraftSwitchText{Default: strings.TrimSpace(sent["default"]), Zone: strings.TrimSpace(sent["zone"])}
	for i := 0; ; i++ {
		day, there := sent["day-"+strconv.Itoa(i)]
		if !there {
			break
		}
		turn := casework.DraftTurn{Day: strings.TrimSpace(day), Value: strings.TrimSpace(sent["value-"+strconv.Itoa(i)])}
		if turn != (casework.DraftTurn{}) {
			rows = append(rows, turn)
		}
	}
	want.From = slices.Clone(rows)
	return append(rows, make([]casework.DraftTurn, moreTurns)...), want
}

// wasSwitch is the switch as it was when its form was shown.
func wasSwitch(sent map[string]string) casework.DraftSwitchText {
	was := casework.DraftSwitchText{Default: sent["was:default"], Zone: sent["was:zone"]}
	for _, name := range slices.Sorted(maps.Keys(sent)) {
		if day, is := strings.CutPrefix(name, "was:day:"); is {
			was.From = append(was.From, casework.DraftTurn{Day: day, Value: sent[name]})
		}
	}
	return was
}

// join puts into the switch as it is now what its owner changed and could not save: of the rest, what others did stays.
func (s *SwitchForm) join(was, typed casework.DraftSwitchText) {
	if typed.Default != was.Default {
		s.Default = typed.Default
	}
	if typed.Zone != was.Zone {
		s.Zone = typed.Zone
	}
	days, before, mine := turnsOf(s.From), turnsOf(was.From), turnsOf(typed.From)
	for day := range before {
		if _, still := mine[day]; !still {
			delete(days, day)
		}
	}
	for day, value := range mine {
		if old, there := before[day]; !there || old != value {
			days[day] = value
		}
	}
	s.Rows = nil
	for _, day := range slices.Sorted(maps.Keys(days)) {
		s.Rows = append(s.Rows, casework.DraftTurn{Day: day, Value: days[day]})
	}
	s.Rows = append(s.Rows, make([]casework.DraftTurn, moreTurns)...)
}

func turnsOf(turns []casework.DraftTurn) map[string]string {
	out := map[string]string{}
	for _, t := range turns {
		out[t.Day] = t.Value
	}
	return out
}

// switchProblems says at each field what is wrong with it.
func switchProblems(r *page.Request, err error, whole page.Problems) page.Problems {
	var p *models.Problem
	if !errors.As(err, &p) || p.Key != "draft.switch" {
		return whole
	}
	var problems page.Problems
	for _, f := range p.Fields {
		var args []any
		for name, value := range f.Params {
			args = append(args, name, value)
		}
		problems = append(problems, page.Problem{ID: f.Field, Text: r.Say.T("problem.draft.switch."+f.Rule, args...)})
	}
	return problems
}
