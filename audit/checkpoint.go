package audit

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
	"gorm.io/gorm"

	"handinhand/models"
)

// Origin names the log in checkpoints and in the names of its keys.
const Origin = "handinhand/access-log"

// Checkpoint is the tree at one moment, signed. Its Note is the whole of it: a
// signed note (C2SP tlog-checkpoint with one extension line, the time) that an
// agency can keep and check without us.
type Checkpoint struct {
	Size     int64  `gorm:"primaryKey;autoIncrement:false"`
	Root     []byte // 32 bytes
	Note     string
	SignedAt time.Time
}

// TableName is of gorm.
func (Checkpoint) TableName() string { return "audit_checkpoints" }

// Signer signs checkpoints with an Ed25519 key made of a secret of 32 bytes; the
// same secret gives the same key. key is the verifier key that others check with.
func Signer(secret []byte) (signer note.Signer, key string, err error) {
	return NamedSigner(Origin, secret)
}

// NamedSigner is Signer for notes of another origin.
func NamedSigner(origin string, secret []byte) (signer note.Signer, key string, err error) {
	if len(secret) != ed25519.SeedSize {
		return nil, "", fmt.Errorf("audit: the signing secret has %d bytes, not %d", len(secret), ed25519.SeedSize)
	}
	private := ed25519.NewKeyFromSeed(secret)
	key, err = note.NewEd25519VerifierKey(origin, private.Public().(ed25519.PublicKey))
	if err != nil {
		return nil, "", fmt.Errorf("audit: make a signing key: %w", err)
	}
	hash := strings.Split(key, "+")[1]
	const ed25519Algorithm = 1
	encoded := base64.StdEncoding.EncodeToString(append([]byte{ed25519Algorithm}, secret...))
	signer, err = note.NewSigner("PRIVATE+KEY+" + origin + "+" + hash + "+" + encoded)
	if err != nil {
		return nil, "", errors.New("audit: make a signing key") // the cause could show it
	}
	return signer, key, nil
}

func sign(signer note.Signer, size int64, root tlog.Hash, at time.Time) (Checkpoint, error) {
	text := fmt.Sprintf("%s\n%d\n%s\ntime %s\n", Origin, size, root, at.UTC().Format(time.RFC3339))
	signed, err := note.Sign(&note.Note{Text: text}, signer)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("audit: sign a checkpoint: %w", err)
	}
	return Checkpoint{Size: size, Root: root[:], Note: string(signed), SignedAt: at}, nil
}

// ParseCheckpoint reads a signed note and checks its signature with a verifier key.
func ParseCheckpoint(signed, key string) (Checkpoint, error) {
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("audit: this is no verifier key: %w", err)
	}
	opened, err := note.Open([]byte(signed), note.VerifierList(verifier))
	if err != nil {
		return Checkpoint{}, fmt.Errorf("audit: the checkpoint's signature is not of this log: %w", err)
	}
	lines := bytes.SplitN([]byte(opened.Text), []byte("\n"), 4)
	if len(lines) < 4 || string(lines[0]) != Origin {
		return Checkpoint{}, errors.New("audit: this is no checkpoint of an access log")
	}
	size, err := strconv.ParseInt(string(lines[1]), 10, 64)
	if err != nil || size < 1 {
		return Checkpoint{}, errors.New("audit: the checkpoint's size is no number")
	}
	root, err := tlog.ParseHash(string(lines[2]))
	if err != nil {
		return Checkpoint{}, errors.New("audit: the checkpoint's root is no hash")
	}
	at, _ := time.Parse("time "+time.RFC3339, strings.TrimSpace(string(lines[3]))) // for readers only
	return Checkpoint{Size: size, Root: root[:], Note: signed, SignedAt: at}, nil
}

// Latest is the newest checkpoint; a Problem of KindNotFound when there is none yet.
func Latest(tx *gorm.DB) (Checkpoint, error) {
	var out Checkpoint
	err := tx.Order("size DESC").Take(&out).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return out, models.Problemf(models.KindNotFound, "not-found", "the access log has no checkpoint yet")
	}
	if err != nil {
		return out, fmt.Errorf("audit: find the newest checkpoint: %w", err)
	}
	return out, nil
}
