package phrasebook

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// speaking are the files that make texts of findings, a package a line.
var speaking = []string{
	"../process/finding/*.go", "../process/feel/*.go", "../process/bpmn/*.go", "../process/dmn/*.go", "../process/form/*.go", "../process/engine/*.go",
	"../process/analysis/*.go", "../process/soundness/*.go", "../process/release/*.go", "../process/draft/*.go", "../casework/*.go",
}

// makers are what makes a text of its first argument.
var makers = []string{"Say", "Word", "Reason", "Join"}

// formats are all formats of texts that the sources have, each with a place where it stands. A format must be a constant: a
// literal, a named one, or the parameter of a function, whose callers are then looked at instead.
func formats(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, pattern := range speaking {
		p := read(t, pattern)
		for p.spread() {
		}
		p.collect(out)
		for _, problem := range p.problems {
			t.Error(problem)
		}
	}
	return out
}

// position is a parameter of a function: methods and functions of a package that share a name are told apart by how they are called.
type position struct {
	name   string
	method bool
	at     int
}

type source struct {
	set       *token.FileSet
	files     []*ast.File
	constants map[string]string
	takes     map[position]bool // what is a format, or a word
	problems  []string
}

func read(t *testing.T, pattern string) *source {
	t.Helper()
	s := &source{set: token.NewFileSet(), constants: map[string]string{}, takes: map[position]bool{}}
	names, err := filepath.Glob(pattern)
	if err != nil || len(names) == 0 {
		t.Fatalf("%s: nothing there (%v)", pattern, err)
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(s.set, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		s.files = append(s.files, f)
		ast.Inspect(f, func(n ast.Node) bool {
			if c, ok := n.(*ast.ValueSpec); ok {
				for i := range c.Values {
					if text, ok := literal(c.Values[i]); ok {
						s.constants[c.Names[i].Name] = text
					}
				}
			}
			return true
		})
	}
	return s
}

// each visits every function with what it makes texts of.
func (s *source) each(visit func(owner *ast.FuncType, name string, method bool, format ast.Expr)) {
	for _, f := range s.files {
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Body == nil {
				s.walk(d, nil, "", false, visit)
				continue
			}
			s.walk(fn.Body, fn.Type, fn.Name.Name, fn.Recv != nil, visit)
		}
	}
}

func (s *source) walk(root ast.Node, owner *ast.FuncType, name string, method bool, visit func(*ast.FuncType, string, bool, ast.Expr)) {
	ast.Inspect(root, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt: // a function of its own, inside
			if l, ok := n.Rhs[0].(*ast.FuncLit); ok && len(n.Rhs) == 1 {
				s.walk(l.Body, l.Type, nameOf(n.Lhs[0]), false, visit)
				s.walkOuter(l.Body, owner, name, method, visit)
				return false
			}
		case *ast.CallExpr:
			for _, x := range s.given(n) {
				visit(owner, name, method, x)
			}
		}
		return true
	})
}

// walkOuter lets a function that is made inside of another one hand on the parameters of that.
func (s *source) walkOuter(root ast.Node, owner *ast.FuncType, name string, method bool, visit func(*ast.FuncType, string, bool, ast.Expr)) {
	s.walk(root, owner, name, method, func(o *ast.FuncType, n string, m bool, x ast.Expr) {
		if parameter(o, x) >= 0 {
			visit(o, n, m, x)
		}
	})
}

// given are the arguments of a call that are formats or words.
func (s *source) given(call *ast.CallExpr) []ast.Expr {
	name, method := nameOf(call.Fun), false
	if sel, ok := call.Fun.(*ast.SelectorExpr); ok {
		method = nameOf(sel.X) != "finding"
	}
	var out []ast.Expr
	for _, maker := range makers {
		if name == maker && len(call.Args) > 0 && !method {
			return call.Args[:1]
		}
	}
	for at, x := range call.Args {
		if s.takes[position{name, method, at}] {
			out = append(out, x)
		}
	}
	if len(out) > 1 { // two methods of one name: it is the one with words
		for _, x := range out {
			if text, ok := s.text(x); ok && strings.Contains(text, " ") {
				return []ast.Expr{x}
			}
		}
	}
	return out
}

// spread notes parameters that are handed on as formats; false when there are no more.
func (s *source) spread() bool {
	more := false
	s.each(func(owner *ast.FuncType, name string, method bool, format ast.Expr) {
		if at := parameter(owner, format); at >= 0 {
			key := position{name, method, at}
			more = more || !s.takes[key]
			s.takes[key] = true
		}
	})
	return more
}

func (s *source) collect(out map[string]string) {
	s.each(func(owner *ast.FuncType, name string, method bool, format ast.Expr) {
		text, ok := s.text(format)
		switch at := s.set.Position(format.Pos()).String(); {
		case ok:
			out[text] = at
		case parameter(owner, format) < 0 && !s.enumerated(format):
			s.problems = append(s.problems, at+": the format is no constant")
		}
	})
	for _, f := range s.files {
		ast.Inspect(f, func(n ast.Node) bool {
			if c, ok := n.(*ast.ValueSpec); ok && len(c.Values) > 0 && s.says(nameOf(c.Type)) {
				for i := range c.Values {
					if text, ok := literal(c.Values[i]); ok {
						out[text] = s.set.Position(c.Names[i].Pos()).String()
					}
				}
			}
			return true
		})
	}
}

// says tells whether values of a type are words: whether it has a method Said.
func (s *source) says(name string) bool {
	for _, f := range s.files {
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Name.Name == "Said" && fn.Recv != nil && nameOf(fn.Recv.List[0].Type) == name && name != "" {
				return true
			}
		}
	}
	return false
}

// enumerated tells whether an expression is string(x), for an x whose type has a list of constants.
func (s *source) enumerated(x ast.Expr) bool {
	call, ok := x.(*ast.CallExpr)
	return ok && nameOf(call.Fun) == "string"
}

func (s *source) text(x ast.Expr) (string, bool) {
	if id, ok := x.(*ast.Ident); ok {
		text, known := s.constants[id.Name]
		return text, known
	}
	return literal(x)
}

func literal(x ast.Expr) (string, bool) {
	switch x := x.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(x.Value)
		return text, err == nil && x.Kind == token.STRING
	case *ast.BinaryExpr:
		a, left := literal(x.X)
		b, right := literal(x.Y)
		return a + b, left && right && x.Op == token.ADD
	}
	return "", false
}

// parameter is the place of a parameter that an expression names; -1 for none.
func parameter(owner *ast.FuncType, x ast.Expr) int {
	id, ok := x.(*ast.Ident)
	if !ok || owner == nil {
		return -1
	}
	at := 0
	for _, field := range owner.Params.List {
		for _, name := range field.Names {
			if name.Name == id.Name {
				return at
			}
			at++
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
	case *ast.StarExpr:
		return nameOf(x.X)
	}
	return ""
}
