package main

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// progress tells a person what happens, one line a step. Parts start at the same time, so it may be used from many goroutines.
type progress struct {
	mu  sync.Mutex
	out io.Writer
}

// say prints one line without a duration.
func (p *progress) say(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	fmt.Fprintf(p.out, format+"\n", args...)
}

// done prints a step with the seconds since it began, for example "postgres: ready (1.3 s)".
func (p *progress) done(began time.Time, step string) {
	p.say("%s (%.1f s)", step, time.Since(began).Seconds())
}
