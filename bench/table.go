package bench

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"
)

// Ratio compares the engine with the workflow by hand under one plan.
type Ratio struct {
	InFlight int     `json:"inFlight"`
	Name     string  `json:"ratio"`
	ByHand   float64 `json:"byHand"`
	Engine   float64 `json:"engine"`
	Ratio    float64 `json:"value"` // engine over by hand
	Goal     string  `json:"goal,omitempty"`
}

// Ratios are the figures of one plan, each with its goal.
func Ratios(byHand, engine Result) []Ratio {
	rows := []Ratio{
		{Name: "cases a second", ByHand: byHand.PerSecond, Engine: engine.PerSecond, Goal: ">= 0.95"},
		{Name: "CPU ms a case", ByHand: byHand.CPU, Engine: engine.CPU},
		{Name: "human step p50 ms", ByHand: byHand.Step50, Engine: engine.Step50, Goal: "<= 1.1"},
		{Name: "human step p99 ms", ByHand: byHand.Step99, Engine: engine.Step99, Goal: "<= 1.1"},
		{Name: "history events", ByHand: byHand.Events, Engine: engine.Events, Goal: "<= 1.0"},
		{Name: "history bytes", ByHand: byHand.Bytes, Engine: engine.Bytes},
	}
	for i := range rows {
		rows[i].InFlight, rows[i].Ratio = byHand.InFlight, rows[i].Engine/rows[i].ByHand
	}
	return rows
}

// WriteTable prints ratios for people.
func WriteTable(w io.Writer, rows []Ratio) error {
	table := tabwriter.NewWriter(w, 2, 2, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "in flight\tfigure\tby hand\tengine\tratio\tgoal\t")
	for _, r := range rows {
		fmt.Fprintf(table, "%d\t%s\t%.1f\t%.1f\t%.2f\t%s\t\n", r.InFlight, r.Name, r.ByHand, r.Engine, r.Ratio, r.Goal)
	}
	return table.Flush()
}

// WriteJSON prints each figure as a line of JSON.
func WriteJSON(w io.Writer, rows []Ratio) error {
	out := json.NewEncoder(w)
	for _, r := range rows {
		if err := out.Encode(r); err != nil {
			return err
		}
	}
	return nil
}
