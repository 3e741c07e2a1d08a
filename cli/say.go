package cli

import (
	"fmt"
	"io"
	"time"
)

// stopwatch makes a function that writes progress lines, each with the seconds
// since it was made.
func stopwatch(w io.Writer) func(format string, args ...any) {
	start := time.Now()
	return func(format string, args ...any) {
		fmt.Fprintf(w, "%6.1f s  %s\n", time.Since(start).Seconds(), fmt.Sprintf(format, args...))
	}
}
