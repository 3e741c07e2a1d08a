package merge

import (
	"bytes"
	"fmt"
	"path"
	"strings"
)

// Conflict is one thing that both sides changed differently.
type Conflict struct {
	Element string `json:"element,omitempty"` // id of the element, the key in a JSON file, or "line 12"
	Name    string `json:"name,omitempty"`    // as its owner sees it
	What    string `json:"what"`              // the attribute, "text", "place" (where it stands), "removed", "added", "columns" or "lines"
	Base    string `json:"base,omitempty"`    // what it was
	Theirs  string `json:"theirs,omitempty"`  // what it is now
	Yours   string `json:"yours,omitempty"`   // what you want it to be
}

// Files joins two changes of one file; its name says what it holds. The error is that yours or theirs cannot be read as
// such a file; then it can only be taken as a whole.
func Files(name string, base, theirs, yours []byte) ([]byte, []Conflict, error) {
	return files(name, base, theirs, yours, nil)
}

// Choose tells of a conflict whether yours is to stand; otherwise theirs does.
type Choose func(Conflict) (yours bool)

// Settle joins two changes of one file as Files does, and decides where both changed the same as choose says. What was
// removed by the side that is not chosen comes back with all that stood in it and, on a diagram, with what was joined to it.
func Settle(name string, base, theirs, yours []byte, choose Choose) ([]byte, error) {
	merged, _, err := files(name, base, theirs, yours, choose)
	return merged, err
}

func files(name string, base, theirs, yours []byte, choose Choose) ([]byte, []Conflict, error) {
	switch {
	case bytes.Equal(theirs, yours), bytes.Equal(base, yours):
		return theirs, nil, nil
	case bytes.Equal(base, theirs):
		return yours, nil, nil
	}
	switch strings.ToLower(path.Ext(name)) {
	case ".bpmn", ".dmn", ".xml":
		return byShape(base, theirs, yours, readXML, writeXML, choose)
	case ".form", ".json":
		return byShape(base, theirs, yours, readJSON, writeJSON, choose)
	}
	merged, conflicts := byLine(string(base), string(theirs), string(yours), choose)
	return []byte(merged), conflicts, nil
}

// maxThings bounds what is joined; the largest process that anybody has drawn has a tenth of it.
const maxThings = 60_000

func byShape(base, theirs, yours []byte, read func([]byte) (*tree, error), write func(*tree) []byte, choose Choose) ([]byte, []Conflict, error) {
	var trees [3]*tree
	for i, content := range [][]byte{base, theirs, yours} {
		t, err := read(content)
		if err != nil {
			return nil, nil, err
		}
		if len(t.entries) > maxThings {
			return nil, nil, fmt.Errorf("the file has more than %d elements: it is too large to be joined", maxThings)
		}
		trees[i] = t
	}
	m := &merger{base: trees[0], theirs: trees[1], yours: trees[2], out: &tree{entries: map[string]*entry{}}, choose: choose, decided: map[string]bool{}, refused: map[string]bool{}}
	if m.merge(); len(m.conflicts) > 0 {
		return nil, m.conflicts, nil
	}
	return write(m.out), nil, nil
}
