package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	adminRole     = "postgres"
	productRole   = "handinhand" // role and database of the product
	readyPatience = time.Minute  // recovery after a kill takes seconds; a minute means that something is wrong
)

// startPostgres brings the cluster up and makes its roles and databases.
func startPostgres(ctx context.Context, c *cluster, s secrets, steps *progress) (*running, error) {
	began := time.Now()
	if err := c.stopOrphan(steps); err != nil {
		return nil, err
	}
	server, err := c.launch()
	if err != nil {
		return nil, err
	}
	part := &running{name: partPostgres, stop: func() error { return c.stop(server) }, lost: c.watch(server)}
	if err := c.await(ctx, server); err != nil {
		return nil, errors.Join(err, part.stop())
	}
	if err := c.makeRoles(ctx, s); err != nil {
		return nil, errors.Join(fullDisk(fmt.Errorf("cannot make the database's roles: %w: start clean with --reset", err), c.home), part.stop())
	}
	steps.done(began, "postgres: ready")
	return part, nil
}

// databaseURL is what the product connects with as a role: the private socket, or the TCP port and its password where one was asked for.
func (c *cluster) databaseURL(role string, s secrets) string {
	if c.tcpPort != 0 {
		login := url.UserPassword(role, s.PostgresPassword)
		return fmt.Sprintf("postgres://%s@%s/%s?sslmode=disable", login, hostPort(c.tcpPort), productRole)
	}
	return c.socketURL(role, productRole)
}

func (c *cluster) socketURL(role, database string) string {
	return fmt.Sprintf("postgres://%s@/%s?host=%s&port=%d", role, database, url.QueryEscape(c.sockets), c.socketPort())
}

// launch starts the server, without waiting until it answers.
func (c *cluster) launch() (*child, error) {
	rules := "local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n"
	if err := os.WriteFile(c.rules(), []byte(rules), 0o644); err != nil {
		return nil, fullDisk(err, c.home)
	}
	log, err := c.dir.log("postgres.log")
	if err != nil {
		return nil, err
	}
	defer log.Close()
	cmd := exec.Command(c.bin.postgres(), c.options()...)
	cmd.Dir, cmd.Env, cmd.SysProcAttr = c.data(), childEnvironment(), c.account.attributes()
	cmd.Stdout, cmd.Stderr = log, log
	server, err := startChild(cmd)
	if err != nil {
		return nil, fmt.Errorf("cannot run %s: %w: set %s to a working PostgreSQL", cmd.Path, err, postgresBinVariable)
	}
	return server, nil
}

func (c *cluster) options() []string {
	settings := []string{
		"hba_file=" + c.rules(),
		"unix_socket_directories=" + c.sockets,
		"listen_addresses=",
		"port=" + strconv.Itoa(c.socketPort()),
		"max_connections=200",
		"log_min_messages=warning",
		"log_checkpoints=off",
	}
	if c.tcpPort != 0 {
		settings = append(settings, "listen_addresses="+loopback)
	}
	if c.dir.ephemeral {
		settings = append(settings, "fsync=off", "synchronous_commit=off", "full_page_writes=off")
	}
	options := []string{"-D", c.data()}
	for _, setting := range settings {
		options = append(options, "-c", setting)
	}
	return options
}

// await returns when the server says that it is ready. The pid must be that of our own child: after a kill the file of the earlier
// one may lie there and say ready.
func (c *cluster) await(ctx context.Context, server *child) error {
	deadline := time.After(readyPatience)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-server.ended:
			return c.diagnose("did not start")
		case <-ctx.Done():
			return ctx.Err()
		case <-deadline:
			return c.diagnose(fmt.Sprintf("is not ready after %s", readyPatience))
		case <-tick.C:
			if pid, ready := c.state(); ready && pid == server.process.Pid {
				return nil
			}
		}
	}
}

// watch reports when the server ends by itself.
func (c *cluster) watch(server *child) <-chan error {
	lost := make(chan error, 1)
	go func() {
		<-server.ended
		lost <- c.diagnose("stopped by itself")
	}()
	return lost
}

// diagnose quotes the last complaint of the server's log.
func (c *cluster) diagnose(what string) error {
	path := c.dir.file("postgres.log")
	log, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("PostgreSQL %s and its log cannot be read: %w", what, err)
	}
	tail := string(log[max(0, len(log)-8192):])
	if strings.Contains(tail, "No space left on device") {
		return fullDisk(syscall.ENOSPC, c.home)
	}
	return fmt.Errorf("PostgreSQL %s: %s (see %s, or start clean with --reset)", what, complaint(tail), path)
}

// stop asks for a fast shutdown: clients are cut off, everything committed is on disk.
func (c *cluster) stop(server *child) error {
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGQUIT, syscall.SIGKILL} {
		if err := server.process.Signal(signal); errors.Is(err, os.ErrProcessDone) {
			break
		}
		if server.endedWithin(20 * time.Second) {
			break
		}
	}
	<-server.ended
	if filepath.Dir(c.sockets) != c.home {
		return os.RemoveAll(c.sockets)
	}
	return nil
}
