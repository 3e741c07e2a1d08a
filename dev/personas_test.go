package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPersonaFiles(t *testing.T) {
	cases := []struct {
		name, file string
		says       []string
	}{
		{"no list", `{"username": "a"}`, []string{"p.json", "line 1"}},
		{"unknown field", "[\n{\"user\": \"a\"}]", []string{`"user"`}},
		{"no username", `[{"password": "p", "name": "N", "roles": ["applicant"]}]`, []string{"persona 1", "username"}},
		{"no password", `[{"username": "a", "name": "N", "roles": ["applicant"]}]`, []string{"persona 1", "a has no password"}},
		{"no roles", `[{"username": "a", "password": "p", "name": "N"}]`, []string{"no roles"}},
		{"unknown kind", `[{"username": "a", "password": "p", "name": "N", "kind": "robot", "roles": ["x"]}]`, []string{`"robot"`, "person or system"}},
		{"system with a person's role", `[{"username": "a", "password": "p", "name": "N", "kind": "system", "roles": ["clerk"]}]`, []string{"only role"}},
		{"the product's id", `[{"username": "handinhand", "password": "p", "name": "N", "roles": ["clerk"]}]`, []string{"client id"}},
		{"no language", `[{"username": "a", "password": "p", "name": "N", "roles": ["clerk"], "locale": "!"}]`, []string{`"!"`}},
		{"twice", `[{"username": "a", "password": "p", "name": "N", "roles": ["clerk"]}, {"username": "a", "password": "p", "name": "N", "roles": ["clerk"]}]`,
			[]string{"persona 2", "taken"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := parsePersonas("p.json", []byte(c.file))
			if err == nil {
				t.Fatal("accepted")
			}
			says(t, err.Error(), c.says...)
		})
	}
}

func TestDefaultPersonas(t *testing.T) {
	all, err := loadPersonas("")
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]int{}
	for _, p := range all {
		kinds[p.Kind]++
	}
	if diff := cmp.Diff(map[string]int{kindPerson: 2, kindSystem: 1}, kinds); diff != "" {
		t.Error(diff)
	}
}

func TestParseMajor(t *testing.T) {
	for said, want := range map[string]int{
		"postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n": 15,
		"postgres (PostgreSQL) 18beta1\n":                        18,
		"initdb (PostgreSQL) 17\n":                               17,
		"something else":                                         0,
	} {
		if diff := cmp.Diff(want, parseMajor(said)); diff != "" {
			t.Errorf("%s: %s", said, diff)
		}
	}
}
