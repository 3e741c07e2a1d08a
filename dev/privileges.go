package main

import (
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"syscall"
)

// account is the system account that PostgreSQL runs as. PostgreSQL refuses to run as root, so root hands it to another account;
// any other user runs it as themselves.
type account struct {
	name     string
	uid, gid int
	drop     bool // the account is not ours: privileges are dropped
}

// databaseAccount chooses "postgres", else "nobody", when we are root.
func databaseAccount() (account, error) {
	if os.Geteuid() != 0 {
		return account{uid: os.Geteuid(), gid: os.Getegid()}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		found, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, errUID := strconv.Atoi(found.Uid)
		gid, errGID := strconv.Atoi(found.Gid)
		if errUID == nil && errGID == nil {
			return account{name: name, uid: uid, gid: gid, drop: true}, nil
		}
	}
	return account{}, fmt.Errorf("PostgreSQL does not run as root, and there is neither an account postgres nor nobody: create one (useradd --system postgres) or run as an ordinary user")
}

// attributes are those of a child: as the account, in its own process group so that the terminal's Ctrl-C does not reach it before us,
// and told to shut down when we die in whatever way.
func (a account) attributes() *syscall.SysProcAttr {
	attributes := &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGINT}
	if a.drop {
		attributes.Credential = &syscall.Credential{Uid: uint32(a.uid), Gid: uint32(a.gid)}
	}
	return attributes
}

// give makes the account the owner of path, with a group and a mode.
func (a account) give(path string, gid int, mode os.FileMode) error {
	if a.drop {
		if err := os.Chown(path, a.uid, gid); err != nil {
			return err
		}
	}
	return os.Chmod(path, mode)
}

// reaches says whether the account can enter dir. It tries, because modes alone do not tell: there are access lists and mounts.
func (a account) reaches(dir, program string) bool {
	probe := exec.Command(program, "--version")
	probe.Dir = dir
	probe.SysProcAttr = a.attributes()
	ran, err := startChild(probe)
	if err != nil {
		return false
	}
	<-ran.ended
	return ran.err == nil
}
