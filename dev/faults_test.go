package main

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"
)

func itoa(n int) string { return strconv.Itoa(n) }

// Each fault is one sentence that names the way out, and leaves nothing running.
func TestFaults(t *testing.T) {
	place := placeForAll(t)
	taken, err := net.Listen("tcp", hostPort(0))
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	port := itoa(taken.Addr().(*net.TCPAddr).Port)
	file := filepath.Join(place, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		name string
		args []string
		env  string
		says []string
	}{
		{"Temporal's port is in use", []string{"--port-temporal", port}, "", []string{port, "in use", "--port-temporal"}},
		{"S3's port is in use", []string{"--port-s3", port}, "", []string{port, "in use", "--port-s3"}},
		{"OIDC's port is in use", []string{"--port-oidc", port}, "", []string{port, "in use", "--port-oidc"}},
		{"PostgreSQL's port is in use", []string{"--port-postgres", port}, "", []string{port, "in use", "--port-postgres"}},
		{"no PostgreSQL programs", nil, postgresBinVariable + "=/nonexistent", []string{"/nonexistent", "initdb", "unset"}},
		{"directory cannot be made", []string{"--dir", file + "/below"}, "", []string{file, "--dir"}},
		{"unknown part", []string{"--only", "mail"}, "", []string{`"mail"`, "postgres, temporal, s3, oidc"}},
		{"no part left", []string{"--only", "s3", "--without", "s3"}, "", []string{"no part"}},
		{"Temporal without database", []string{"--only", "temporal"}, "", []string{"--database-url"}},
		{"database that does not answer", []string{"--only", "temporal", "--database-url", "postgres://x@127.0.0.1:1/x"}, "", []string{"--database-url"}},
		{"no persona file", []string{"--personas", "/nonexistent.json"}, "", []string{"/nonexistent.json", "--personas"}},
		{"unknown flag", []string{"--nonsense"}, "", []string{"--nonsense", "--help"}},
	}
	for i, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			dir := filepath.Join(place, itoa(i))
			args := []string{"up", "--dir", dir}
			if len(c.args) > 0 && c.args[0] == "--dir" {
				args = args[:1]
			}
			cmd := program(t, self(t), append(args, c.args...)...)
			if c.env != "" {
				cmd.Env = append(cmd.Env, c.env)
			}
			says(t, refused(t, cmd), append(c.says, programName)...)
			nothingRuns(t, dir)
		})
	}
}

func TestFullDisk(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can mount the small disk that this test fills")
	}
	disk := filepath.Join(placeForAll(t), "disk")
	if err := os.Mkdir(disk, 0o755); err != nil {
		t.Fatal(err)
	}
	mount := func(size string) {
		if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size="+size); err != nil {
			t.Fatalf("cannot mount a small disk: %v", err)
		}
		t.Cleanup(func() { syscall.Unmount(disk, syscall.MNT_DETACH) })
	}
	mount("1m")
	says(t, refused(t, program(t, self(t), "up", "--dir", disk+"/a")), disk, "MB free", "--dir")
	mount("12m") // the first check has passed, and then the disk fills up
	_, err := openCluster(t.Context(), &directory{path: disk}, plan{}, &progress{out: os.Stderr})
	if err == nil {
		t.Fatal("a cluster in 12 MB")
	}
	says(t, err.Error(), "full", disk, "--dir")
}

// A PostgreSQL that a killed run left on the cluster is stopped, and the cluster used.
func TestOrphan(t *testing.T) {
	dir := placeForAll(t) + "/stack"
	first := up(t, dir, "--only", "postgres")
	keepRow(t, first)
	first.stdin.Close()
	first.end(t)

	who, err := databaseAccount()
	if err != nil {
		t.Fatal(err)
	}
	bin, err := findBinaries(t.Context(), 0, &progress{out: os.Stderr})
	if err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(dir, "postgres", "data")
	orphan := exec.Command(bin.postgres(), "-D", data, "-c", "listen_addresses=", "-c", "unix_socket_directories="+filepath.Join(dir, "postgres", "run"))
	orphan.Dir, orphan.SysProcAttr = data, who.attributes()
	orphan.SysProcAttr.Pdeathsig = 0
	left, err := startChild(orphan)
	if err != nil {
		t.Fatal(err)
	}
	for len(workers(t, dir)) < 4 { // it is up
		if left.endedWithin(20 * time.Millisecond) {
			t.Fatalf("the orphan did not start: %v", left.err)
		}
	}

	second := up(t, dir, "--only", "postgres")
	says(t, second.stderr.String(), "an earlier run left")
	var word string
	if err := connect(t, second.DatabaseURL).QueryRow(t.Context(), "SELECT word FROM kept").Scan(&word); err != nil {
		t.Error(err)
	}
	<-left.ended
}

// When PostgreSQL dies, everything stops and the sentence says why.
func TestPostgresDies(t *testing.T) {
	dir := placeForAll(t) + "/stack"
	s := up(t, dir, "--only", "postgres,s3,oidc")
	server, _ := (&cluster{home: filepath.Join(dir, "postgres")}).state()
	if err := syscall.Kill(server, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Wait(); err == nil {
		t.Error("want exit status 1")
	}
	says(t, s.stderr.String(), "postgres is gone")
}

// An ordinary user needs no privileges at all.
func TestOrdinaryUser(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Log("the other tests run as an ordinary user already")
		return
	}
	place := placeForAll(t)
	reachable := filepath.Join(place, "program")
	if err := os.Link(self(t), reachable); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(place, "theirs")
	const nobody = 65534
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(dir, nobody, nobody); err != nil {
		t.Fatal(err)
	}
	cmd := program(t, reachable, "up", "--with-parent", "--dir", dir+"/stack")
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	s := await(t, dir+"/stack", cmd)
	keepRow(t, s)
	keepObject(t, s)
	keepCase(t, s)
	s.signal(t, syscall.SIGINT)
	s.end(t)
}

// Below a directory that PostgreSQL's account cannot enter, the cluster is kept elsewhere and found again.
func TestUnreachableDirectory(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Log("an ordinary user runs PostgreSQL as themselves and reaches whatever they reach")
		return
	}
	closed := t.TempDir()
	if err := os.Chmod(closed, 0o700); err != nil {
		t.Fatal(err)
	}
	dir := closed + "/stack"
	first := up(t, dir, "--only", "postgres")
	home, err := os.Readlink(filepath.Join(dir, "postgres"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(home) })
	says(t, first.stderr.String(), fmt.Sprintf("cannot enter %s", dir), home)
	keepRow(t, first)
	first.stdin.Close()
	first.end(t)
	second := up(t, dir, "--only", "postgres")
	var word string
	if err := connect(t, second.DatabaseURL).QueryRow(t.Context(), "SELECT word FROM kept").Scan(&word); err != nil {
		t.Error(err)
	}
	second.stdin.Close()
	second.end(t)
	third := up(t, dir, "--only", "postgres", "--reset")
	if _, err := os.Stat(home); !os.IsNotExist(err) {
		t.Errorf("--reset left %s", home)
	}
	elsewhere, err := os.Readlink(filepath.Join(dir, "postgres"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(elsewhere) })
	third.stdin.Close()
	third.end(t)
}

// Two stacks that look for a free port at the same time never find the same one.
func TestClaim(t *testing.T) {
	ports, err := reserve("", 0)
	if err != nil {
		t.Fatal(err)
	}
	if claim(ports[0]) {
		t.Errorf("port %d was claimed twice", ports[0])
	}
}
