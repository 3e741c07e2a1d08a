package documents_test

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"handinhand/documents"
	"handinhand/models"
)

// wants checks that a file is refused so.
func wants(t *testing.T, err error, kind models.Kind, key string) {
	t.Helper()
	var p *models.Problem
	if !errors.As(err, &p) || p.Kind != kind || p.Key != key {
		t.Errorf("got %v, want %s %s", err, kind, key)
	}
}

// TestARendererThatHangsIsKilled: the upload is refused, and nothing is left of it in the
// quarantine (see newWorld), in the store or among the processes. The next one has its turn.
func TestARendererThatHangsIsKilled(t *testing.T) {
	w := newWorld(t)
	ids := t.TempDir()
	w.Renderer = documents.NewRenderer("", "/bin/sh", "-c", `: > "$0/$$"; printf half >&3; exec /bin/sleep 3600`, ids).Hasty(500*time.Millisecond, 1)
	for range 2 {
		wants(t, w.refuses(pdf(1000)), models.KindTooLarge, "upload.heavy")
	}
	seen, err := os.ReadDir(ids)
	if err != nil || len(seen) == 0 {
		t.Fatalf("no renderer ran: %v", err)
	}
	for _, entry := range seen {
		id, err := strconv.Atoi(entry.Name())
		if err != nil {
			t.Fatal(err)
		}
		if err := syscall.Kill(id, 0); !errors.Is(err, syscall.ESRCH) {
			t.Errorf("the renderer %d is still there (%v)", id, err)
		}
	}
	if objects := w.objects(); len(objects) != 0 {
		t.Errorf("objects %v are left", objects)
	}
}

// TestHowARendererDies: over the file, for want of memory, or with the server.
func TestHowARendererDies(t *testing.T) {
	w := newWorld(t)
	for script, want := range map[string]struct {
		kind models.Kind
		key  string
	}{
		"kill -SEGV $$":     {models.KindUnsupported, "upload.broken"},
		"exit 2":            {models.KindUnsupported, "upload.broken"},
		"kill -KILL $$":     {models.KindTooLarge, "upload.heavy"},
		"kill -TERM $$":     {models.KindUnavailable, "unavailable"},
		"exit 1":            {models.KindUnavailable, "unavailable"},
		"exit 0":            {models.KindUnavailable, "unavailable"},
		"echo {}; kill $$;": {models.KindUnavailable, "unavailable"},
	} {
		t.Run(script, func(t *testing.T) {
			w.Renderer = documents.NewRenderer("", "/bin/sh", "-c", script)
			wants(t, w.refuses(pdf(1000)), want.kind, want.key)
		})
	}
}

// TestFilesAreRenderedAtOnce: each of two renderers waits until the other one is there.
func TestFilesAreRenderedAtOnce(t *testing.T) {
	w := newWorld(t)
	const together = `PATH=/usr/bin:/bin; : > "$0/$$"; while [ "$(ls "$0" | wc -l)" -lt 2 ]; do sleep 0.02; done
		printf copy >&3; printf small >&4; echo '{"type":"application/pdf","pages":1}'`
	w.Renderer = documents.NewRenderer("", "/bin/sh", "-c", together, t.TempDir()).Hasty(time.Minute, 2)
	var group sync.WaitGroup
	for i := range 2 {
		group.Go(func() {
			if err := w.refuses(pdf(1000 + i)); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
}

func TestWhatAMachineHasRoomFor(t *testing.T) {
	for _, c := range []struct{ cores, gigabytes, want int }{{2, 0, 1}, {2, 1, 1}, {2, 4, 1}, {2, 8, 2}, {8, 8, 2}, {4, 64, 4}, {64, 64, 18}} {
		if got := documents.RendersAtOnce(c.cores, int64(c.gigabytes)<<30); got != c.want {
			t.Errorf("%d cores and %d GB: %d at once, want %d", c.cores, c.gigabytes, got, c.want)
		}
	}
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	table := file("MemTotal:       24655536 kB\nMemFree: 1 kB\n")
	for name, c := range map[string]struct {
		root fstest.MapFS
		want int64
	}{
		"not Linux":   {fstest.MapFS{}, 0},
		"a machine":   {fstest.MapFS{"proc/meminfo": table, "sys/fs/cgroup/memory.max": file("max\n")}, 24655536 << 10},
		"a container": {fstest.MapFS{"proc/meminfo": table, "sys/fs/cgroup/memory.max": file("1073741824\n")}, 1 << 30},
		"an old one":  {fstest.MapFS{"proc/meminfo": table, "sys/fs/cgroup/memory/memory.limit_in_bytes": file("2147483648\n")}, 2 << 30},
		"no limit":    {fstest.MapFS{"proc/meminfo": table, "sys/fs/cgroup/memory/memory.limit_in_bytes": file("9223372036854771712\n")}, 24655536 << 10},
	} {
		if got := documents.MachineMemory(c.root); got != c.want {
			t.Errorf("%s: %d bytes, want %d", name, got, c.want)
		}
	}
	if documents.MachineMemory(os.DirFS("/")) < 1<<27 && strings.HasPrefix(filepath.ToSlash(os.TempDir()), "/tmp") {
		t.Log("this machine does not say how much memory it has")
	}
}
