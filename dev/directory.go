package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// leastSpace is what an empty stack needs on disk with room to work: a fresh cluster with Temporal's schema is about 90 MB.
const leastSpace = 300 << 20

// directory is the data directory of one stack. Everything that survives a restart is below it.
type directory struct {
	path      string
	ephemeral bool
	lock      *os.File
}

func (d *directory) file(name ...string) string {
	return filepath.Join(append([]string{d.path}, name...)...)
}

// openDirectory creates the directory where it is missing, checks that it can hold a stack, and locks it. An empty path asks for a
// temporary one that release removes.
func openDirectory(path string) (*directory, error) {
	d := &directory{path: path, ephemeral: path == ""}
	if err := d.create(); err != nil {
		return nil, fmt.Errorf("cannot create the data directory: %w: give a writable place with --dir", err)
	}
	err := d.checkSpace()
	if err == nil {
		err = d.acquire()
	}
	if err != nil && d.ephemeral {
		err = errors.Join(err, os.RemoveAll(d.path))
	}
	return d, err
}

func (d *directory) create() (err error) {
	if d.ephemeral {
		if d.path, err = os.MkdirTemp("", "handinhand-"); err != nil {
			return err
		}
		return os.Chmod(d.path, 0o711)
	}
	if d.path, err = filepath.Abs(d.path); err != nil {
		return err
	}
	if _, err := os.Stat(d.path); err == nil {
		return nil
	}
	if err := os.MkdirAll(d.path, 0o755); err != nil {
		return err
	}
	// The database's account passes through here; nobody may list it.
	return os.Chmod(d.path, 0o711)
}

func (d *directory) checkSpace() error {
	var fs syscall.Statfs_t
	if err := syscall.Statfs(d.path, &fs); err != nil {
		return fmt.Errorf("cannot read the data directory %s: %w: give another with --dir", d.path, err)
	}
	if free := fs.Bavail * uint64(fs.Bsize); free < leastSpace {
		return fmt.Errorf("the disk under %s has %d MB free and the stack needs %d MB: free some space or give another place with --dir",
			d.path, free>>20, leastSpace>>20)
	}
	return nil
}

// acquire takes the lock. The kernel frees it when this process ends in any way, so a killed run leaves no stale lock.
func (d *directory) acquire() error {
	lock, err := os.OpenFile(d.file("lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("cannot write in the data directory %s: %w: give a writable place with --dir", d.path, err)
	}
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		defer lock.Close()
		if !errors.Is(err, syscall.EWOULDBLOCK) {
			return fmt.Errorf("cannot lock the data directory %s: %w: give another place with --dir", d.path, err)
		}
		holder, _ := os.ReadFile(d.file("lock"))
		return fmt.Errorf("a stack is already running on %s (process %s): stop it or give another place with --dir",
			d.path, strings.TrimSpace(string(holder)))
	}
	d.lock = lock
	if err := lock.Truncate(0); err != nil {
		return fullDisk(err, d.path)
	}
	_, err = fmt.Fprintf(lock, "%d\n", os.Getpid())
	return fullDisk(err, d.path)
}

// contents are the names that a stack keeps in its directory; reset removes these and leaves what somebody else put there.
var contents = []string{"postgres", "s3", "meta-s3", "oidc-key.pem", "secrets.json", "temporal.log", "postgres.log", "s3.log", "oidc.log"}

// reset removes the state of earlier runs, also a cluster that had to be kept elsewhere.
func (d *directory) reset() error {
	if home, err := os.Readlink(d.file("postgres")); err == nil {
		if err := os.RemoveAll(home); err != nil {
			return fmt.Errorf("cannot remove the earlier database: %w: remove %s by hand", err, home)
		}
	}
	for _, name := range contents {
		if err := os.RemoveAll(d.file(name)); err != nil {
			return fmt.Errorf("cannot remove the earlier state: %w: remove %s by hand", err, d.path)
		}
	}
	return nil
}

// release frees the lock and removes a temporary directory.
func (d *directory) release() error {
	defer d.lock.Close()
	if !d.ephemeral {
		return nil
	}
	if err := d.reset(); err != nil {
		return err
	}
	return os.RemoveAll(d.path)
}

// log opens a log file of a part, for appending.
func (d *directory) log(name string) (*os.File, error) {
	file, err := os.OpenFile(d.file(name), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fullDisk(fmt.Errorf("cannot write the log: %w", err), d.path)
	}
	return file, nil
}

// fullDisk turns an error that a full disk caused into one that says so.
func fullDisk(err error, path string) error {
	if err == nil || !errors.Is(err, syscall.ENOSPC) && !strings.Contains(err.Error(), "No space left on device") {
		return err
	}
	return fmt.Errorf("the disk under %s is full: free some space or give another place with --dir", path)
}
