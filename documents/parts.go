package documents

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/minio/minio-go/v7"
	"github.com/tink-crypto/tink-go/v2/keyset"

	"handinhand/models"
)

// partPrefix is where parts of uploads lie until the rest is there.
const partPrefix = "uploads/"

// Begin makes the data key of an upload and seals its name.
func (v *Vault) Begin(ctx context.Context, u *models.Upload, name string) error {
	if u.Size > v.limit() {
		return models.Problemf(models.KindTooLarge, "upload.size", "the file has more than %d bytes", v.limit())
	}
	box, err := v.Keys(ctx, u.Person)
	if err != nil {
		return err
	}
	key, err := dataKey(0) // its parts are small
	if err != nil {
		return err
	}
	if u.SealedKey, err = box.WrapKey(key, aboutUpload(u)); err != nil {
		return err
	}
	u.SealedName, err = box.Seal([]byte(cleanName(name)), aboutUpload(u))
	return err
}

// Part seals what comes of an upload and gives the key of its object. When the line
// breaks, what has come until then counts; n is 0 when that is nothing.
func (v *Vault) Part(ctx context.Context, u models.Upload, body io.Reader) (object string, n int64, err error) {
	key, err := v.uploadKey(ctx, u)
	if err != nil {
		return "", 0, err
	}
	plain, err := newSpool(v.Quarantine)
	if err != nil {
		return "", 0, err
	}
	defer plain.Close()
	rest := u.Size - u.Received
	n, broke := io.Copy(plain.file, io.LimitReader(body, rest+1))
	switch {
	case n > rest:
		return "", 0, models.Problemf(models.KindTooLarge, "upload.size", "more bytes came than were announced")
	case n == 0 && broke != nil:
		return "", 0, models.Problemf(models.KindInvalid, "upload.interrupted", "the upload broke off: %w", broke)
	case n == 0:
		return "", 0, nil
	}
	// The sender may be gone; what came is kept for when they are back.
	object, err = v.putUnder(context.WithoutCancel(ctx), partPrefix, key, aboutPart(&u, u.Received), plain.file)
	return object, n, err
}

// Whole reads an upload from its first byte to its last.
func (v *Vault) Whole(ctx context.Context, u models.Upload) (io.ReadCloser, error) {
	key, err := v.uploadKey(ctx, u)
	if err != nil {
		return nil, err
	}
	return &joined{ctx: ctx, vault: v, upload: u, key: key}, nil
}

// joined reads part after part.
type joined struct {
	ctx    context.Context
	vault  *Vault
	upload models.Upload
	key    *keyset.Handle
	read   int64
	part   io.ReadCloser
}

// Read is of io.Reader.
func (j *joined) Read(p []byte) (int, error) {
	for {
		if j.part == nil {
			if len(j.upload.Parts) == 0 {
				return 0, io.EOF
			}
			part, err := j.vault.fetch(j.ctx, j.upload.Parts[0], j.key, aboutPart(&j.upload, j.read))
			if err != nil {
				return 0, err
			}
			j.part, j.upload.Parts = part, j.upload.Parts[1:]
		}
		n, err := j.part.Read(p)
		j.read += int64(n)
		if err != io.EOF {
			return n, err
		}
		_ = j.part.Close()
		if j.part = nil; n > 0 {
			return n, nil
		}
	}
}

// Close is of io.Closer.
func (j *joined) Close() error {
	if j.part == nil {
		return nil
	}
	return j.part.Close()
}

// UploadName is what its bringer called an upload.
func (v *Vault) UploadName(ctx context.Context, u models.Upload) (string, error) {
	box, err := v.Keys(ctx, u.Person)
	if err != nil {
		return "", err
	}
	name, err := box.Open(u.SealedName, aboutUpload(&u))
	return string(name), err
}

// DropParts removes parts of uploads.
func (v *Vault) DropParts(ctx context.Context, parts ...string) error {
	var failed error
	for _, object := range parts {
		if err := v.S3.RemoveObject(ctx, v.Bucket, object, minio.RemoveObjectOptions{}); err != nil {
			failed = errors.Join(failed, unavailable("remove a part of an upload", err))
		}
	}
	return failed
}

func (v *Vault) uploadKey(ctx context.Context, u models.Upload) (*keyset.Handle, error) {
	box, err := v.Keys(ctx, u.Person)
	if err != nil {
		return nil, err
	}
	return box.UnwrapKey(u.SealedKey, aboutUpload(&u))
}

func aboutUpload(u *models.Upload) []byte { return []byte("upload/" + u.ID) }

// aboutPart binds a part to its place in its upload.
func aboutPart(u *models.Upload, offset int64) []byte {
	return fmt.Appendf(nil, "upload/%s/%d", u.ID, offset)
}
