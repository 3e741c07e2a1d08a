package cli

import (
	"fmt"
	"strings"

	"handinhand/documents"
	"handinhand/keys"
)

// graves is where destroyed keys leave their tombstones.
func (c Config) graves() (keys.Graves, error) {
	if folder, ok := strings.CutPrefix(c.TombstonesURL, "file://"); ok {
		return documents.Folder(folder), nil
	}
	s3, err := c.s3()
	return documents.Graves{S3: s3, Bucket: c.graveyard()}, err
}

// graveyard is the bucket of the tombstones; "" where they lie in a folder.
func (c Config) graveyard() string {
	if c.TombstonesURL == "" {
		return c.S3Bucket + "-tombstones"
	}
	bucket, _ := strings.CutPrefix(c.TombstonesURL, "s3://")
	if bucket == c.TombstonesURL {
		return ""
	}
	return bucket
}

// apart refuses tombstones that a backup of the documents would cover.
func (c Config) apart() error {
	switch {
	case c.TombstonesURL == "", strings.HasPrefix(c.TombstonesURL, "file:///") && len(c.TombstonesURL) > len("file:///"):
		return nil
	case c.graveyard() == "":
		return fmt.Errorf("TOMBSTONES_URL must begin with s3:// and name a bucket, or with file:/// and name a folder")
	case c.graveyard() == c.S3Bucket:
		return fmt.Errorf("TOMBSTONES_URL must not be the documents' bucket: a backup of it would bring erased people back")
	}
	return nil
}
