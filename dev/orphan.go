package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// pidFile is what a running PostgreSQL writes into its data directory: the process id in line 1, "ready" in line 8.
func (c *cluster) pidFile() string { return filepath.Join(c.data(), "postmaster.pid") }

// state reads the pid file; pid 0 means that there is none.
func (c *cluster) state() (pid int, ready bool) {
	content, err := os.ReadFile(c.pidFile())
	if err != nil {
		return 0, false
	}
	lines := strings.Split(string(content), "\n")
	pid, err = strconv.Atoi(strings.TrimSpace(lines[0]))
	if err != nil {
		return 0, false
	}
	return pid, len(lines) >= 8 && strings.TrimSpace(lines[7]) == "ready"
}

// stopOrphan ends a PostgreSQL that a killed run left on this cluster. We hold the directory's lock, so whatever still runs on it is
// nobody's. A process with that id that is not PostgreSQL on this cluster is left alone: ids are used again.
func (c *cluster) stopOrphan(steps *progress) error {
	pid, _ := c.state()
	if pid == 0 {
		return nil
	}
	if alive(pid) && c.serves(pid) {
		began := time.Now()
		if err := c.endOrphan(pid); err != nil {
			return err
		}
		steps.done(began, "postgres: stopped the one that an earlier run left")
	}
	if err := os.Remove(c.pidFile()); err != nil && !os.IsNotExist(err) {
		return fmt.Errorf("cannot remove what an earlier run left: %w: run as the user who made the database", err)
	}
	return nil
}

// serves says whether a process works in the cluster's data directory, which is what PostgreSQL does.
func (c *cluster) serves(pid int) bool {
	works, err := os.Readlink(fmt.Sprintf("/proc/%d/cwd", pid))
	if err != nil {
		return false
	}
	data, err := filepath.EvalSymlinks(c.data())
	return err == nil && works == data
}

// endOrphan asks for a fast shutdown, then for an immediate one. It asks where the process works too, because one that has ended stays
// in the table where nobody collects it, as in many containers.
func (c *cluster) endOrphan(pid int) error {
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGQUIT, syscall.SIGKILL} {
		if err := syscall.Kill(pid, signal); err != nil && err != syscall.ESRCH {
			return fmt.Errorf("cannot stop the PostgreSQL (process %d) that an earlier run left: %w: stop it by hand", pid, err)
		}
		for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
			if !alive(pid) || !c.serves(pid) {
				return nil
			}
		}
	}
	return fmt.Errorf("the PostgreSQL (process %d) that an earlier run left does not stop: stop it by hand", pid)
}
