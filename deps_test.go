package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The import arrows of docs/architecture.md: who -> may import, of ours. A name
// ending in /* stands for the packages below it. Test files may import more.
const arrows = `
main         -> cli
cli          -> activities api audit bench casework demo documents documents/render identity keys library models policy process/* store ui worker workflows
api          -> casework identity models process/draft process/finding process/form process/merge
ui           -> casework identity models ui/*
ui/page      -> casework models ui/locales
ui/locales   ->
ui/portal ui/workbench ui/studio -> casework models ui/page
casework     -> activities audit documents keys models phrasebook policy process/* store workflows
bench        -> activities models store worker workflows
worker       -> activities models process/finding process/release workflows
workflows    -> activities models process/calls process/engine process/release
activities   -> models process/*
store        -> audit models
documents    -> documents/render models
documents/render ->
audit        -> models
policy       -> models
keys         -> models
identity     -> models
process/finding  ->
phrasebook   -> process/finding
process/feel     -> process/finding
process/xmldoc   ->
process/merge    -> process/xmldoc
process/form     -> process/feel process/finding
process/dmn      -> process/feel process/finding
process/bpmn     -> process/feel process/finding
process/engine   -> process/bpmn process/dmn process/feel process/finding
process/calls    -> process/engine
process/analysis -> process/bpmn process/dmn process/engine process/feel process/finding process/form
process/soundness -> process/bpmn process/finding
process/release  -> process/analysis process/calls process/soundness process/bpmn process/dmn process/engine process/feel process/finding process/form
process/draft    -> process/bpmn process/calls process/dmn process/engine process/feel process/finding process/form process/release process/xmldoc
process/diff     -> process/release
process/scenario -> process/bpmn process/engine process/world
process/world    -> process/engine
process/conformance -> process/bpmn process/dmn process/engine process/feel process/finding process/world
models library demo ->
internal/sketch -> process/*
internal/renderer -> documents/render
internal/stacktest ->
`

// walls are libraries that may be imported from one place only: outside it the
// house would grow a second door to the database, the store or the engine.
var walls = map[string][]string{
	"gorm.io/":                   {"store", "audit"},
	"golang.org/x/mod/sumdb/":    {"audit", "casework"},
	"github.com/minio/minio-go/": {"documents", "cli", "internal/stacktest"},
	"github.com/gin-gonic/gin":   {"api", "ui", "ui/page", "cli"},
	"go.temporal.io/":            {"workflows", "activities", "worker", "keys", "bench", "cli"},
	"github.com/tink-crypto/":    {"keys", "documents"},
	"github.com/cedar-policy/":   {"policy"},
	"github.com/tetratelabs/":    {"documents/render"},
	"github.com/klippa-app/":     {"documents/render"},
	"github.com/gen2brain/":      {"documents/render"},
}

func TestImportArrows(t *testing.T) {
	may := parseArrows(t)
	for _, imp := range imports(t) {
		if rest, ours := strings.CutPrefix(imp.target, "handinhand/"); ours {
			allowed, known := may[imp.from]
			if !known {
				t.Errorf("%s: package %s has no arrow: add it to the list in deps_test.go and docs/architecture.md", imp.file, imp.from)
			} else if !matches(allowed, rest) {
				t.Errorf("%s: %s must not import %s", imp.file, imp.from, rest)
			}
			continue
		}
		for prefix, inside := range walls {
			if strings.HasPrefix(imp.target, prefix) && !slices.Contains(inside, imp.from) {
				t.Errorf("%s: %s is behind a wall: only %v may import it", imp.file, imp.target, inside)
			}
		}
	}
}

// TestPureCore keeps I/O, clocks' sources and Temporal out of process/.
func TestPureCore(t *testing.T) {
	forbidden := []string{"os", "net", "net/http", "database/sql", "math/rand", "math/rand/v2", "log", "log/slog"}
	for _, imp := range imports(t) {
		if strings.HasPrefix(imp.from, "process/") && slices.Contains(forbidden, imp.target) {
			t.Errorf("%s: the process core must stay pure, but imports %s", imp.file, imp.target)
		}
	}
}

type importLine struct{ file, from, target string }

// imports lists the imports of all files of the module that are no tests.
func imports(t *testing.T) []importLine {
	t.Helper()
	var lines []importLine
	err := filepath.WalkDir(".", func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if file != "." && (strings.HasPrefix(d.Name(), ".") || slices.Contains([]string{"dev", "tools", "node_modules", "testdata"}, d.Name())) {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return nil
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		from := path.Dir(filepath.ToSlash(file))
		if from == "." {
			from = "main"
		}
		for _, spec := range parsed.Imports {
			target, _ := strconv.Unquote(spec.Path.Value)
			lines = append(lines, importLine{file, from, target})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(lines) == 0 {
		t.Fatal("no Go files found: is the test run from the top of the repository?")
	}
	return lines
}

func parseArrows(t *testing.T) map[string][]string {
	t.Helper()
	may := map[string][]string{}
	for line := range strings.Lines(arrows) {
		if strings.TrimSpace(line) == "" {
			continue
		}
		left, right, ok := strings.Cut(line, "->")
		if !ok {
			t.Fatalf("no arrow in %q", line)
		}
		for _, from := range strings.Fields(left) {
			may[from] = strings.Fields(right)
		}
	}
	return may
}

func matches(allowed []string, target string) bool {
	return slices.ContainsFunc(allowed, func(a string) bool {
		if below, ok := strings.CutSuffix(a, "/*"); ok {
			return strings.HasPrefix(target, below+"/")
		}
		return a == target
	})
}
