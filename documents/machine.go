package documents

import (
	"io/fs"
	"os"
	"runtime"
	"strconv"
	"strings"

	"handinhand/documents/render"
)

// atOnce is how many files are rendered at once here, and as many pictures unfolded beside.
var atOnce = rendersAtOnce(runtime.GOMAXPROCS(0), machineMemory(os.DirFS("/")))

// rendersAtOnce is one a core, as long as all of them together take no more than a quarter
// of the memory (in bytes; 0 is unknown). One always works.
func rendersAtOnce(cores int, memory int64) int {
	return int(max(1, min(int64(cores), memory/4/render.MaxMemory)))
}

// machineMemory is how many bytes the machine has, or the container that we are in may
// use; 0 where that cannot be found out.
func machineMemory(root fs.FS) int64 {
	memory := int64(0)
	if table, err := fs.ReadFile(root, "proc/meminfo"); err == nil {
		if fields := strings.Fields(string(table)); len(fields) > 2 && fields[0] == "MemTotal:" {
			memory = number(fields[1]) << 10 // it counts in kB
		}
	}
	// Linux's control groups, version 2 and 1.
	for _, limit := range []string{"sys/fs/cgroup/memory.max", "sys/fs/cgroup/memory/memory.limit_in_bytes"} {
		text, err := fs.ReadFile(root, limit)
		if most := number(strings.TrimSpace(string(text))); err == nil && most > 0 && most < memory {
			memory = most
		}
	}
	return memory
}

// number is 0 for what is none, such as "max".
func number(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// tokens is a channel that holds n tokens.
func tokens(n int) chan struct{} {
	out := make(chan struct{}, n)
	for range n {
		out <- struct{}{}
	}
	return out
}
