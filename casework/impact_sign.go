package casework

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode"

	"golang.org/x/mod/sumdb/note"

	"handinhand/audit"
	"handinhand/models"
	"handinhand/policy"
)

// impactOrigin names the key that signs impact packs; impactSecret labels what it is
// derived from.
const (
	impactOrigin = "handinhand/impact"
	impactSecret = "impact packs"
)

// ImpactSignature is who has signed which content of a release's impact pack. It shows
// no more of the officer than name and function.
type ImpactSignature struct {
	CaseType string      `json:"caseType"`
	Release  string      `json:"release"`
	Digest   string      `json:"digest"` // sha256 (hex) of the pack's canonical JSON
	Name     string      `json:"name"`
	Function models.Role `json:"function"`
	At       time.Time   `json:"at"`
	Note     string      `json:"note"` // signed, with all of the above
	Key      string      `json:"key"`  // that verifies the note
}

// SignedImpact is an impact pack as it was signed, to be kept and verified.
type SignedImpact struct {
	Pack      json.RawMessage `json:"pack"` // canonical JSON
	Signature ImpactSignature `json:"signature"`
}

// impactDocument is what is signed: the pack in German, the language of the law. When
// it was published and certified is left out: neither changes what an officer judges.
type impactDocument struct {
	Format    string            `json:"format"`
	CaseType  string            `json:"caseType"`
	Release   string            `json:"release"`
	Names     map[string]string `json:"names"`
	Summaries map[string]string `json:"summaries"`
	Roles     []ImpactRole      `json:"roles"`
	Items     []ImpactItem      `json:"items"`
	Flows     []RegisterAgency  `json:"flows"`
	Risks     []ImpactRisk      `json:"risks"`
	Findings  []ImpactFinding   `json:"findings"`
	Proven    bool              `json:"proven"`
	Measures  []string          `json:"measures"`
}

// canonical is the pack as JSON, the same for the same content, and its hash.
func (p Impact) canonical() (content []byte, digest string, err error) {
	content, err = json.Marshal(impactDocument{Format: impactOrigin + "/1", CaseType: p.ID, Release: p.Release, Names: p.Names, Summaries: p.Summaries,
		Roles: p.Roles, Items: p.Items, Flows: p.Agencies, Risks: p.Risks, Findings: p.Findings, Proven: p.Proven, Measures: p.Measures})
	return content, impactDigest(content), err
}

func impactDigest(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// SignImpact signs the impact pack of the release that new cases of a procedure get. The
// digest is that of what the officer has read: another content is refused. Who signs the
// same content again gets the signature that is there.
func (c *Casework) SignImpact(ctx context.Context, a Actor, caseType, digest string) (ImpactSignature, error) {
	if err := c.may(a, policy.SignImpact, policy.Platform()); err != nil {
		return ImpactSignature{}, err
	}
	ctx = acting(ctx, a)
	pack, err := c.Impact(ctx, lawful, caseType)
	if err != nil {
		return ImpactSignature{}, err
	}
	name := printable(a.Name)
	switch {
	case pack.Digest != digest:
		return ImpactSignature{}, models.Problemf(models.KindInvalid, "impact.changed", "the pack is not the one that was read: it has changed meanwhile")
	case name == "":
		return ImpactSignature{}, models.Problemf(models.KindInvalid, "impact.name", "a signature needs a name, and the sign-in has told none")
	}
	row := models.ImpactSignature{ID: models.NewID(), CaseType: caseType, Release: pack.Release, Digest: digest, Pack: pack.Content, Name: name, By: a.Person, At: now()}
	signer, _, err := c.impactSigner(ctx)
	if err != nil {
		return ImpactSignature{}, err
	}
	signed, err := note.Sign(&note.Note{Text: impactText(row)}, signer)
	if err != nil {
		return ImpactSignature{}, fmt.Errorf("casework: sign an impact pack: %w", err)
	}
	row.Note = string(signed)
	if row, err = c.Store.SignImpact(ctx, row); err != nil {
		return ImpactSignature{}, err
	}
	return c.impactSignature(ctx, row)
}

// SignedImpact is the impact pack of a procedure as it was signed last; not found where
// nobody has signed it yet. It is for everyone.
func (c *Casework) SignedImpact(ctx context.Context, caseType string) (SignedImpact, error) {
	pack, err := c.Impact(ctx, lawful, caseType)
	if err != nil {
		return SignedImpact{}, err
	}
	row, err := c.Store.ImpactSignature(ctx, pack.Release, pack.Digest)
	if err != nil {
		return SignedImpact{}, err
	}
	signature, err := c.impactSignature(ctx, row)
	return SignedImpact{Pack: row.Pack, Signature: signature}, err
}

// VerifyImpact checks a signed pack that somebody kept, for the command line.
func (c *Casework) VerifyImpact(ctx context.Context, kept SignedImpact) error {
	var content bytes.Buffer
	if err := json.Compact(&content, kept.Pack); err != nil {
		return fmt.Errorf("the pack is not JSON: %w", err)
	}
	said := kept.Signature
	if digest := impactDigest(content.Bytes()); digest != said.Digest {
		return fmt.Errorf("the pack has the hash %s, and signed was %s", digest, said.Digest)
	}
	_, err := c.impactSignature(ctx, models.ImpactSignature{CaseType: said.CaseType, Release: said.Release, Digest: said.Digest, Name: said.Name, At: said.At, Note: said.Note})
	return err
}

// impactSignature is a signature that was verified.
func (c *Casework) impactSignature(ctx context.Context, row models.ImpactSignature) (ImpactSignature, error) {
	_, key, err := c.impactSigner(ctx)
	if err != nil {
		return ImpactSignature{}, err
	}
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return ImpactSignature{}, err
	}
	opened, err := note.Open([]byte(row.Note), note.VerifierList(verifier))
	if err == nil && opened.Text != impactText(row) {
		err = fmt.Errorf("it was signed for something else")
	}
	if err != nil {
		return ImpactSignature{}, models.Problemf(models.KindInternal, "internal", "the signature under an impact pack does not hold: %w", err)
	}
	return ImpactSignature{CaseType: row.CaseType, Release: row.Release, Digest: row.Digest, Name: row.Name, Function: models.RoleProtection, At: row.At, Note: row.Note, Key: key}, nil
}

func impactText(s models.ImpactSignature) string {
	return fmt.Sprintf("%s\ncase-type %s\nrelease %s\nsha256 %s\nby %s\nas %s\nat %s\n", impactOrigin, s.CaseType, s.Release, s.Digest, s.Name,
		models.RoleProtection, s.At.UTC().Format(time.RFC3339Nano))
}

func (c *Casework) impactSigner(ctx context.Context) (note.Signer, string, error) {
	box, err := c.Keys.Platform(ctx)
	if err != nil {
		return nil, "", err
	}
	return audit.NamedSigner(impactOrigin, box.Derive(impactSecret))
}

// printable is a name on one line, which a note can hold.
func printable(name string) string {
	shown := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == unicode.ReplacementChar {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(name, " "))
	return strings.Join(strings.Fields(shown), " ")
}
