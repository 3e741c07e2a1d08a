package casework

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
)

// decode reads JSON with numbers as json.Number, so that none loses a digit.
func decode(plain []byte) (value any, err error) {
	d := json.NewDecoder(bytes.NewReader(plain))
	d.UseNumber()
	err = d.Decode(&value)
	return value, err
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
