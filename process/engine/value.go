package engine

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
)

// maxNesting keeps values far below the depth that encoding/json refuses to read back.
const maxNesting = 200

// clean copies the variables of an event into the JSON values that the state keeps: it reads back from JSON as the very
// same, whatever Go types the caller used.
func clean(vars Variables) (Variables, error) {
	if len(vars) == 0 {
		return nil, nil
	}
	out := make(Variables, len(vars))
	for _, name := range slices.Sorted(maps.Keys(vars)) {
		value, err := cleanValue(vars[name], 0)
		if err != nil {
			return nil, fmt.Errorf("the variable %q cannot be kept: %w", name, err)
		}
		out[strings.ToValidUTF8(name, "\uFFFD")] = value
	}
	return out, nil
}

func cleanValue(v any, depth int) (any, error) {
	if depth > maxNesting {
		return nil, errors.New("it is nested too deeply")
	}
	switch v := v.(type) {
	case nil, bool:
		return v, nil
	case string:
		return strings.ToValidUTF8(v, "\uFFFD"), nil
	case json.Number:
		return cleanNumber(v)
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, errors.New("it is not a finite number")
		}
		return json.Number(strconv.FormatFloat(v, 'f', -1, 64)), nil
	case int:
		return json.Number(strconv.Itoa(v)), nil
	case int64:
		return json.Number(strconv.FormatInt(v, 10)), nil
	case []string:
		list := make([]any, len(v))
		for i, item := range v {
			list[i] = strings.ToValidUTF8(item, "\uFFFD")
		}
		return list, nil
	case []any:
		return cleanList(v, depth)
	case map[string]any:
		return cleanObject(v, depth)
	case Variables:
		return cleanObject(v, depth)
	}
	return nil, fmt.Errorf("%T is not a JSON value", v)
}

func cleanNumber(n json.Number) (any, error) {
	s := n.String()
	if s == "" || s[0] != '-' && (s[0] < '0' || s[0] > '9') || !json.Valid([]byte(s)) {
		return nil, errors.New("it is not a number")
	}
	return n, nil
}

func cleanList(v []any, depth int) (any, error) {
	list := make([]any, len(v))
	for i, item := range v {
		value, err := cleanValue(item, depth+1)
		if err != nil {
			return nil, err
		}
		list[i] = value
	}
	return list, nil
}

func cleanObject(v map[string]any, depth int) (any, error) {
	object := make(map[string]any, len(v))
	for _, key := range slices.Sorted(maps.Keys(v)) {
		value, err := cleanValue(v[key], depth+1)
		if err != nil {
			return nil, err
		}
		object[strings.ToValidUTF8(key, "\uFFFD")] = value
	}
	return object, nil
}
