package worker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"handinhand/models"
)

// office keeps parcels as the database does: what has failed goes behind the others.
type office struct {
	mutex sync.Mutex
	queue []string
	begun []string
	tries map[string]int
	all   chan struct{} // closed when every good one has begun
	good  int
}

func (o *office) Due(_ context.Context, limit int) ([]Parcel, error) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	n := min(limit, len(o.queue))
	var due []Parcel
	for _, id := range o.queue[:n] {
		due = append(due, Parcel{Parcel: models.Parcel{ID: id, Begins: "t"}})
	}
	o.queue = slices.Clone(o.queue[n:])
	return due, nil
}

func (o *office) Delivered(context.Context, string) error { return nil }

func (o *office) Failed(_ context.Context, id string) error {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	o.tries[id]++
	if o.tries[id] < 3 {
		o.queue = append(o.queue, id)
	}
	return nil
}

func (o *office) Begin(_ context.Context, p Parcel) error {
	if p.ID[0] == 'x' {
		return errors.New("nobody can take it")
	}
	o.mutex.Lock()
	defer o.mutex.Unlock()
	if o.begun = append(o.begun, p.ID); len(o.begun) == o.good {
		close(o.all)
	}
	return nil
}

// TestCourierGoesOn: more parcels than one load that nobody can take do not keep the
// courier from those behind them, and each is put back.
func TestCourierGoesOn(t *testing.T) {
	o := &office{tries: map[string]int{}, all: make(chan struct{}), good: 3}
	for i := range courierLoad + 20 {
		o.queue = append(o.queue, fmt.Sprintf("x%d", i))
	}
	o.queue = append(o.queue, "a", "b", "c")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	c := NewCourier(o, nil, nil, slog.New(slog.DiscardHandler))
	over := make(chan struct{})
	go func() { defer close(over); c.Run(ctx) }()
	select {
	case <-o.all:
	case <-time.After(10 * time.Second):
		t.Fatal("the parcels behind those that fail are not handed over")
	}
	cancel()
	<-over
	if !slices.Equal(o.begun, []string{"a", "b", "c"}) || o.tries["x0"] == 0 {
		t.Errorf("begun %v, the first failed one was put back %d times", o.begun, o.tries["x0"])
	}
}
