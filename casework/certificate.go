package casework

import (
	"context"
	"fmt"

	"golang.org/x/mod/sumdb/note"

	"handinhand/audit"
	"handinhand/models"
	"handinhand/process/analysis"
	"handinhand/process/release"
	"handinhand/store"
)

// certificateOrigin names the key that signs certificates; certificateSecret labels
// what it is derived from.
const (
	certificateOrigin = "handinhand/certificate"
	certificateSecret = "certificates of proofs"
)

func (c *Casework) certificateSigner(ctx context.Context) (note.Signer, string, error) {
	box, err := c.Keys.Platform(ctx)
	if err != nil {
		return nil, "", err
	}
	return audit.NamedSigner(certificateOrigin, box.Derive(certificateSecret))
}

// currentWith are a release and the current ones of all other case types.
func (c *Casework) currentWith(ctx context.Context, tx *store.Store, r *release.Release) ([]*release.Release, error) {
	types, err := tx.CaseTypes(ctx)
	if err != nil {
		return nil, err
	}
	all := []*release.Release{r}
	for _, t := range types {
		if t.ID == r.CaseType {
			continue
		}
		other, err := c.release(ctx, t.Release)
		if err != nil {
			return nil, err
		}
		all = append(all, other)
	}
	return all, nil
}

// zones is the policy of the proof: each role stands where its agencies do. Where
// one of them is in another zone than the rest, the role counts as enforcement. A
// role that no agency plays yet stands where the lanes say: nobody can act in it.
func zones(ctx context.Context, tx *store.Store, all []*release.Release) (analysis.Policy, error) {
	policy := release.Claims(all...)
	agencies, err := tx.Agencies(ctx)
	if err != nil {
		return policy, err
	}
	known := map[models.AgencyRole]models.Zone{}
	for _, a := range agencies {
		if zone, seen := known[a.Role]; seen && zone != a.Zone {
			known[a.Role] = models.ZoneEnforcement
			continue
		}
		known[a.Role] = a.Zone
	}
	for role := range policy.Zones {
		if zone, played := known[models.AgencyRole(role)]; played {
			policy.Zones[role] = string(zone)
		}
	}
	return policy, nil
}

func (c *Casework) certify(ctx context.Context, policy analysis.Policy, proof analysis.Proof, all []*release.Release) (models.Certificate, error) {
	subjects := make([]analysis.Subject, len(all))
	for i, r := range all {
		subjects[i] = r.Subject()
	}
	content, err := proof.Certify(policy, subjects...)
	if err != nil {
		return models.Certificate{}, err
	}
	text, err := content.Text()
	if err != nil {
		return models.Certificate{}, err
	}
	signer, _, err := c.certificateSigner(ctx)
	if err != nil {
		return models.Certificate{}, err
	}
	signed, err := note.Sign(&note.Note{Text: string(text)}, signer)
	if err != nil {
		return models.Certificate{}, fmt.Errorf("casework: sign a certificate: %w", err)
	}
	return models.Certificate{Note: string(signed), SignedAt: now()}, nil
}

// certified is nil when a release was proven together with all others that new
// cases get, as the agencies stand today. Else it is a Problem: no case starts.
func (c *Casework) certified(ctx context.Context, r *release.Release) error {
	reason, err := c.doubt(ctx, r)
	if err != nil || reason == nil {
		return err
	}
	c.Log.ErrorContext(ctx, "no case starts: the proof of the release does not hold", "release", r.Hash, "caseType", r.CaseType, "reason", reason)
	return models.Problemf(models.KindConflict, "not-proven", "the process must be proven again before a case can start: %w", reason)
}

// Doubts tells of which published processes the proof does not hold today, and why: so new cases of theirs do not begin
// until they are published again, or the agencies stand as they did. It is for the city's IT, which changes agencies.
func (c *Casework) Doubts(ctx context.Context) (map[string]error, error) {
	types, err := c.Store.CaseTypes(ctx)
	if err != nil {
		return nil, err
	}
	doubts := map[string]error{}
	for _, t := range types {
		r, err := c.release(ctx, t.Release)
		if err != nil {
			return nil, err
		}
		reason, err := c.doubt(ctx, r)
		if err != nil {
			return nil, err
		}
		if reason != nil {
			doubts[t.ID] = reason
		}
	}
	return doubts, nil
}

// doubt is why the certificate does not hold for a release; nil when it does.
func (c *Casework) doubt(ctx context.Context, r *release.Release) (reason, err error) {
	row, err := c.Store.Certificate(ctx)
	if models.KindOf(err) == models.KindNotFound {
		return fmt.Errorf("there is no certificate"), nil
	}
	if err != nil {
		return nil, err
	}
	_, key, err := c.certificateSigner(ctx)
	if err != nil {
		return nil, err
	}
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return nil, err
	}
	opened, reason := note.Open([]byte(row.Note), note.VerifierList(verifier))
	if reason != nil {
		return reason, nil
	}
	certificate, reason := analysis.ParseCertificate([]byte(opened.Text))
	if reason != nil {
		return reason, nil
	}
	all, err := c.currentWith(ctx, c.Store, r)
	if err != nil {
		return nil, err
	}
	policy, err := zones(ctx, c.Store, all)
	if err != nil {
		return nil, err
	}
	for _, each := range all {
		if reason := certificate.Covers(each.Hash, policy); reason != nil {
			return reason, nil
		}
	}
	return nil, nil
}
