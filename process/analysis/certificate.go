package analysis

import (
	"encoding/json"
	"fmt"
	"slices"
)

// Certificate says what was proven, of which releases together, under which policy, and what the proof took from the law.
// Whoever starts a case checks it; who signs it and how is not the business of this package.
type Certificate struct {
	Version   int             `json:"version"`
	Policy    string          `json:"policy"`    // Policy.Hash
	Releases  []string        `json:"releases"`  // hashes, sorted
	Proven    []string        `json:"proven"`    // names of the properties
	Transfers []NamedTransfer `json:"transfers"` // what may cross by law
}

const (
	certificateVersion = 1
	propertyFirewall   = "firewall"
)

// Certify makes the certificate of a proof that holds.
func (p Proof) Certify(policy Policy, subjects ...Subject) (Certificate, error) {
	if !p.Holds() {
		return Certificate{}, fmt.Errorf("analysis: the proof found %d leaks: there is nothing to certify", len(p.Leaks))
	}
	c := Certificate{Version: certificateVersion, Policy: policy.Hash(), Proven: []string{propertyFirewall}, Transfers: p.Transfers}
	for _, s := range subjects {
		c.Releases = append(c.Releases, s.Hash)
	}
	slices.Sort(c.Releases)
	return c, nil
}

// Text is the certificate as it is signed: equal certificates give equal bytes, which end with a line break.
func (c Certificate) Text() ([]byte, error) {
	text, err := json.MarshalIndent(c, "", " ")
	if err != nil {
		return nil, fmt.Errorf("analysis: write a certificate: %w", err)
	}
	return append(text, '\n'), nil
}

// ParseCertificate reads what Text wrote.
func ParseCertificate(text []byte) (Certificate, error) {
	var c Certificate
	if err := json.Unmarshal(text, &c); err != nil {
		return c, fmt.Errorf("analysis: this is no certificate: %w", err)
	}
	return c, nil
}

// Covers is nil when the certificate says that the firewall was proven for the release under the policy, else the reason why
// it does not.
func (c Certificate) Covers(release string, policy Policy) error {
	switch {
	case c.Version != certificateVersion:
		return fmt.Errorf("analysis: the certificate has version %d, not %d", c.Version, certificateVersion)
	case !slices.Contains(c.Proven, propertyFirewall):
		return fmt.Errorf("analysis: the certificate does not say that the firewall was proven")
	case !slices.Contains(c.Releases, release):
		return fmt.Errorf("analysis: the certificate is not about release %s", release)
	case c.Policy != policy.Hash():
		return fmt.Errorf("analysis: the policy on who stands in which zone has changed since the proof")
	}
	return nil
}
