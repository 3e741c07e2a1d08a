package main

import (
	"fmt"
	"slices"
	"strings"
)

// The parts of the stack, by the names that --only and --without take.
const (
	partPostgres = "postgres"
	partTemporal = "temporal"
	partS3       = "s3"
	partOIDC     = "oidc"
)

var allParts = []string{partPostgres, partTemporal, partS3, partOIDC}

// selection is the set of parts to start.
type selection map[string]bool

// selectParts applies --only and --without; an unknown name or an empty result is an error that names the choices.
func selectParts(only, without []string) (selection, error) {
	for _, name := range slices.Concat(only, without) {
		if !slices.Contains(allParts, name) {
			return nil, fmt.Errorf("there is no part %q: choose among %s", name, strings.Join(allParts, ", "))
		}
	}
	chosen := selection{}
	for _, name := range allParts {
		wanted := len(only) == 0 || slices.Contains(only, name)
		if wanted && !slices.Contains(without, name) {
			chosen[name] = true
		}
	}
	if len(chosen) == 0 {
		return nil, fmt.Errorf("--only and --without leave no part to start: choose among %s", strings.Join(allParts, ", "))
	}
	return chosen, nil
}

// running is one part that is up.
type running struct {
	name string
	stop func() error // ends the part in good order; called once
	lost <-chan error // reports that the part ended by itself; nil where it cannot
}
