package casework

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/mod/sumdb/note"

	"handinhand/audit"
	"handinhand/models"
	"handinhand/policy"
)

// attestationOrigin, with the agency, names the key that signs its attestations;
// attestationSecret, with the agency, labels what that is derived from.
const (
	attestationOrigin = "handinhand/attestation"
	attestationSecret = "attestations of documents"
)

// maxSaid is how many characters a word beside a verdict may have.
const maxSaid = 500

// Attest is a word that a clerk gives on a paper that their task is lent. Says is the
// fact that the paper proves, or what may lawfully stand for one that cannot be had.
type Attest struct {
	Task          models.TaskID
	Item          string
	Verdict       models.Verdict
	Says, Statute string
	ValidUntil    *time.Time
}

// Attest gives the agency's signed word on a paper, bound to its hash. Later cases
// rely on it.
func (c *Casework) Attest(ctx context.Context, a Actor, in Attest) (_ Attested, err error) {
	ctx = acting(ctx, a)
	defer c.noteRefusal(ctx, a, refusal{action: policy.AttestDocument, task: in.Task, item: in.Item}, &err)
	m, err := c.completing(ctx, a, in.Task, 0)
	if err != nil {
		return Attested{}, err
	}
	lent, err := c.lentTo(ctx, m)
	if err != nil {
		return Attested{}, err
	}
	var grant *models.Grant
	if g, open := lent[in.Item]; open {
		grant = &g
	}
	if err := c.may(a, policy.AttestDocument, policy.Item(m.task, m.row.Person, grant, m.declared(in.Item), now())); err != nil {
		return Attested{}, err
	}
	refs, err := c.references(ctx, m.task.Case)
	if err != nil {
		return Attested{}, err
	}
	ref, there := refs[in.Item]
	if !there {
		return Attested{}, models.Problemf(models.KindNotFound, "not-found", "the case has no such paper")
	}
	if err := in.fits(ref); err != nil {
		return Attested{}, err
	}
	row, err := c.attest(ctx, a, m, ref, in)
	if err != nil {
		return Attested{}, err
	}
	entry := entryOn(a, m.release, row.Item, models.AccessAttested, policy.AttestDocument, row.At)
	entry.Case, entry.Person, entry.Agency, entry.Document = m.row.ID, m.row.Person, row.Agency, row.Document
	if err := c.Store.AddAttestation(ctx, row, entry); err != nil {
		return Attested{}, err
	}
	view, err := c.attestedView(ctx, a, row)
	return *view, err
}

// fits tells whether the verdict is one on such a paper.
func (in Attest) fits(ref models.Reference) error {
	said, limited := utf8.RuneCountInString(strings.TrimSpace(in.Says)), in.ValidUntil != nil
	switch {
	case ref.FactOnly():
		return models.Problemf(models.KindInvalid, "attestation.none", "there is no document here to give a word on")
	case ref.Unobtainable() != (in.Verdict == models.VerdictUnobtainable):
		return models.Problemf(models.KindInvalid, "attestation.verdict", "a document is valid or invalid; one that cannot be had is unobtainable")
	case in.Verdict == models.VerdictUnobtainable && said == 0:
		return models.Problemf(models.KindInvalid, "attestation.substitute", "say what may lawfully stand for the paper")
	case said > maxSaid || utf8.RuneCountInString(in.Statute) > maxSaid:
		return models.Problemf(models.KindInvalid, "attestation.long", "say it in at most %d characters", maxSaid)
	case limited && !in.ValidUntil.After(now()):
		return models.Problemf(models.KindInvalid, "attestation.past", "the day until which it holds lies in the past")
	}
	return nil
}

// attest makes the row with its signature.
func (c *Casework) attest(ctx context.Context, a Actor, m matter, ref models.Reference, in Attest) (models.Attestation, error) {
	row := models.Attestation{
		ID: models.AttestationID(models.NewID()), Person: m.row.Person, Document: ref.Document, Item: ref.Item, Case: m.row.ID, Task: m.task.ID,
		Agency: a.Agency.ID, By: a.Person, Verdict: in.Verdict, Statute: strings.TrimSpace(in.Statute), At: now(), ValidUntil: in.ValidUntil,
	}
	if row.ValidUntil != nil {
		until := row.ValidUntil.UTC().Truncate(time.Second)
		row.ValidUntil = &until
	}
	var err error
	if row.Digest, err = c.paperDigest(ctx, m.row.Person, ref); err != nil {
		return row, err
	}
	box, err := c.Keys.Person(ctx, m.row.Person)
	if err != nil {
		return row, err
	}
	if row.Sealed, err = box.Seal([]byte(strings.TrimSpace(in.Says)), attestationBinding(row.ID)); err != nil {
		return row, err
	}
	signer, _, err := c.attestationSigner(ctx, row.Agency)
	if err != nil {
		return row, err
	}
	signed, err := note.Sign(&note.Note{Text: attestationText(row)}, signer)
	if err != nil {
		return row, fmt.Errorf("casework: sign an attestation: %w", err)
	}
	row.Note = string(signed)
	return row, nil
}

// paperDigest is what an attestation is bound to: the keyed hash of the document, or
// that of the reason why there is none.
func (c *Casework) paperDigest(ctx context.Context, owner models.PersonID, ref models.Reference) ([]byte, error) {
	if ref.Document != nil {
		document, err := c.Store.Document(ctx, *ref.Document)
		return document.Digest, err
	}
	box, err := c.Keys.Person(ctx, owner)
	if err != nil {
		return nil, err
	}
	reason, err := box.Open(ref.SealedReason, reasonBinding(ref.ID))
	if err != nil {
		return nil, err
	}
	sum := box.Digest()
	sum.Write([]byte("unobtainable\x00" + ref.Item + "\x00"))
	sum.Write(reason)
	return sum.Sum(nil), nil
}

// attestationText is what is signed. It names nobody and tells nothing of the paper.
func attestationText(a models.Attestation) string {
	until := "-"
	if a.ValidUntil != nil {
		until = a.ValidUntil.UTC().Format(time.RFC3339)
	}
	said := sha256.Sum256(append([]byte(a.Statute+"\x00"), a.Sealed...))
	return fmt.Sprintf("%s\n%s\nitem %s\ndigest %s\nagency %s\nverdict %s\nsays %s\nat %s\nuntil %s\n", attestationOrigin, a.ID, a.Item,
		hex.EncodeToString(a.Digest), a.Agency, a.Verdict, hex.EncodeToString(said[:]), a.At.UTC().Format(time.RFC3339Nano), until)
}

func attestationBinding(id models.AttestationID) []byte {
	return []byte("attestation\x00" + string(id))
}

// attestationSigner is an agency's own key, so that its word is told from any other's
// even by who has only the note; agency "" is the platform's, which signed before
// agencies had theirs.
func (c *Casework) attestationSigner(ctx context.Context, agency models.AgencyID) (note.Signer, string, error) {
	box, err := c.Keys.Platform(ctx)
	if err != nil {
		return nil, "", err
	}
	if agency == "" {
		return audit.NamedSigner(attestationOrigin, box.Derive(attestationSecret))
	}
	return audit.NamedSigner(attestationOrigin+"/"+url.PathEscape(string(agency)), box.Derive(attestationSecret+"\x00"+string(agency)))
}

// signed gives the verifier key by which an attestation is the one that was signed;
// "" when there is none. Then it counts as none, whoever has put it there.
func (c *Casework) signed(ctx context.Context, row models.Attestation) (string, error) {
	for _, agency := range []models.AgencyID{row.Agency, ""} {
		_, key, err := c.attestationSigner(ctx, agency)
		if err != nil {
			return "", err
		}
		verifier, err := note.NewVerifier(key)
		if err != nil {
			return "", err
		}
		opened, err := note.Open([]byte(row.Note), note.VerifierList(verifier))
		if err == nil && opened.Text == attestationText(row) {
			return key, nil
		}
	}
	c.Log.ErrorContext(ctx, "an attestation is not as it was signed, and counts as none", "attestation", row.ID)
	return "", nil
}
