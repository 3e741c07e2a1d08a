package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// beProgram makes the test binary behave as the program, so that the tests start real processes without building it twice.
const beProgram = "HANDINHAND_DEV_TEST_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(beProgram) != "" {
		main()
	}
	os.Exit(m.Run())
}

// started is a running "up".
type started struct {
	addresses
	cmd    *exec.Cmd
	stdin  io.Closer
	stderr *lockedBuffer
	dir    string
}

type lockedBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

func program(t *testing.T, path string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(path, args...)
	cmd.Env = append(os.Environ(), beProgram+"=1")
	return cmd
}

func self(t *testing.T) string {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// placeForAll is a directory that PostgreSQL's account can reach, unlike t.TempDir when root runs the tests.
func placeForAll(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "hih-")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// up starts the program on dir and returns when it has printed its addresses. It is stopped at the end of the test at the latest.
func up(t *testing.T, dir string, args ...string) *started {
	t.Helper()
	return await(t, dir, program(t, self(t), append([]string{"up", "--with-parent", "--dir", dir}, args...)...))
}

func await(t *testing.T, dir string, cmd *exec.Cmd) *started {
	t.Helper()
	s := &started{cmd: cmd, stderr: &lockedBuffer{}, dir: dir}
	cmd.Stderr = s.stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	s.stdin = stdin
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stdin.Close()
		cmd.Wait()
	})
	line, err := bufio.NewReader(stdout).ReadBytes('\n')
	if err != nil {
		cmd.Wait()
		t.Fatalf("no line of addresses (%v); it said:\n%s", err, s.stderr)
	}
	if err := json.Unmarshal(line, &s.addresses); err != nil {
		t.Fatalf("not JSON: %s", line)
	}
	return s
}

// end waits for the process and checks that it ended with status 0 and left nothing running.
func (s *started) end(t *testing.T) {
	t.Helper()
	if err := s.cmd.Wait(); err != nil {
		t.Fatalf("it did not stop in good order (%v); it said:\n%s", err, s.stderr)
	}
	nothingRuns(t, s.dir)
}

// refused runs the program, expects exit status 1 and returns its last line, which must be one sentence and no trace.
func refused(t *testing.T, cmd *exec.Cmd) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 1 {
		t.Fatalf("want exit status 1, got %v; it said:\n%s", err, &stderr)
	}
	if stdout.Len() != 0 {
		t.Errorf("standard output should be empty: %s", &stdout)
	}
	if strings.Contains(stderr.String(), "goroutine ") {
		t.Errorf("a stack trace:\n%s", &stderr)
	}
	lines := strings.Split(strings.TrimSpace(stderr.String()), "\n")
	return lines[len(lines)-1]
}

func says(t *testing.T, sentence string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(sentence, part) {
			t.Errorf("the sentence does not say %q:\n%s", part, sentence)
		}
	}
}

// workers are the processes that work in the data directory of a cluster: PostgreSQL and all its children.
func workers(t *testing.T, dir string) []string {
	t.Helper()
	data, err := filepath.EvalSymlinks(filepath.Join(dir, "postgres", "data"))
	if err != nil {
		return nil
	}
	places, err := filepath.Glob("/proc/[0-9]*/cwd")
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, place := range places {
		if works, err := os.Readlink(place); err == nil && strings.HasPrefix(works, data) {
			found = append(found, place)
		}
	}
	return found
}

func nothingRuns(t *testing.T, dir string) {
	t.Helper()
	if left := workers(t, dir); len(left) != 0 {
		t.Errorf("left running: %v", left)
	}
}

// signal sends a signal to the program alone.
func (s *started) signal(t *testing.T, signal syscall.Signal) {
	t.Helper()
	if err := s.cmd.Process.Signal(signal); err != nil {
		t.Fatal(err)
	}
}
