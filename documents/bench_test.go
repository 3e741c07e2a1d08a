package documents_test

import (
	"bytes"
	"fmt"
	"io"
	"sync"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"

	"handinhand/documents"
)

const clients = 8

// BenchmarkVault compares the vault with the plain S3 store below it, up and down,
// with 8 clients, each size in the same run. A program that draws nothing stands for the
// renderer, whose cost BenchmarkRender tells.
func BenchmarkVault(b *testing.B) {
	w := newWorld(b)
	w.Limit = 64 << 20
	w.Renderer = documents.NewRenderer("", "/bin/sh", "-c", `printf copy >&3; printf small >&4; echo '{"type":"application/pdf","pages":1}'`)
	for _, c := range []struct {
		name  string
		size  int
		files int // a client
	}{{"100kB", 100 << 10, 20}, {"5MB", 5 << 20, 4}, {"50MB", 50 << 20, 1}} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				w.compare(b, c.size, c.files)
			}
			b.ReportMetric(0, "ns/op")
		})
	}
}

func (w *world) compare(b *testing.B, size, files int) {
	total := float64(size*files*clients) / 1e6
	// Unlike bytes each time: equal ones would be stored once.
	same := pdf(size)
	content := func(client, i int) []byte {
		return append(same[:size:size], fmt.Appendf(nil, "%%%d %d %d\n%%%%EOF\n", client, i, time.Now().UnixNano())...)
	}
	var objects, ids sync.Map
	plainUp := eight(b, files, func(client, i int) error {
		name := fmt.Sprintf("plain/%d-%d-%d", size, client, i)
		objects.Store([2]int{client, i}, name)
		body := content(client, i)
		_, err := w.S3.PutObject(b.Context(), w.Bucket, name, bytes.NewReader(body), int64(len(body)), minio.PutObjectOptions{DisableMultipart: true})
		return err
	})
	vaultUp := eight(b, files, func(client, i int) error {
		d, err := w.Put(b.Context(), documents.Intake{Person: w.anna, By: w.anna, Name: "a.pdf", Body: bytes.NewReader(content(client, i)), At: noon})
		ids.Store([2]int{client, i}, d)
		return err
	})
	plainDown := eight(b, files, func(client, i int) error {
		name, _ := objects.Load([2]int{client, i})
		o, err := w.S3.GetObject(b.Context(), w.Bucket, name.(string), minio.GetObjectOptions{})
		if err != nil {
			return err
		}
		defer o.Close()
		_, err = io.Copy(io.Discard, o)
		return err
	})
	vaultDown := eight(b, files, func(client, i int) error {
		d, _ := ids.Load([2]int{client, i})
		o, err := w.Open(b.Context(), d.(document))
		if err != nil {
			return err
		}
		defer o.Close()
		_, err = io.Copy(io.Discard, o)
		return err
	})
	tripleUp := eight(b, files, func(client, i int) error {
		for part, body := range [][]byte{content(client, i), []byte("copy"), []byte("small")} {
			name := fmt.Sprintf("triple/%d-%d-%d-%d", size, client, i, part)
			if _, err := w.S3.PutObject(b.Context(), w.Bucket, name, bytes.NewReader(body), int64(len(body)), minio.PutObjectOptions{DisableMultipart: true}); err != nil {
				return err
			}
		}
		return nil
	})
	b.ReportMetric(total/vaultUp.Seconds(), "up-MB/s")
	b.ReportMetric(total/plainUp.Seconds(), "up-plain-MB/s")
	b.ReportMetric(total/tripleUp.Seconds(), "up-plain-3-objects-MB/s")
	b.ReportMetric(total/vaultDown.Seconds(), "down-MB/s")
	b.ReportMetric(total/plainDown.Seconds(), "down-plain-MB/s")
	b.ReportMetric(plainUp.Seconds()/vaultUp.Seconds(), "up-ratio")
	b.ReportMetric(plainDown.Seconds()/vaultDown.Seconds(), "down-ratio")
}

// eight runs do with 8 clients at once and tells how long that took.
func eight(b *testing.B, files int, do func(client, i int) error) time.Duration {
	b.Helper()
	var group sync.WaitGroup
	start := time.Now()
	for client := range clients {
		group.Go(func() {
			for i := range files {
				if err := do(client, i); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	group.Wait()
	return time.Since(start)
}

// BenchmarkRender tells what a copy costs: one A4 page of a PDF, and what of it is the
// start of the process.
func BenchmarkRender(b *testing.B) {
	w := newWorld(b)
	if err := w.Renderer.Warm(b.Context()); err != nil {
		b.Fatal(err)
	}
	for name, do := range map[string]func(i int) error{
		"start": func(int) error { return w.Renderer.Warm(b.Context()) },
		"page": func(i int) error {
			return w.refuses(append(pdf(100<<10), fmt.Sprintf("%%%d %d\n%%%%EOF\n", i, time.Now().UnixNano())...))
		},
	} {
		b.Run(name, func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				if err := do(i); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
