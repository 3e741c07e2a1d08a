package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
)

// loopback is the only address that the stack listens on: trust and demo passwords must not leave the machine.
const loopback = "127.0.0.1"

func hostPort(port int) string { return net.JoinHostPort(loopback, strconv.Itoa(port)) }

// listen opens a loopback port (0: any free one). flag is the option that chooses the port, for the error.
func listen(host string, port int, flag string) (net.Listener, error) {
	listener, err := net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(port)))
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("port %d on %s is in use: stop the program that holds it (ss -ltnp 'sport = :%d' shows it) or choose another with %s",
			port, host, port, flag)
	case errors.Is(err, syscall.EACCES):
		return nil, fmt.Errorf("port %d on %s is not open to this user: choose one above 1023 with %s", port, host, flag)
	case err != nil:
		return nil, fmt.Errorf("cannot listen on %s port %d (%s): %w", host, port, flag, err)
	}
	return listener, nil
}

// checkPort says whether a port that the caller asked for is free, before anything is started. 0 is always free.
func checkPort(port int, flag string) error {
	if port == 0 {
		return nil
	}
	listener, err := listen(loopback, port, flag)
	if err != nil {
		return err
	}
	return listener.Close()
}

// reserve finds one port for each wish (0: any free one), all different, for servers that open their ports themselves. All are held
// at the same time so that none is found twice.
func reserve(flag string, wishes ...int) ([]int, error) {
	ports := make([]int, len(wishes))
	for i, wish := range wishes {
		listener, err := listenQuietly(wish, flag)
		if err != nil {
			return nil, err
		}
		defer listener.Close()
		ports[i] = listener.Addr().(*net.TCPAddr).Port
	}
	return ports, nil
}

// listenQuietly is listen, but 0 is a port that nobody takes before its server opens it: no outgoing connection, since those have
// the range from 32768 on (Linux), and no other stack of this machine.
func listenQuietly(wish int, flag string) (net.Listener, error) {
	for tries := 0; wish == 0 && tries < 50; tries++ {
		port := 20000 + rand.IntN(12000)
		if listener, err := net.Listen("tcp", hostPort(port)); err == nil && claim(port) {
			return listener, nil
		} else if err == nil {
			listener.Close()
		}
	}
	return listen(loopback, wish, flag)
}

// claims are the open files of the ports that this process has claimed. The locks on them end with it.
var claims struct {
	sync.Mutex
	files []*os.File
}

// claim tells whether a port is ours among all stacks of this machine. Where no lock can be had, luck decides.
func claim(port int) bool {
	place := filepath.Join(os.TempDir(), "handinhand-ports")
	if os.Mkdir(place, 0o700) == nil {
		_ = os.Chmod(place, 0o1777)
	}
	file, err := os.OpenFile(filepath.Join(place, strconv.Itoa(port)), os.O_CREATE|os.O_RDONLY|syscall.O_NOFOLLOW, 0o644)
	if err != nil {
		return true
	}
	if errors.Is(syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB), syscall.EWOULDBLOCK) {
		file.Close()
		return false
	}
	claims.Lock()
	defer claims.Unlock()
	claims.files = append(claims.files, file)
	return true
}
