package bench

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Ticks is CPU time, user and system.
type Ticks time.Duration

// tick is the unit of /proc/PID/stat: USER_HZ is 100 on every Linux that Go
// knows.
const tick = Ticks(10 * time.Millisecond)

// CPUOf sums the CPU time that processes and all below them have used, with that
// of children that have ended. Processes that cannot be read count nothing.
func CPUOf(roots ...int) Ticks {
	files, _ := filepath.Glob("/proc/[0-9]*/stat")
	parents, used := map[int]int{}, map[int]Ticks{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // it has just ended
		}
		pid, parent, ticks := parseStat(text)
		parents[pid], used[pid] = parent, ticks
	}
	var sum Ticks
	for pid, ticks := range used {
		if below(pid, roots, parents) {
			sum += ticks
		}
	}
	return sum
}

// parseStat reads proc_pid_stat(5): fields 1, 4 and 14 to 17. The second field
// is a name in brackets that may hold anything.
func parseStat(text []byte) (pid, parent int, used Ticks) {
	open, end := bytes.IndexByte(text, '('), bytes.LastIndexByte(text, ')')
	if open < 0 || end < 0 {
		return 0, 0, 0
	}
	pid, _ = strconv.Atoi(strings.TrimSpace(string(text[:open])))
	fields := strings.Fields(string(text[end+1:]))
	if len(fields) < 15 {
		return pid, 0, 0
	}
	parent, _ = strconv.Atoi(fields[1])
	for _, field := range fields[11:15] {
		n, _ := strconv.ParseInt(field, 10, 64)
		used += Ticks(n) * tick
	}
	return pid, parent, used
}

func below(pid int, roots []int, parents map[int]int) bool {
	for pid > 1 {
		for _, root := range roots {
			if pid == root {
				return true
			}
		}
		pid = parents[pid]
	}
	return false
}
