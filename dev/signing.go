package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/go-jose/go-jose/v4"
)

// signingKey signs the tokens (ES256). It is kept in the directory so that sessions survive a restart of the stack.
type signingKey struct {
	id      string
	private *ecdsa.PrivateKey
}

// The methods of op.SigningKey.
func (k *signingKey) SignatureAlgorithm() jose.SignatureAlgorithm { return jose.ES256 }
func (k *signingKey) Key() any                                    { return k.private }
func (k *signingKey) ID() string                                  { return k.id }

// publicKey is the half that the provider publishes (op.Key).
type publicKey struct{ *signingKey }

func (k publicKey) Algorithm() jose.SignatureAlgorithm { return jose.ES256 }
func (k publicKey) Use() string                        { return "sig" }
func (k publicKey) Key() any                           { return &k.private.PublicKey }

// loadSigningKey reads the directory's key, making it where there is none.
func loadSigningKey(dir *directory) (*signingKey, error) {
	path := dir.file("oidc-key.pem")
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return makeSigningKey(dir, path)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot read the signing key: %w: start clean with --reset", err)
	}
	block, _ := pem.Decode(data)
	if block == nil {
		return nil, fmt.Errorf("the signing key in %s is damaged: start clean with --reset", path)
	}
	private, err := x509.ParseECPrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("the signing key in %s is damaged (%w): start clean with --reset", path, err)
	}
	return named(private)
}

func makeSigningKey(dir *directory, path string) (*signingKey, error) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	der, err := x509.MarshalECPrivateKey(private)
	if err != nil {
		return nil, err
	}
	if err := writeWhole(path, pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: der}), dir); err != nil {
		return nil, err
	}
	return named(private)
}

// named gives the key an id derived from its public half, so that it is the same after every start.
func named(private *ecdsa.PrivateKey) (*signingKey, error) {
	der, err := x509.MarshalPKIXPublicKey(&private.PublicKey)
	if err != nil {
		return nil, err
	}
	digest := sha256.Sum256(der)
	return &signingKey{id: base64.RawURLEncoding.EncodeToString(digest[:12]), private: private}, nil
}
