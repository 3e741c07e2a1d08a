package documents_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"net"
	"path/filepath"
	"testing"
	"time"

	"handinhand/documents"
	"handinhand/models"
)

// eicar is the file that every virus scanner finds, by agreement (eicar.org).
const eicar = `X5O!P%@AP[4\PZX54(P^)7CC)7}$` + `EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*`

// clamd plays the scanner's side of clamd(8): a command, chunks with their length, one of
// length 0, and an answer. mood is how it behaves.
func clamd(t *testing.T, network, address, mood string) string {
	t.Helper()
	listener, err := net.Listen(network, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				_, _ = io.WriteString(conn, examine(bufio.NewReader(conn), mood))
			}()
		}
	}()
	return listener.Addr().String()
}

func examine(from *bufio.Reader, mood string) string {
	command, err := from.ReadString(0)
	if err != nil || command != "zINSTREAM\x00" {
		return "UNKNOWN COMMAND\x00"
	}
	var all []byte
	for {
		var size [4]byte
		if _, err := io.ReadFull(from, size[:]); err != nil {
			return ""
		}
		n := binary.BigEndian.Uint32(size[:])
		if n == 0 {
			break
		}
		chunk := make([]byte, n)
		if _, err := io.ReadFull(from, chunk); err != nil {
			return ""
		}
		if all = append(all, chunk...); mood == "small" && len(all) > 100_000 {
			return "INSTREAM size limit exceeded. ERROR\x00"
		}
	}
	switch {
	case mood == "silent":
		_, _ = from.ReadByte() // until the other side has enough
		return ""
	case mood == "hangs up":
		return ""
	case mood == "broken":
		return "stream: Can't allocate memory ERROR\x00"
	case bytes.Contains(all, []byte(eicar)):
		return "stream: Eicar-Test-Signature FOUND\x00"
	}
	return "stream: OK\x00"
}

// TestTheScannerIsAsked: what it finds is refused, and without its word nothing is taken.
func TestTheScannerIsAsked(t *testing.T) {
	w := newWorld(t)
	infected := append(pdf(1000)[:900], eicar+"\n%%EOF\n"...)
	tcp := func(mood string) string { return clamd(t, "tcp", "127.0.0.1:0", mood) }
	for name, c := range map[string]struct {
		address string
		content []byte
		kind    models.Kind
		key     string
	}{
		"clean":                {tcp(""), pdf(200_000), "", ""},
		"clean, by its socket": {clamd(t, "unix", filepath.Join(t.TempDir(), "clamd.ctl"), ""), pdf(200_001), "", ""},
		"infected":             {tcp(""), infected, models.KindUnsupported, "upload.malware"},
		"it is away":           {"127.0.0.1:1", infected, models.KindUnavailable, "upload.unscanned"},
		"its socket is away":   {filepath.Join(t.TempDir(), "none"), infected, models.KindUnavailable, "upload.unscanned"},
		"it says nothing":      {tcp("silent"), pdf(2000), models.KindUnavailable, "upload.unscanned"},
		"it hangs up":          {tcp("hangs up"), pdf(2000), models.KindUnavailable, "upload.unscanned"},
		"it fails":             {tcp("broken"), pdf(2000), models.KindUnavailable, "upload.unscanned"},
		"it takes less":        {tcp("small"), pdf(900_000), models.KindTooLarge, "upload.size"},
	} {
		t.Run(name, func(t *testing.T) {
			w.Clamd = c.address
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			if name == "it says nothing" {
				ctx, cancel = context.WithTimeout(t.Context(), time.Second)
				defer cancel()
			}
			before := len(w.objects())
			_, err := w.Put(ctx, documents.Intake{Person: w.anna, By: w.anna, Body: bytes.NewReader(c.content), At: noon})
			if c.kind == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			wants(t, err, c.kind, c.key)
			if len(w.objects()) != before {
				t.Error("something of it is in the store")
			}
		})
	}
}
