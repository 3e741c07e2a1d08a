package form

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"

	"handinhand/process/feel"
	"handinhand/process/finding"
)

// rules reads the "validate" object; a rule that is not known is an error, because it would not be enforced.
func (b *builder) rules(raw jsonComponent, c *Component) {
	for _, name := range slices.Sorted(maps.Keys(raw.Validate)) {
		value := raw.Validate[name]
		if string(value) == "null" || string(value) == `""` {
			continue // form-js writes these for "no rule"
		}
		ok := true
		switch name {
		case "required":
			ok = json.Unmarshal(value, &c.Rules.Required) == nil
		case "minLength":
			c.Rules.MinLength, ok = length(value)
		case "maxLength":
			c.Rules.MaxLength, ok = length(value)
		case "min":
			c.Rules.Min, ok = bound(value)
		case "max":
			c.Rules.Max, ok = bound(value)
		case "pattern":
			c.Rules.Pattern, ok = pattern(value)
		case "validationType":
			ok = json.Unmarshal(value, &c.Rules.ValidationType) == nil
			if c.Rules.ValidationType == "custom" { // form-js: the other rules say it
				c.Rules.ValidationType = ""
			}
			ok = ok && slices.Contains([]string{"", "email", "phone"}, c.Rules.ValidationType)
		default:
			b.report(finding.Error, raw, "unsupported-rule", "the rule %q is not known, so it would not be enforced", name)
		}
		if !ok {
			b.report(finding.Error, raw, "rule-value", "the rule %q has a value that cannot be used (patterns are RE2, numbers are fixed)", name)
		}
	}
}

func length(value json.RawMessage) (*int, bool) {
	var n int
	if json.Unmarshal(unquoted(value), &n) != nil || n < 0 {
		return nil, false
	}
	return &n, true
}

func bound(value json.RawMessage) (*feel.Number, bool) {
	n, err := feel.ParseNumber(string(unquoted(value)))
	if err != nil {
		return nil, false
	}
	return &n, true
}

// unquoted exists because form-js writes numbers as strings to keep their digits.
func unquoted(value json.RawMessage) json.RawMessage {
	return json.RawMessage(strings.Trim(string(value), `"`))
}

func pattern(value json.RawMessage) (*regexp.Regexp, bool) {
	var source string
	if json.Unmarshal(value, &source) != nil {
		return nil, false
	}
	compiled, err := regexp.Compile(source)
	return compiled, err == nil
}
