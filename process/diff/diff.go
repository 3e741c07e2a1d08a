package diff

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"handinhand/process/release"
)

// How is in which way something is different.
type How string

const (
	Added   How = "added"
	Removed How = "removed"
	Moved   How = "moved" // an element to another lane; a rule to another place among the others
	Changed How = "changed"
)

// Change is one thing that is different.
type Change struct {
	How     How      `json:"how"`
	File    string   `json:"file"`
	Kind    string   `json:"kind"`           // the XML element's name, the type of a form's component, "item", "label" …
	ID      string   `json:"id"`             // as in the file
	Name    string   `json:"name,omitempty"` // as its owner sees it, in the new package if it is there
	Details []Detail `json:"details,omitempty"`
}

// Detail is one attribute, extension or property that is different. Old or New is empty where it is not there.
type Detail struct {
	What string `json:"what"`
	Old  string `json:"old,omitempty"`
	New  string `json:"new,omitempty"`
}

// TextChange is a text of one language.
type TextChange struct {
	How      How    `json:"how"`
	Language string `json:"language"`
	Key      string `json:"key"`
	Old      string `json:"old,omitempty"`
	New      string `json:"new,omitempty"`
}

// Changes are all differences, each list in the order of its ids.
type Changes struct {
	Process   []Change     `json:"process"`   // elements of the diagram, with flows, conditions and lanes
	Drawn     []string     `json:"drawn"`     // elements that are only drawn elsewhere
	Decisions []Change     `json:"decisions"` // decisions, and rules, inputs and outputs of tables
	Forms     []Change     `json:"forms"`
	Data      []Change     `json:"data"` // items, labels, switches, and what data.yaml says of the whole
	Texts     []TextChange `json:"texts"`
}

// None tells whether the two packages do and say the same.
func (c Changes) None() bool {
	return len(c.Process)+len(c.Drawn)+len(c.Decisions)+len(c.Forms)+len(c.Data)+len(c.Texts) == 0
}

// Elements are the ids of the diagram's elements that are different in one of some ways.
func (c Changes) Elements(hows ...How) []string {
	var ids []string
	for _, change := range c.Process {
		if slices.Contains(hows, change.How) {
			ids = append(ids, change.ID)
		}
	}
	return ids
}

// Package is one side of a comparison. Release is what was made of the files; nil, where they have errors: then what the
// release says of itself (who gets which item) is not compared.
type Package struct {
	Files   fs.FS
	Release *release.Release
}

// Between compares two packages. It fails when a file cannot be read at all.
func Between(old, new Package) (Changes, error) {
	var c Changes
	var failed error
	keep := func(what string, err error) {
		if err != nil {
			failed = errors.Join(failed, fmt.Errorf("diff: %s: %w", what, err))
		}
	}
	keep("process.bpmn", c.process(old.Files, new.Files))
	for _, name := range names(old.Files, new.Files) {
		switch path.Ext(name) {
		case ".dmn":
			keep(name, c.decisions(name, old.Files, new.Files))
		case ".form":
			keep(name, c.forms(name, old.Files, new.Files))
		case ".json":
			if language, ok := strings.CutPrefix(name, "i18n/"); ok {
				keep(name, c.texts(name, strings.TrimSuffix(language, ".json"), old.Files, new.Files))
			}
		}
	}
	keep("data.yaml", c.data(old, new))
	return c, failed
}

// names are the files of both packages, sorted.
func names(packages ...fs.FS) []string {
	var all []string
	for _, files := range packages {
		_ = fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				all = append(all, name)
			}
			return nil // what cannot be listed cannot be read, and that is told
		})
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// content is a file, or nothing where there is none.
func content(files fs.FS, name string) ([]byte, error) {
	text, err := fs.ReadFile(files, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return text, err
}

// part is something with an id, and all that is written of it: from the name of a property to its value.
type part struct {
	kind, name string
	place      int // among its siblings; 0 where the order says nothing
	says       map[string]string
}

// compare tells what is different between parts, by their ids.
func compare(file string, old, new map[string]part) []Change {
	var changes []Change
	for _, id := range union(old, new) {
		was, before := old[id]
		is, after := new[id]
		change := Change{File: file, ID: id, Kind: is.kind, Name: is.name}
		switch {
		case !before:
			change.How, change.Details = Added, details(nil, is.says)
		case !after:
			change.How, change.Kind, change.Name, change.Details = Removed, was.kind, was.name, details(was.says, nil)
		default:
			if change.Details = details(was.says, is.says); len(change.Details) == 0 {
				continue
			}
			change.How = Changed
			if slices.ContainsFunc(change.Details, func(d Detail) bool { return d.What == lane || d.What == place }) {
				change.How = Moved
			}
		}
		changes = append(changes, change)
	}
	return changes
}

// The properties whose change is a move.
const (
	lane  = "lane"
	place = "place"
)

func details(old, new map[string]string) []Detail {
	var out []Detail
	for _, what := range union(old, new) {
		if old[what] != new[what] {
			out = append(out, Detail{what, old[what], new[what]})
		}
	}
	return out
}

// union are the keys of both, sorted.
func union[V any](a, b map[string]V) []string {
	var keys []string
	for key := range a {
		keys = append(keys, key)
	}
	for key := range b {
		if _, both := a[key]; !both {
			keys = append(keys, key)
		}
	}
	slices.SortFunc(keys, cmp.Compare[string])
	return keys
}
