package cli

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

// stopPatience is how long a child may take to stop in order before it is
// killed.
const stopPatience = 15 * time.Second

// child is another process of ours: this binary's serve or worker, or the dev
// stack. It stops when its standard input ends, so it cannot outlive us.
type child struct {
	name   string
	cmd    *exec.Cmd
	stdin  io.Closer
	log    string
	exited chan struct{}
	err    error
}

// hearing is who listens to a child.
type hearing struct {
	out io.Writer
	say func(line string)
}

// lineWriter passes on what is written to it a line at a time.
type lineWriter struct {
	say  func(line string)
	part []byte
}

func (w *lineWriter) Write(p []byte) (int, error) {
	w.part = append(w.part, p...)
	for {
		line, rest, ok := bytes.Cut(w.part, []byte("\n"))
		if !ok {
			return len(p), nil
		}
		w.say(string(line))
		w.part = rest
	}
}

// startChild runs a program with its output in DIR/logs/NAME.log. It stands in
// a process group of its own: Ctrl-C reaches us first, and we stop it in order.
// Where heard is given, its standard output goes to heard.out and each line of
// its standard error to heard.say too.
func startChild(dir, name, program string, env []string, heard *hearing, args ...string) (*child, error) {
	logs := filepath.Join(dir, "logs")
	if err := os.MkdirAll(logs, 0o755); err != nil {
		return nil, fmt.Errorf("cannot keep logs: %w; choose another folder with --dir", err)
	}
	c := &child{name: name, log: filepath.Join(logs, name+".log"), exited: make(chan struct{})}
	file, err := os.OpenFile(c.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return nil, fmt.Errorf("cannot keep logs: %w; choose another folder with --dir", err)
	}
	c.cmd = exec.Command(program, args...)
	c.cmd.Env = append(os.Environ(), env...)
	c.cmd.Stderr = file
	c.cmd.Stdout = io.Writer(file)
	if heard != nil {
		c.cmd.Stdout = heard.out
		c.cmd.Stderr = io.MultiWriter(file, &lineWriter{say: heard.say})
	}
	c.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if c.stdin, err = c.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	if err := c.cmd.Start(); err != nil {
		return nil, fmt.Errorf("%s cannot start: %w", name, err)
	}
	go func() {
		c.err = c.cmd.Wait()
		_ = file.Close()
		close(c.exited)
	}()
	return c, nil
}

// stop asks the child to stop and waits until it has.
func (c *child) stop() {
	_ = c.stdin.Close()
	_ = c.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-c.exited:
	case <-time.After(stopPatience):
		_ = c.cmd.Process.Kill()
		<-c.exited
	}
}

// lastWords is the end of the child's log, for an error message.
func (c *child) lastWords() string {
	text, err := os.ReadFile(c.log)
	if err != nil {
		return ""
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	return strings.Join(lines[max(0, len(lines)-4):], "\n")
}

// supervised is a child that is started again when it dies, until stopped.
type supervised struct {
	current atomic.Pointer[child]
	done    chan struct{}
}

// supervise starts a child and starts it again, after a pause, whenever it ends
// before ctx does; say tells a person about it.
func supervise(ctx context.Context, start func() (*child, error), say func(format string, args ...any)) (*supervised, error) {
	first, err := start()
	if err != nil {
		return nil, err
	}
	s := &supervised{done: make(chan struct{})}
	s.current.Store(first)
	go func() {
		defer close(s.done)
		for c := first; ; {
			select {
			case <-ctx.Done():
				c.stop()
				return
			case <-c.exited:
			}
			say("%s ended (%v); starting it again; its log is %s", c.name, c.err, c.log)
			select {
			case <-ctx.Done():
				return
			case <-time.After(time.Second):
			}
			again, err := start()
			if err != nil {
				say("%s: %v", c.name, err)
				return
			}
			c = again
			s.current.Store(again)
		}
	}()
	return s, nil
}
