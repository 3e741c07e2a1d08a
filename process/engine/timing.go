package engine

import (
	"time"

	"handinhand/process/bpmn"
	"handinhand/process/feel"
)

// timing is when a timer fires or a task is due: fixed (a date), relative to the moment of asking (a duration), or
// repeated (a cycle). Exactly one of the forms is set, or source, which gives one of them at run time.
type timing struct {
	form   bpmn.TimerForm // "" takes a date or a duration
	source *feel.Expression
	moment time.Time
	span   *bpmn.Span
	cycle  *bpmn.Cycle
}

// schedule is a timing at a given moment.
type schedule struct {
	due    time.Time
	repeat int    // firings after the first, -1 without end
	every  string // ISO 8601 period
}

// at computes when the timer fires, asked now.
func (t *timing) at(s feel.Scope) (schedule, problem) {
	if t.source == nil {
		return t.from(s.Now)
	}
	v, why := t.source.Eval(s)
	fixed, err := fixedTiming(t.form, v, s.Now.Location())
	if err != "" {
		return schedule{}, because(err, t.source, why)
	}
	return fixed.from(s.Now)
}

// from adds the timing to a moment. The year must stay one that RFC 3339, and with it the state, can write.
func (t *timing) from(now time.Time) (schedule, problem) {
	out := schedule{due: t.moment}
	switch {
	case t.span != nil:
		out.due = t.span.After(now)
	case t.cycle != nil:
		out.due = t.cycle.Start
		if out.due.IsZero() {
			out.due = t.cycle.Every.After(now)
		}
		out.repeat, out.every = max(t.cycle.Times-1, -1), t.cycle.Every.String()
	}
	out.due = out.due.Round(0).UTC()
	if y := out.due.Year(); y < 1 || y > 9999 {
		return schedule{}, "the timer's date lies beyond the year 9999"
	}
	return out, ""
}

// fixedTiming reads the value that a timer's expression gave. The error is a sentence for because.
func fixedTiming(form bpmn.TimerForm, v feel.Value, local *time.Location) (timing, string) {
	switch v := v.(type) {
	case string:
		t, err := parseTiming(form, v, local)
		if err != nil {
			return timing{}, "the expression gives a text that is no date, duration or cycle"
		}
		return t, ""
	case feel.DateTime:
		if form == "" || form == bpmn.TimeDate {
			return timing{moment: v.Instant(local)}, ""
		}
	case feel.Date:
		if form == "" || form == bpmn.TimeDate {
			return timing{moment: feel.DateTime{Date: v}.Instant(local)}, ""
		}
	case feel.DayTimeDuration, feel.YearMonthDuration:
		if span, ok := spanOf(v); ok && (form == "" || form == bpmn.TimeDuration) {
			return timing{span: &span}, ""
		}
	}
	return timing{}, "the expression does not give what its timer needs"
}

func spanOf(v feel.Value) (bpmn.Span, bool) {
	text, _ := feel.ToJSON(v).(string)
	span, err := bpmn.ParseSpan(text)
	return span, err == nil
}

// parseTiming reads the literal text of a timer.
func parseTiming(form bpmn.TimerForm, text string, local *time.Location) (timing, error) {
	if form == bpmn.TimeCycle {
		c, err := bpmn.ParseCycle(text)
		return timing{cycle: &c}, err
	}
	if form == bpmn.TimeDuration || form == "" && len(text) > 0 && (text[0] == 'P' || text[0] == '-') {
		s, err := bpmn.ParseSpan(text)
		return timing{span: &s}, err
	}
	moment, err := bpmn.ParseMoment(text, local)
	return timing{moment: moment}, err
}
