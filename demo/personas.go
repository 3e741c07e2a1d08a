package demo

import (
	_ "embed"
	"encoding/json"
	"fmt"
)

// PersonasJSON are the personas in the form that the dev stack's sign-in provider
// reads.
//
//go:embed personas.json
var PersonasJSON []byte

// AgenciesYAML are the personas' agencies in the form that the platform imports.
//
//go:embed agencies.yaml
var AgenciesYAML []byte

// Persona is an invented user: a person with a password, or a system.
type Persona struct {
	Username string            `json:"username"`
	Password string            `json:"password"`
	Kind     string            `json:"kind"` // "person" or "system"
	Name     string            `json:"name"`
	Title    map[string]string `json:"title"` // what they are, by language
	Roles    []string          `json:"roles"`
	Agency   string            `json:"agency"` // id; empty for applicants
	Locale   string            `json:"locale"`
}

// Personas are all of them, in the order in which they are offered.
func Personas() []Persona {
	var all []Persona
	if err := json.Unmarshal(PersonasJSON, &all); err != nil {
		panic("demo/personas.json: " + err.Error())
	}
	return all
}

// persona finds one by name.
func persona(username string) (Persona, error) {
	for _, p := range Personas() {
		if p.Username == username {
			return p, nil
		}
	}
	return Persona{}, fmt.Errorf("demo/personas.json has no %q", username)
}
