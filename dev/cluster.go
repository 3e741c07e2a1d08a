package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

const (
	// relocated holds the clusters whose data directory PostgreSQL's account cannot reach, such as one below /root.
	relocated = "/var/lib/handinhand"
	// longestSocket is the limit of the kernel for the path of a unix socket (sockaddr_un, 108 bytes with the final zero).
	longestSocket = 107
)

// cluster is the private PostgreSQL cluster of a data directory: where it is and as whom it runs.
type cluster struct {
	dir      *directory
	account  account
	bin      binaries
	home     string // <dir>/postgres, or what that link names
	sockets  string // the directory of the unix socket: ours and the account's alone
	tcpPort  int    // 0: unix socket only
	temporal bool   // Temporal's role and databases are wanted
}

func (c *cluster) data() string  { return filepath.Join(c.home, "data") }
func (c *cluster) rules() string { return filepath.Join(c.home, "pg_hba.conf") }

// socketPort names the socket; on a private socket directory any number does.
func (c *cluster) socketPort() int {
	if c.tcpPort != 0 {
		return c.tcpPort
	}
	return 5432
}

// openCluster finds the programs, the account and the place, and initialises the cluster where there is none.
func openCluster(ctx context.Context, dir *directory, plan plan, steps *progress) (*cluster, error) {
	account, err := databaseAccount()
	if err != nil {
		return nil, err
	}
	c := &cluster{dir: dir, account: account, home: dir.file("postgres")}
	c.tcpPort, c.temporal = plan.ports[partPostgres], plan.parts[partTemporal]
	if home, err := os.Readlink(c.home); err == nil {
		c.home = home
	}
	major, err := c.major()
	if err != nil {
		return nil, err
	}
	if c.bin, err = findBinaries(ctx, major, steps); err != nil {
		return nil, err
	}
	if err := c.settle(steps); err != nil {
		return nil, fullDisk(fmt.Errorf("cannot prepare the database's directory: %w: give another place with --dir", err), dir.path)
	}
	if major == 0 {
		if err := c.initialise(ctx, steps); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// major is the version that made the cluster, 0 where there is none yet.
func (c *cluster) major() (int, error) {
	version, err := os.ReadFile(filepath.Join(c.data(), "PG_VERSION"))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("cannot read the database in %s: %w: run as the user who made it or start clean with --reset", c.data(), err)
	}
	major, err := strconv.Atoi(strings.TrimSpace(string(version)))
	if err != nil {
		return 0, fmt.Errorf("the database in %s is damaged (PG_VERSION: %w): start clean with --reset", c.data(), err)
	}
	return major, nil
}

// settle creates the cluster's directories, elsewhere if the account cannot reach the data directory.
func (c *cluster) settle(steps *progress) error {
	if err := c.makeHome(); err != nil {
		return err
	}
	if c.account.drop && !c.account.reaches(c.home, c.bin.postgres()) {
		if err := c.relocate(steps); err != nil {
			return err
		}
	}
	return c.makeSocketDirectory()
}

func (c *cluster) makeHome() error {
	if err := os.MkdirAll(c.home, 0o711); err != nil {
		return err
	}
	return c.account.give(c.home, c.account.gid, 0o711)
}

// relocate moves the home to a place that every account can reach and leaves a link in the data directory.
func (c *cluster) relocate(steps *progress) error {
	link := c.dir.file("postgres")
	if err := os.Remove(c.home); err != nil {
		return fmt.Errorf("the account %s can no longer reach %s: open its parent directories again: %w", c.account.name, c.home, err)
	}
	c.home = filepath.Join(relocated, strings.ToLower(rand.Text()[:12]))
	if err := os.MkdirAll(relocated, 0o755); err != nil {
		return err
	}
	if err := c.makeHome(); err != nil {
		return err
	}
	if !c.account.reaches(c.home, c.bin.postgres()) {
		return fmt.Errorf("the account %s can neither reach %s nor %s", c.account.name, c.dir.path, relocated)
	}
	steps.say("postgres: the account %s cannot enter %s, so the database is in %s (--reset removes both)", c.account.name, c.dir.path, c.home)
	return os.Symlink(c.home, link)
}

// makeSocketDirectory makes the place of the socket: whoever enters it is trusted, so only the account and our own group may.
func (c *cluster) makeSocketDirectory() (err error) {
	c.sockets = filepath.Join(c.home, "run")
	if len(c.sockets)+len("/.s.PGSQL.65535") > longestSocket {
		if c.sockets, err = os.MkdirTemp("/tmp", "handinhand-"); err != nil {
			return err
		}
	} else if err := os.MkdirAll(c.sockets, 0o750); err != nil {
		return err
	}
	return c.account.give(c.sockets, os.Getegid(), 0o750)
}

// initialise runs initdb beside the final place and then renames, so that a kill in between leaves no half of a cluster.
func (c *cluster) initialise(ctx context.Context, steps *progress) error {
	began := time.Now()
	fresh := c.data() + ".new"
	if err := os.RemoveAll(fresh); err != nil {
		return err
	}
	cmd := exec.Command(c.bin.initdb(), "--pgdata", fresh, "--username", adminRole, "--auth", "trust", "--encoding", "UTF8",
		"--locale", "C.UTF-8", "--no-sync", "--no-instructions")
	cmd.Dir, cmd.Env, cmd.SysProcAttr = c.home, childEnvironment(), c.account.attributes()
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	ran, err := startChild(cmd)
	if err != nil {
		return fmt.Errorf("cannot run %s: %w: set %s to a working PostgreSQL", c.bin.initdb(), err, postgresBinVariable)
	}
	select {
	case <-ran.ended:
	case <-ctx.Done():
		ran.process.Kill()
		<-ran.ended
		return ctx.Err()
	}
	if ran.err != nil {
		return fullDisk(fmt.Errorf("initdb could not make a database in %s: %s", fresh, complaint(output.String())), c.home)
	}
	steps.done(began, "postgres: cluster initialised in "+c.home)
	return os.Rename(fresh, c.data())
}

var complaintLine = regexp.MustCompile(`(?m)^.*\b(?:FATAL|PANIC|ERROR|error):\s*(.*)$`)

// complaint is the line of a PostgreSQL program's output that says what went wrong.
func complaint(output string) string {
	found := complaintLine.FindAllStringSubmatch(output, -1)
	if len(found) == 0 {
		return lastLine(output)
	}
	return found[len(found)-1][1]
}
