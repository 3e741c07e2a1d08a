package main

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// The kinds of persona: a person signs in with a browser, a system by itself (grant client_credentials).
const (
	kindPerson = "person"
	kindSystem = "system"
)

// persona is one invented user of the demo. Its username is also its subject in every token.
type persona struct {
	Username string            `json:"username"`
	Password string            `json:"password"`
	Kind     string            `json:"kind"` // "person" or "system"; empty means person
	Name     string            `json:"name"`
	Title    map[string]string `json:"title"` // what they are, by language: {"de": "Antragstellerin", "en": "Applicant"}
	Roles    []string          `json:"roles"`
	Agency   string            `json:"agency"` // empty for applicants; the claim is absent then
	Locale   string            `json:"locale"` // BCP 47, for example "ar"
}

//go:embed personas.json
var defaultPersonas []byte

// loadPersonas reads and checks a persona file; an empty path gives the personas that come with the program. The error names the
// entry and the field.
func loadPersonas(path string) ([]persona, error) {
	if path == "" {
		return parsePersonas("personas.json", defaultPersonas)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("cannot read the persona file: %w: correct --personas", err)
	}
	return parsePersonas(path, data)
}

func parsePersonas(name string, data []byte) ([]persona, error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	var all []persona
	if err := decoder.Decode(&all); err != nil {
		line := 1 + bytes.Count(data[:min(int(decoder.InputOffset()), len(data))], []byte("\n"))
		return nil, fmt.Errorf("the persona file %s is not a list of personas, near line %d: %w", name, line, err)
	}
	known := map[string]bool{}
	for i := range all {
		if err := all[i].complete(); err != nil {
			return nil, fmt.Errorf("persona %d in %s: %w", i+1, name, err)
		}
		if known[all[i].Username] {
			return nil, fmt.Errorf("persona %d in %s: username %q is taken by an earlier one", i+1, name, all[i].Username)
		}
		known[all[i].Username] = true
	}
	return all, nil
}

// complete fills in what may be left out and checks the rest.
func (p *persona) complete() error {
	if p.Kind == "" {
		p.Kind = kindPerson
	}
	if p.Kind == kindSystem && len(p.Roles) == 0 {
		p.Roles = []string{kindSystem}
	}
	switch {
	case p.Username == "" || strings.ContainsAny(p.Username, " \t\n:"):
		return fmt.Errorf("username %q must be one word without a colon", p.Username)
	case p.Username == clientID:
		return fmt.Errorf("username %q is the product's own client id", p.Username)
	case p.Password == "":
		return fmt.Errorf("%s has no password", p.Username)
	case p.Name == "":
		return fmt.Errorf("%s has no name", p.Username)
	case p.Kind != kindPerson && p.Kind != kindSystem:
		return fmt.Errorf("%s has kind %q: it must be %s or %s", p.Username, p.Kind, kindPerson, kindSystem)
	case len(p.Roles) == 0:
		return fmt.Errorf("%s has no roles", p.Username)
	case p.Kind == kindSystem && !slices.Equal(p.Roles, []string{kindSystem}):
		return fmt.Errorf("%s is a system: its only role is %q", p.Username, kindSystem)
	}
	if _, err := language.Parse(p.Locale); p.Locale != "" && err != nil {
		return fmt.Errorf("%s has locale %q, which is no language tag: %w", p.Username, p.Locale, err)
	}
	return nil
}

// claims are what the product reads from ID tokens and access tokens beyond the protocol's own.
func (p persona) claims() map[string]any {
	claims := map[string]any{"roles": p.Roles, "name": p.Name, "preferred_username": p.Username}
	if p.Agency != "" {
		claims["agency"] = p.Agency
	}
	if p.Locale != "" {
		claims["locale"] = p.Locale
	}
	return claims
}
