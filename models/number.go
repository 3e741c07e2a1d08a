package models

import (
	"crypto/rand"
	"fmt"
	"math/big"
	"strings"
)

// numberAlphabet leaves out what is misread or misheard: 0/O, 1/I/L. Its size is
// a prime, so that the check character finds every single wrong character and
// every swap of two neighbours.
const numberAlphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

// numberDigits is how many random characters a case number has: 31^7 = 2.7e10.
const numberDigits = 7

// NewCaseNumber is a fresh number that a person can read out, e.g.
// "LC-7K3F-92QD": initials of the case type, seven random characters, one check
// character. It is not unique by itself; the store tries again.
func NewCaseNumber(caseType string) (string, error) {
	digits := make([]byte, numberDigits)
	for i := range digits {
		n, err := rand.Int(rand.Reader, big.NewInt(int64(len(numberAlphabet))))
		if err != nil {
			return "", fmt.Errorf("case number: %w", err)
		}
		digits[i] = numberAlphabet[n.Int64()]
	}
	return formatNumber(initials(caseType), string(digits)+string(checkCharacter(string(digits)))), nil
}

// ParseCaseNumber reads a number as a person types it (any case, spaces, no
// hyphens) and gives its proper form. A number with a typing error is a Problem
// of KindInvalid.
func ParseCaseNumber(typed string) (string, error) {
	plain := strings.Map(func(r rune) rune {
		if r == '-' || r == ' ' {
			return -1
		}
		return r
	}, strings.ToUpper(typed))
	cut := len(plain) - numberDigits - 1
	if cut < 1 {
		return "", badNumber()
	}
	prefix, body := plain[:cut], plain[cut:]
	for _, r := range body {
		if !strings.ContainsRune(numberAlphabet, r) {
			return "", badNumber()
		}
	}
	if checkCharacter(body[:numberDigits]) != body[numberDigits] {
		return "", badNumber()
	}
	return formatNumber(prefix, body), nil
}

func badNumber() error {
	return Problemf(KindInvalid, "case.number", "this is not a case number; one character may be wrong")
}

func formatNumber(prefix, body string) string {
	return prefix + "-" + body[:4] + "-" + body[4:]
}

// initials are the first letters of the words of a case type, at most three.
func initials(caseType string) string {
	var b strings.Builder
	for _, word := range strings.FieldsFunc(caseType, func(r rune) bool { return r == '-' || r == ' ' || r == '_' }) {
		c := strings.ToUpper(word)[0]
		if b.Len() < 3 && c >= 'A' && c <= 'Z' {
			b.WriteByte(c)
		}
	}
	if b.Len() == 0 {
		return "X"
	}
	return b.String()
}

// checkCharacter is the weighted sum of the characters modulo the alphabet.
func checkCharacter(digits string) byte {
	sum := 0
	for i, r := range digits {
		sum += (i + 1) * strings.IndexRune(numberAlphabet, r)
	}
	return numberAlphabet[sum%len(numberAlphabet)]
}
