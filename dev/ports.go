package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
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

// claims are the sockets of the ports that this process has claimed. They end with it.
var claims struct {
	sync.Mutex
	held []net.Listener
}

// claim tells whether a port is ours among all stacks of this machine. A socket in Linux's abstract namespace (unix(7)) says so: only
// one process has a name at a time, and nothing is left behind. Where none can be had, luck decides.
func claim(port int) bool {
	socket, err := net.Listen("unix", "@handinhand-port-"+strconv.Itoa(port))
	if err != nil {
		return !errors.Is(err, syscall.EADDRINUSE)
	}
	claims.Lock()
	defer claims.Unlock()
	claims.held = append(claims.held, socket)
	return true
}
