package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// noMainCluster tells Debian's package not to create and start a system-wide cluster: the stack brings its own.
const noMainCluster = "/etc/postgresql-common/createcluster.conf"

// installPostgres installs Debian's package postgresql where that is possible (root, apt-get), and else says how to.
func installPostgres(ctx context.Context, steps *progress) error {
	aptGet, err := exec.LookPath("apt-get")
	if err != nil {
		return fmt.Errorf("PostgreSQL's programs initdb and postgres are missing: install PostgreSQL 14 or newer, or set %s to their directory", postgresBinVariable)
	}
	if os.Geteuid() != 0 {
		return fmt.Errorf("PostgreSQL's programs initdb and postgres are missing: install them (sudo apt-get install postgresql), or set %s to their directory", postgresBinVariable)
	}
	began := time.Now()
	steps.say("postgres: installing Debian's package postgresql, without a system-wide cluster")
	if err := keepMainClusterAway(); err != nil {
		return fmt.Errorf("cannot write %s, without which Debian would start a cluster of its own: %w", noMainCluster, err)
	}
	if err := apt(ctx, aptGet, "install", "postgresql"); err != nil {
		if err := apt(ctx, aptGet, "update"); err != nil {
			return err
		}
		if err := apt(ctx, aptGet, "install", "postgresql"); err != nil {
			return err
		}
	}
	steps.done(began, "postgres: installed")
	return nil
}

// keepMainClusterAway writes the setting unless the machine's owner has already decided.
func keepMainClusterAway() error {
	if _, err := os.Stat(noMainCluster); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(noMainCluster), 0o755); err != nil {
		return err
	}
	return os.WriteFile(noMainCluster, []byte("# Written by "+programName+": it runs a private cluster.\ncreate_main_cluster = false\n"), 0o644)
}

func apt(ctx context.Context, program string, arguments ...string) error {
	options := []string{"-y", "-q", "--no-install-recommends", "-o", "Dpkg::Options::=--force-confold", "-o", "DPkg::Lock::Timeout=60"}
	cmd := exec.CommandContext(ctx, program, append(options, arguments...)...)
	cmd.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive", "LC_ALL=C")
	output, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("PostgreSQL's programs are missing and apt-get %s failed (%w: %s): install the package postgresql by hand or set %s to the directory of initdb",
			strings.Join(arguments, " "), err, lastLine(string(output)), postgresBinVariable)
	}
	return nil
}

// lastLine is the last line that is not empty: where programs say what went wrong.
func lastLine(output string) string {
	lines := strings.Split(strings.TrimSpace(output), "\n")
	return strings.TrimSpace(lines[len(lines)-1])
}
