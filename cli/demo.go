package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"handinhand/demo"
)

type demoCommand struct {
	JSON bool `help:"Print each line of the timeline, and the result, as JSON."`
}

// demoResult is the last line of demo --json.
type demoResult struct {
	Number  string  `json:"number"`
	Outcome string  `json:"outcome"`
	Ready   float64 `json:"readySeconds"` // until the stack was up
	Seconds float64 `json:"seconds"`      // in all
}

// Run plays the story of one registration on a stack of its own. It fails unless
// the case ended as registered.
func (d *demoCommand) Run(ctx context.Context) error {
	start := time.Now()
	dir, err := os.MkdirTemp("", "handinhand-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	say := stopwatch(os.Stderr)
	l, err := startLocal(ctx, localOptions{dir: dir, ephemeral: true, say: say})
	if err != nil {
		return err
	}
	defer l.stop()
	up := time.Since(start)
	office, closeOffice := context.WithCancel(ctx)
	defer closeOffice()
	go federalOffice(office, l, say)
	story := demo.NewStory(l.demo(), d.tell)
	if err := story.Run(ctx); err != nil {
		return fmt.Errorf("the registration did not come to its end: %w", err)
	}
	result := demoResult{story.Number(), story.Outcome(), up.Seconds(), time.Since(start).Seconds()}
	if err := d.conclude(result); err != nil {
		return err
	}
	if result.Outcome != "registered" {
		return errors.New("the case ended otherwise than as registered")
	}
	return nil
}

// tell prints a line of the timeline as it happens.
func (d *demoCommand) tell(line demo.Line) {
	if d.JSON {
		_ = json.NewEncoder(os.Stdout).Encode(line)
		return
	}
	fmt.Printf("%s  %-28s %s\n", line.At.Format("15:04:05.0"), line.Who, line.What)
}

func (d *demoCommand) conclude(r demoResult) error {
	if d.JSON {
		return json.NewEncoder(os.Stdout).Encode(r)
	}
	fmt.Printf("\nCase %s ended as %s. Ready after %.1f s, all done after %.1f s.\n", r.Number, r.Outcome, r.Ready, r.Seconds)
	return nil
}
