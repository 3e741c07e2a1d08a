package feel

import (
	"testing"

	"github.com/cockroachdb/apd/v3"
	"pgregory.net/rapid"
)

// TestShortNumbers holds the quick way of reading a number to the general one.
func TestShortNumbers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`-?[0-9]{0,10}\.?[0-9]{0,10}(e[0-9])?`).Draw(t, "s")
		quick, ok := parseShort(s)
		if !ok {
			return
		}
		general, _, err := decimal128.SetString(new(apd.Decimal), s)
		if err != nil || quick.decimal().Cmp(general) != 0 || quick.decimal().Exponent != general.Exponent {
			t.Fatalf("%q is read as %s, want %s, %v", s, quick.decimal(), general, err)
		}
	})
}
