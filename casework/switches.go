package casework

import (
	"time"

	"handinhand/models"
	"handinhand/process/release"
)

// SwitchLine is a policy switch of a release as it stands at a moment.
type SwitchLine struct {
	Variable string       `json:"variable" doc:"What expressions call it."`
	Name     string       `json:"name"`
	Value    any          `json:"value" doc:"A text or a boolean."`
	Held     string       `json:"held" doc:"The value in words."`
	Since    *time.Time   `json:"since,omitempty" doc:"Absent: from the beginning."`
	Coming   []SwitchTurn `json:"coming" doc:"What it will hold, by the release as it is; in order of time."`
}

// SwitchTurn is when a switch begins to hold another value.
type SwitchTurn struct {
	From  time.Time `json:"from"`
	Value any       `json:"value"`
	Held  string    `json:"held"`
}

// switchLines are the switches of a release that follow the clock, by name.
func switchLines(a Actor, r *release.Release, at time.Time) []SwitchLine {
	lines := []SwitchLine{}
	if r == nil {
		return lines
	}
	for _, variable := range r.Data.Switches.Names() {
		turns := r.SwitchTurns(variable)
		if len(turns) == 0 {
			continue // a name only: it holds what somebody sets in a case
		}
		line := SwitchLine{Variable: variable, Coming: []SwitchTurn{}}
		for i, t := range turns {
			name, held := r.SwitchText(a.Locale, variable, t.Value)
			switch {
			case i > 0 && at.Before(t.At):
				line.Coming = append(line.Coming, SwitchTurn{t.At, t.Value, held})
			default:
				line.Name, line.Value, line.Held = name, t.Value, held
				if i > 0 {
					line.Since = &turns[i].At
				}
			}
		}
		lines = append(lines, line)
	}
	return lines
}

// switched are the values that the switches of a case's release hold by the clock.
func switched(r *release.Release, row models.Case, at time.Time) map[string]any {
	values := map[string]any{}
	if row.State != models.CaseRunning {
		return values
	}
	for _, line := range switchLines(Actor{}, r, at) {
		values[line.Variable] = line.Value
	}
	return values
}
