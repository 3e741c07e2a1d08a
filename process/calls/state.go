package calls

import (
	"slices"

	"handinhand/process/engine"
)

// maxCalled bounds the called processes that run in one case at a time: beyond it processes call themselves for ever.
const maxCalled = 1000

// State is a case between two events. It is a value, as engine.State is, and round-trips through JSON; a case that has
// called nothing looks as if calls were not there.
type State struct {
	Own    engine.State `json:"state"`
	Called []Called     `json:"called,omitempty"` // oldest first
	Last   int64        `json:"last,omitempty"`   // the last number given
}

// Called is a process that was called and runs.
type Called struct {
	Number  int64        `json:"number"` // unique in the case, from 1
	By      engine.Key   `json:"by"`     // the call activity's instance, a key of the whole case
	Process string       `json:"process"`
	State   engine.State `json:"state"`
}

// New is a case that has not begun.
func New() State { return State{Own: engine.New()} }

// Programs are the processes and global tasks of a release. The first is that of the case itself.
type Programs []*engine.Program

// Own is the process of the case itself.
func (p Programs) Own() *engine.Program { return p[0] }

// Find finds a process or global task by its id.
func (p Programs) Find(id string) (*engine.Program, bool) {
	i := slices.IndexFunc(p, func(x *engine.Program) bool { return x.Definition().ID == id })
	if i < 0 {
		return nil, false
	}
	return p[i], true
}

// A key of the whole case is the process's number in the upper part and the engine's key in the lower one. The case's own
// process has the number 0, so its keys are the engine's. Both together stay below 2^53, which JSON readers need.
const keyBits = 32

func whole(number int64, key engine.Key) engine.Key { return engine.Key(number)<<keyBits | key }

func split(key engine.Key) (number int64, local engine.Key) {
	return int64(key >> keyBits), key & (1<<keyBits - 1)
}

// at finds a process of the case; -1 is its own.
func (s State) at(number int64) (i int, ok bool) {
	if number == 0 {
		return -1, true
	}
	return slices.BinarySearchFunc(s.Called, number, func(c Called, n int64) int { return int(c.Number - n) })
}

// part gives the state of a process of the case.
func (s State) part(i int) engine.State {
	if i < 0 {
		return s.Own
	}
	return s.Called[i].State
}
