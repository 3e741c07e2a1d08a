// Command renderer is the part of Hand in Hand that renders documents anew, alone: for tests, which build it without the
// race detector, because PDFium runs in an interpreter that the detector makes ten times slower.
package main

import (
	"fmt"
	"os"

	"handinhand/documents/render"
)

func main() {
	if err := render.Main(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
