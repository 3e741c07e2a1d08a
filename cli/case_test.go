package cli

import (
	"encoding/base64"
	"testing"

	"github.com/alecthomas/kong"
	"github.com/google/go-cmp/cmp"
)

// TestCaseCommandLine reads what the guide for operators tells to type.
func TestCaseCommandLine(t *testing.T) {
	for name, value := range map[string]string{
		"DATABASE_URL": "postgres://u:p@h/d", "S3_ENDPOINT": "h:1", "S3_ACCESS_KEY": "a", "S3_SECRET_KEY": "s",
		"ROOT_KEY_URL": "base64key://" + base64.URLEncoding.EncodeToString(make([]byte, 32)),
	} {
		t.Setenv(name, value)
	}
	var g grammar
	parser, err := kong.New(&g, kong.Exit(func(int) { t.Fatal("the command line ends the program") }))
	if err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"case", "show", "LC-7K3F-92QD"},
		{"case", "choose", "LC-7K3F-92QD", "visit", "--in", "9"},
		{"case", "retry", "LC-7K3F-92QD", "12"},
		{"case", "migrate", "LC-7K3F-92QD", "--to", "9c02d773", "--dry-run"},
		{"process", "migrate", "--from", "1f7fb883", "--to", "9c02d773", "--agency", "office=office-a", "--dry-run", "--recompute"},
	} {
		if _, err := parser.Parse(args); err != nil {
			t.Errorf("%v: %v", args, err)
		}
	}
	read := func(args ...string) *grammar { // each parse begins anew
		t.Helper()
		if _, err := parser.Parse(args); err != nil {
			t.Fatal(err)
		}
		return &g
	}
	m := read("case", "modify", "LC-7K3F-92QD", "--cancel", "2", "--cancel", "7", "--begin", "supply", "--set", "note=one, two=three", "--set", "n=3").Case.Modify
	if diff := cmp.Diff([]any{[]int64{2, 7}, []string{"supply"}, map[string]string{"note": "one, two=three", "n": "3"}}, []any{m.Cancel, m.Begin, m.Set}); diff != "" {
		t.Errorf("modify (-want +got):\n%s", diff)
	}
	p := read("process", "migrate", "--from", "1f7fb883", "--to", "9c02d773", "--map", "confirm=check", "--map", "a=b", "--json").Process.Migrate.Now
	if diff := cmp.Diff(map[string]string{"confirm": "check", "a": "b"}, p.Map); diff != "" || p.From != "1f7fb883" || !p.JSON {
		t.Errorf("migrate (-want +got):\n%s", diff)
	}
}
