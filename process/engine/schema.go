package engine

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// Schema is the version of the state's JSON form that this code writes.
const Schema = 2

// migrators bring the memory of an older schema to the next one. Schema 1 knew fewer things to wait for and no loops;
// what it has means the same in schema 2.
var migrators = map[int]func(*memory){
	1: func(*memory) {},
}

// stateJSON is the written form of State.
type stateJSON struct {
	Schema int `json:"schema"`
	memory
}

// MarshalJSON writes the state with its schema version.
func (s State) MarshalJSON() ([]byte, error) { return json.Marshal(stateJSON{s.Schema, s.memory}) }

// UnmarshalJSON reads a state; numbers stay exact (json.Number). A state of an older schema is brought to this one. One
// that this code does not know is an error.
func (s *State) UnmarshalJSON(data []byte) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	var in stateJSON
	if err := dec.Decode(&in); err != nil {
		return fmt.Errorf("engine: reading a case's state: %w", err)
	}
	for in.Schema != Schema {
		migrate, known := migrators[in.Schema]
		if !known {
			return fmt.Errorf("engine: the case's state has schema %d, this program reads 1 to %d: run the version that wrote it", in.Schema, Schema)
		}
		migrate(&in.memory)
		in.Schema++
	}
	*s = State{Schema: in.Schema, memory: in.memory}
	return nil
}
