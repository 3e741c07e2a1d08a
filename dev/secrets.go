package main

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// secrets are made once a directory and kept in secrets.json, readable by the owner alone. They are random so that two stacks on a
// machine never accept each other's clients.
type secrets struct {
	S3AccessKey      string `json:"s3_access_key"`
	S3SecretKey      string `json:"s3_secret_key"`
	OIDCClientSecret string `json:"oidc_client_secret"`
	PostgresPassword string `json:"postgres_password"` // used on the TCP port only
}

// loadSecrets reads the directory's secrets, making them where there are none.
func loadSecrets(d *directory) (secrets, error) {
	path := d.file("secrets.json")
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return makeSecrets(d, path)
	}
	if err != nil {
		return secrets{}, fmt.Errorf("cannot read the stack's secrets: %w: start clean with --reset", err)
	}
	var s secrets
	if err := json.Unmarshal(data, &s); err != nil {
		return secrets{}, fmt.Errorf("the stack's secrets in %s are damaged (%w): start clean with --reset", path, err)
	}
	return s, nil
}

func makeSecrets(d *directory, path string) (secrets, error) {
	s := secrets{S3AccessKey: "dev" + rand.Text()[:13], S3SecretKey: rand.Text(), OIDCClientSecret: rand.Text(), PostgresPassword: rand.Text()}
	data, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return secrets{}, err
	}
	return s, writeWhole(path, append(data, '\n'), d)
}

// writeWhole writes a file for the owner alone; after a kill there is the whole file or none.
func writeWhole(path string, data []byte, d *directory) error {
	if err := os.WriteFile(path+".new", data, 0o600); err != nil {
		return fullDisk(fmt.Errorf("cannot write in the data directory: %w: give a writable place with --dir", err), d.path)
	}
	return os.Rename(path+".new", path)
}
