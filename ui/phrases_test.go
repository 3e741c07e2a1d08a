package ui

import (
	"encoding/json"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"handinhand/ui/locales"
)

// spoken are the keys that are put together from a value; their endings come
// from models, casework or the DPV.
var spoken = []string{"problem.", "rule.", "moment.", "studio.state.", "studio.case.", "draft.severity.", "draft.how.", "task.closed.", "work.closed.", "kind.", "outline.trigger.", "outline.zone.", "outline.kind.", "outline.reuse.", "outline.lends.", "outline.ticks.", "ground.", "purpose.", "date.zone.", "inbox.", "reads.changed.", "reads.also.", "impact.zone.", "impact.risk.", "impact.answer.", "impact.measure.", "attested.", "data.how.", "data.sent.", "concern.", "scope.", "erasure.why.", "edit.side.", "edit.table.", "plan.state.", "plan.result.", "plan.rule.", "plan.do.", "plan.event.", "stuck.", "diff.how.", "proposals.state.", "proposals.severity.", "releases.state."}

func phraseKeys(t *testing.T, tag string) map[string]any {
	t.Helper()
	raw, err := os.ReadFile("locales/" + tag + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var phrases map[string]any
	if err := json.Unmarshal(raw, &phrases); err != nil {
		t.Fatal(err)
	}
	return phrases
}

func sortedKeys(m map[string]any) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// atWork are the keys that only people at work read. Whatever is not among them is
// said in every language.
var atWork = regexp.MustCompile(`^(work|inbox|studio|draft|edit|diff|move|plan|proposals|releases|stuck|outline|change|emergency|officer|raise|attest|workdone|worknotices|concerns|attestations|impact|kind|finding)\.|` +
	`^concern\.asks\.|^news\.(inbox|task)$|^switch\.(title|change|proposal)$|^rule\.(stuck|undeclared)$|^problem\.(draft|attestation|proposal|publication|rollback|emergency|withdrawal|reminder|impact)\.|` +
	`^problem\.(plan\.closed|migration|migration\.map|case\.invalid|raise|reason|bundle|bundle\.missing|published-already|valid-from|valid-from-past|not-lent|agency-unknown)$`)

// alsoPublic are those among them that the others read too.
var alsoPublic = []string{"impact.title", "officer.name"}

// TestSameKeys wants every language to say the same things to its readers.
func TestSameKeys(t *testing.T) {
	all := sortedKeys(phraseKeys(t, locales.Default))
	public := slices.DeleteFunc(slices.Clone(all), func(key string) bool { return atWork.MatchString(key) && !slices.Contains(alsoPublic, key) })
	for _, l := range locales.Languages {
		want := public
		if l.Staff {
			want = all
		}
		if diff := cmp.Diff(want, sortedKeys(phraseKeys(t, l.Tag))); diff != "" {
			t.Errorf("%s.json (-%s +%s):\n%s", l.Tag, locales.Default, l.Tag, diff)
		}
	}
}

var (
	inTemplate = regexp.MustCompile(`[({ ]t "([^"]+)"`)
	inGo       = regexp.MustCompile(`(?:\.T|\.Find|\.Or|\bp\.T)\("([^"]+)"|Key:\s+"(nav\.[^"]+)"`)
)

// TestUsedKeys wants every key that a page uses to exist, and every key that
// exists to be used.
func TestUsedKeys(t *testing.T) {
	have, used := phraseKeys(t, locales.Default), map[string]bool{}
	err := fs.WalkDir(os.DirFS("."), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			if d != nil && slices.Contains([]string{"node_modules", "dist"}, d.Name()) {
				return fs.SkipDir
			}
			return err
		}
		pattern := inTemplate
		if strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") {
			pattern = inGo
		} else if !strings.HasSuffix(path, ".html") {
			return nil
		}
		raw, err := os.ReadFile(path)
		for _, m := range pattern.FindAllStringSubmatch(string(raw), -1) {
			key := strings.Join(m[1:], "")
			used[key] = true
			if _, ok := have[key]; !ok && !strings.HasSuffix(key, ".") {
				t.Errorf("%s uses %q, which locales/%s.json does not have", path, key, locales.Default)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range sortedKeys(have) {
		made := slices.ContainsFunc(spoken, func(prefix string) bool { return strings.HasPrefix(key, prefix) })
		if !used[key] && !made {
			t.Errorf("nothing uses %q", key)
		}
	}
}

var defined = regexp.MustCompile(`{{-? *define "([^"]+)"`)

// TestTemplatesHaveNamesOfTheirOwn: of two components with one name the second would
// be shown wherever the first one should.
func TestTemplatesHaveNamesOfTheirOwn(t *testing.T) {
	where := map[string]string{}
	err := fs.WalkDir(os.DirFS("."), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".html") {
			if d != nil && slices.Contains([]string{"node_modules", "dist"}, d.Name()) {
				return fs.SkipDir
			}
			return err
		}
		raw, err := os.ReadFile(path)
		for _, m := range defined.FindAllStringSubmatch(string(raw), -1) {
			if name := m[1]; name != "title" && name != "head" && name != "main" {
				if other, twice := where[name]; twice {
					t.Errorf("%s and %s both define %q", path, other, name)
				}
				where[name] = path
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
