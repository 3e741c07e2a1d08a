package locales_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"handinhand/ui/locales"
)

var ruleKey = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// sources are the files that find something in a draft.
func sources(t *testing.T) []*ast.File {
	t.Helper()
	var out []*ast.File
	err := filepath.WalkDir("../../process", func(path string, d fs.DirEntry, err error) error {
		skip := strings.Contains(path, "conformance") || strings.Contains(path, "/scenario/") || strings.Contains(path, "/feel/")
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || skip {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		out = append(out, f)
		return err
	})
	for _, name := range []string{"begin.go", "draft_findings.go"} {
		f, e := parser.ParseFile(token.NewFileSet(), "../../casework/"+name, nil, 0)
		if out = append(out, f); e != nil {
			err = e
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// reported are the keys of all rules that a check reports, as the source says: what is given to a parameter called rule, or
// to a field or variable of that name.
func reported(t *testing.T) []string {
	files := sources(t)
	takes := map[string][]int{} // function -> which of its parameters is the rule, for each that is called so
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			if d, ok := n.(*ast.FuncDecl); ok {
				if i := ruleParameter(d.Type); i >= 0 {
					takes[d.Name.Name] = append(takes[d.Name.Name], i)
				}
			}
			if a, ok := n.(*ast.AssignStmt); ok && len(a.Rhs) == 1 {
				if l, ok := a.Rhs[0].(*ast.FuncLit); ok && ruleParameter(l.Type) >= 0 {
					takes[nameOf(a.Lhs[0])] = append(takes[nameOf(a.Lhs[0])], ruleParameter(l.Type))
				}
			}
			return true
		})
	}
	keys := map[string]bool{}
	take := func(x ast.Expr) bool {
		if l, ok := x.(*ast.BasicLit); ok && l.Kind == token.STRING {
			if key, _ := strconv.Unquote(l.Value); ruleKey.MatchString(key) {
				keys[key] = true
				return true
			}
		}
		return false
	}
	for _, f := range files {
		if f.Name.Name == "draft" {
			continue // what is refused has texts of its own
		}
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				for i := len(n.Args) - 1; i >= 0; i-- { // before the rule may stand an element, after it comes the sentence
					if slices.Contains(takes[nameOf(n.Fun)], i) && take(n.Args[i]) {
						break
					}
				}
			case *ast.KeyValueExpr:
				if nameOf(n.Key) == "Rule" {
					take(n.Value)
				}
			case *ast.AssignStmt:
				for i, l := range n.Lhs {
					if name := nameOf(l); i < len(n.Rhs) && (name == "Rule" || name == "rule") {
						take(n.Rhs[i])
					}
				}
			}
			return true
		})
	}
	return slices.Sorted(maps.Keys(keys))
}

func ruleParameter(f *ast.FuncType) int {
	i := 0
	for _, field := range f.Params.List {
		for _, name := range field.Names {
			if name.Name == "rule" {
				return i
			}
			i++
		}
	}
	return -1
}

func nameOf(x ast.Expr) string {
	switch x := x.(type) {
	case *ast.Ident:
		return x.Name
	case *ast.SelectorExpr:
		return x.Sel.Name
	}
	return ""
}

// TestEveryRuleHasItsSentence: whatever a check reports, a German reader is told in German; there is no sentence for a rule
// that nothing reports.
func TestEveryRuleHasItsSentence(t *testing.T) {
	keys := reported(t)
	if len(keys) < 200 {
		t.Fatalf("only %d rules found: the test looks in the wrong place", len(keys))
	}
	german := locales.Rules("de")
	for _, key := range keys {
		if german[key] == "" {
			t.Errorf("%s has no German sentence", key)
		}
	}
	for key, text := range german {
		if !slices.Contains(keys, key) {
			t.Errorf("nothing reports %s", key)
		}
		if !strings.ContainsAny(text[len(text)-1:], ".?") || len(text) < 20 {
			t.Errorf("%s: %q is no sentence", key, text)
		}
	}
}
