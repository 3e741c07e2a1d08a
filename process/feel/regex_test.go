package feel

import (
	"strings"
	"testing"
)

// TestRegularExpressions holds the syntax of XML Schema with XPath's additions.
func TestRegularExpressions(t *testing.T) {
	cases := []struct {
		text, pattern, flags string
		want                 any // true, false, or part of the error
	}{
		{"foobar", "^fo*b", "", true}, {"foobar", "o{2}b", "", true}, {"foobar", "o{3}", "", false}, {"abc", "a|x", "", true}, {"", "", "", true}, {"a", "b?", "", true},
		{"a\nb", "a.b", "", false}, {"a\nb", "a.b", "s", true}, {"a\rb", "a.b", "", false}, {"a\nb", "^b$", "", false}, {"a\nb", "^b$", "m", true}, {"a\n", "a$", "", false}, {"a\n", "^$", "m", false}, {"\nabcd\ndefg\n", "^$", "m", true},
		{"abc", "ABC", "i", true}, {"\u212A", "k", "i", true}, {"x", "[A-Z-[OI]]", "i", true}, {"O", "[A-Z-[OI]]", "i", false}, {"i", "[A-Z-[OI]]", "i", false}, {"q", "[^Q]", "i", false}, {"É", "é", "i", true}, {"ς", "Σ", "i", true},
		{"hello world", "hello\\ sworld", "x", true}, {"hello world", "he ll o[ ]worl d", "x", true}, {"hello world", "\\p{ IsBasicLatin}+", "x", true}, {"hello world", "\\p{ IsBasicLatin}+", "", "no such"},
		{"aA", "(a)\\1", "i", true}, {"aA", "(a)\\1", "", false}, {"abab", "^(..)\\1$", "", true}, {"abba", "(a)(b)\\2\\1", "", true}, {"aba", "(a)?b\\1", "", true}, {"b", "(a)?b\\1", "", true},
		{"h", "(.)\\3", "", "no group 3"}, {"h", "\\1(h)", "", "no group 1"}, {"h", "(h\\1)", "", "no group 1"}, {"a", "[\\1]", "", "no meaning"}, {"aaaaaaaaaaab", "(a)(a)(a)(a)(a)(a)(a)(a)(a)(a)(a)\\11b", "", false}, {"a0", "(a)\\10", "", false}, {"aa0", "(a)\\10", "", true},
		{"a-b", "a[-x]b", "", true}, {"a-b", "a[x-]b", "", true}, {"5-", "[0-9-.]*", "", true}, {"]", "[\\]]", "", true}, {"a", "[^a]", "", false}, {"^", "[a^]", "", true}, {"b", "[a-c-[b]]", "", false}, {"d", "[a-z-[b-y-[d]]]", "", true},
		{"٣", "\\d", "", true}, {"_", "\\w", "", false}, {"é", "\\w", "", true}, {" ", "\\s", "", true}, {"\u00A0", "\\s", "", false}, {"x", "\\S", "", true}, {":a", "\\i\\c", "", true}, {"-", "\\i", "", false}, {"-", "\\c", "", true}, {"1", "\\D", "", false}, {"a", "\\W", "", false}, {"1", "\\I", "", true}, {" ", "\\C", "", true},
		{"Ä", "\\p{Lu}", "", true}, {"ä", "\\p{Lu}", "", false}, {"ä", "\\P{Lu}", "", true}, {"€", "\\p{Sc}", "", true}, {"Ж", "\\p{IsCyrillic}", "", true}, {"\u0378", "\\p{Cn}", "", true}, {"\u0378", "\\p{C}", "", true}, {"a", "\\p{C}", "", false}, {"a", "\\p{Foo}", "", "no such"}, {"a", "\\p{IsFoo}", "", "no such"}, {"a", "\\pL", "", "needs {}"},
		{".*", "\\.\\*", "", true}, {"a.c", "a\\.c", "", true}, {"a{2}", "a\\{2\\}", "", true}, {"\t", "\\t", "", true}, {"a|b", "a\\|b", "", true}, {"$^", "\\$\\^", "", true},
		{"aaa", "a{2,}", "", true}, {"a", "a{2,1}", "", "not in order"}, {"a", "a{", "", "missing"}, {"a", "a{1", "", "not closed"}, {"a", "*a", "", "stands where"}, {"a", "a**", "", "stands where"}, {"a", "(a", "", "not closed"}, {"a", "a)", "", "not opened"}, {"a", "[a", "", "not closed"}, {"a", "[", "", "not closed"}, {"a", "[]", "", "must be escaped"}, {"a", "[z-a]", "", "not in order"}, {"a", "[a-\\d]", "", "not in order"}, {"a", "a\\", "", "ends with a backslash"}, {"a", "\\y", "", "no meaning"}, {"a", "(?=a)", "", "followed by"}, {"a", "[a-c-[b]x]", "", "end its class"},
		{"aa", "(?:a)(a)\\1?", "", true}, {"a", "a", "q", "flags"}, {"a", "a", " ", "flags"}, {"a", "a", "ss", true}, {"aab", "^a+?b", "", true}, {"a", strings.Repeat("a", maxPattern+1), "", "longer"}, {"a", strings.Repeat("(", 300) + strings.Repeat(")", 300), "", "too deep"},
		{strings.Repeat("a", 5000), "a{5000}", "", true}, {strings.Repeat("a", 40), "(a*)*b\\1", "", "too many tries"}, {strings.Repeat("a", 40), "(a*)*b", "", false}, {strings.Repeat("a", 1<<18), "(a|b)*\\1c", "", "too many tries"}, {"a", "a{10001}", "", "missing"},
	}
	for _, c := range cases {
		p, err := compilePattern(c.pattern, c.flags)
		var places []int
		if err == nil {
			places, _, err = p.find(c.text, 0)
		}
		if said, isError := c.want.(string); isError {
			if err == nil || !strings.Contains(err.Error(), said) {
				t.Errorf("%.40q with %q on %.40q: error %v, want %q", c.pattern, c.flags, c.text, err, said)
			}
		} else if err != nil || (places != nil) != c.want {
			t.Errorf("%.40q with %q on %.40q: %v, %v, want %v", c.pattern, c.flags, c.text, places, err, c.want)
		}
	}
}

// TestBothEngines: the linear engine and the one that tries must agree, or one of them is wrong.
func TestBothEngines(t *testing.T) {
	texts := []string{"", "a", "ab", "aab", "abab", "a\nb", "xaby", "AB", "0a1b", "aaa\n"}
	for _, source := range []string{"a*b", "(a|b)+", "a??b", "^a", "b$", "[^b]+", "(a(b)?)+", "\\w+?", "(a*)(b*)", "a{2,3}?", "(?:ab){1,2}", "^.*$", "(a|ab)(b|$)"} {
		for _, flags := range []string{"", "i", "s"} {
			p, err := compilePattern(source, flags)
			if err != nil {
				t.Fatal(err)
			}
			tries := *p
			tries.linear = nil
			for _, text := range texts {
				a, _, errA := p.find(text, 0)
				b, _, errB := tries.find(text, 0)
				if len(a) != len(b) || errA != nil || errB != nil {
					t.Errorf("%q with %q on %q: %v and %v", source, flags, text, a, b)
					continue
				}
				for i := range a {
					if a[i] != b[i] {
						t.Errorf("%q with %q on %q: %v and %v", source, flags, text, a, b)
						break
					}
				}
			}
		}
	}
}

func TestReplaceAndSplit(t *testing.T) {
	runCases(t, []struct{ src, want string }{
		{`replace("banana", "a", "o")`, `"bonono"`}, {`replace("abcd", "(ab)|(a)", "[1=$1][2=$2]")`, `"[1=ab][2=]cd"`}, {`replace("abracadabra", "bra", "*")`, `"a*cada*"`}, {`replace("abracadabra", "a.*?a", "*")`, `"*c*bra"`},
		{`replace("facetiously", "[iouy]", "[$0]")`, `"facet[i][o][u]sl[y]"`}, {`replace("abc", "b", "\\$")`, `"a$c"`}, {`replace("abc", "b", "\\\\")`, `"a\\c"`}, {`replace("abc", "(b)", "$12")`, `"ab2c"`}, {`replace("abc", "b", "$1")`, `"ac"`},
		{`replace("abc", "b", "$")`, `null`}, {`replace("abc", "b", "\\x")`, `null`}, {`replace("abc", "x*", "-")`, `null`}, {`replace("abc", "[", "-")`, `null`}, {`replace("abc", "B", "x", "i")`, `"axc"`}, {`replace("aXbX", "([a-z])X", "$1")`, `"ab"`},
		{`replace("abab", "(a)b\\1", "x")`, `"xb"`}, {`replace("0123456789", "(\d{3})(\d{3})(\d{4})", "($1) $2-$3")`, `"(012) 345-6789"`}, {`replace("a b c d ", "[a-z]", "#", "x")`, `"# # # # "`},
		{`split("a1b22c", "\d+")`, `["a", "b", "c"]`}, {`split("", ";")`, `[""]`}, {`split("abc", "")`, `null`}, {`split("aXbxc", "(?:X|x)")`, `["a", "b", "c"]`}, {`split("abc", null)`, `null`}, {`split("aabb", "(a)\\1")`, `["", "bb"]`},
		{`matches("abracadabra", "bra", null)`, `true`}, {`matches("input", [])`, `null`}, {`matches("abracadabra", "bra", "p")`, `null`},
	})
}
