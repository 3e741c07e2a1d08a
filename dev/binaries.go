package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// postgresBinVariable names the directory of initdb and postgres and overrules every other place.
const postgresBinVariable = "HANDINHAND_POSTGRES_BIN"

// binaries is one installation of PostgreSQL's server programs.
type binaries struct {
	dir   string
	major int
}

func (b binaries) initdb() string   { return filepath.Join(b.dir, "initdb") }
func (b binaries) postgres() string { return filepath.Join(b.dir, "postgres") }

// findBinaries returns the newest installation, or the one of the given major version (0: any), since a cluster opens with the
// version that made it only. Where there is none it installs Debian's package if it may.
func findBinaries(ctx context.Context, major int, steps *progress) (binaries, error) {
	if dir := os.Getenv(postgresBinVariable); dir != "" {
		found, ok := inspect(dir)
		if !ok || !filepath.IsAbs(dir) {
			return binaries{}, fmt.Errorf("%s=%s is not an absolute path to working programs initdb and postgres: correct it, or unset it to use the machine's PostgreSQL", postgresBinVariable, dir)
		}
		return checkMajor([]binaries{found}, major)
	}
	installed := installedBinaries()
	if len(installed) == 0 {
		if err := installPostgres(ctx, steps); err != nil {
			return binaries{}, err
		}
		if installed = installedBinaries(); len(installed) == 0 {
			return binaries{}, fmt.Errorf("the package postgresql is installed but initdb is not in /usr/lib/postgresql/*/bin: set %s to its directory", postgresBinVariable)
		}
	}
	return checkMajor(installed, major)
}

func checkMajor(installed []binaries, major int) (binaries, error) {
	for _, found := range installed {
		if major == 0 || found.major == major {
			return found, nil
		}
	}
	return binaries{}, fmt.Errorf("the cluster in this directory was made by PostgreSQL %d and this machine has %d: install PostgreSQL %d or start clean with --reset",
		major, installed[0].major, major)
}

// installedBinaries lists the installations newest first: Debian keeps each version in its own directory, and what PATH names may be
// a wrapper or an older one.
func installedBinaries() []binaries {
	dirs, _ := filepath.Glob("/usr/lib/postgresql/*/bin") // the pattern is valid, the only error there is
	var found []binaries
	for _, dir := range dirs {
		if b, ok := inspect(dir); ok {
			found = append(found, b)
		}
	}
	slices.SortFunc(found, func(a, b binaries) int { return cmp.Compare(b.major, a.major) })
	for _, dir := range filepath.SplitList(os.Getenv("PATH")) {
		// A relative entry of PATH would mean another place in the child's directory.
		if b, ok := inspect(dir); ok && filepath.IsAbs(dir) {
			found = append(found, b)
		}
	}
	return found
}

// inspect asks both programs of a directory for their version.
func inspect(dir string) (binaries, bool) {
	b := binaries{dir: dir}
	for _, program := range []string{b.initdb(), b.postgres()} {
		if info, err := os.Stat(program); err != nil || info.IsDir() {
			return b, false
		}
		said, err := exec.Command(program, "--version").Output()
		if err != nil {
			return b, false
		}
		if b.major = parseMajor(string(said)); b.major == 0 {
			return b, false
		}
	}
	return b, true
}

// parseMajor reads the major version from what "postgres --version" says, for example "postgres (PostgreSQL) 17.2 (Debian 17.2-1)";
// 0 if there is none.
func parseMajor(said string) int {
	_, version, found := strings.Cut(said, ") ")
	if !found {
		return 0
	}
	digits := strings.IndexFunc(version, func(r rune) bool { return r < '0' || r > '9' })
	if digits < 0 {
		digits = len(version)
	}
	major, err := strconv.Atoi(version[:digits])
	if err != nil {
		return 0
	}
	return major
}
