package cli

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"handinhand/demo"
	"handinhand/internal/stacktest"
)

// devStack is a running `handinhand dev --ephemeral`, as a newcomer would have it.
type devStack struct {
	ready
	process *os.Process
}

// startDev runs bin/handinhand dev until the test ends.
func startDev(t *testing.T, args ...string) devStack {
	t.Helper()
	cmd := exec.Command(program(t), append([]string{"dev", "--ephemeral", "--json"}, args...)...)
	cmd.Stderr = t.Output()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		if err := cmd.Wait(); err != nil {
			t.Errorf("dev did not stop in order: %v", err)
		}
	})
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err != nil {
		t.Fatalf("dev ended before it was ready: %v", err)
	}
	d := devStack{process: cmd.Process}
	if err := json.Unmarshal(line, &d.ready); err != nil {
		t.Fatal(err)
	}
	return d
}

// program is bin/handinhand, which make test builds first.
func program(t *testing.T) string {
	t.Helper()
	root, err := stacktest.Root()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(root, "bin", "handinhand")
	if _, err := os.Stat(path); err != nil {
		t.Fatal("bin/handinhand is missing: run make build")
	}
	return path
}

func (d devStack) place() demo.Place {
	a := d.Addresses
	return demo.Place{URL: d.URL, Issuer: a.OIDCIssuer, ClientID: a.OIDCClientID, ClientSecret: a.OIDCClientSecret}
}

// kill ends one of dev's children as the kernel would: without a word.
func (d devStack) kill(t *testing.T, command string) {
	t.Helper()
	pid := d.await(t, command)
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
}

// await waits for dev's child that runs a command: after a kill it is on its way.
func (d devStack) await(t *testing.T, command string) int {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		for _, pid := range children(d.process.Pid) {
			args, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
			if fields := strings.Split(string(args), "\x00"); len(fields) > 1 && fields[1] == command {
				return pid
			}
		}
	}
	t.Fatalf("dev has no child that runs %q", command)
	return 0
}

// children are the processes whose parent is pid.
func children(pid int) []int {
	var found []int
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, file := range stats {
		text, _ := os.ReadFile(file)
		// pid (name) state ppid …; the name may hold spaces and brackets
		after := string(text)[strings.LastIndex(string(text), ")")+1:]
		if fields := strings.Fields(after); len(fields) > 1 && fields[0] != "Z" && fields[1] == strconv.Itoa(pid) {
			child, _ := strconv.Atoi(filepath.Base(filepath.Dir(file)))
			found = append(found, child)
		}
	}
	return found
}
