package documents

import (
	"bytes"
	"context"
	"errors"
	"io"
	"time"

	"github.com/minio/minio-go/v7"

	"handinhand/models"
)

// Sweep is what Verify has seen.
type Sweep struct {
	Whole    int                 // documents whose bytes are those that came in
	Shredded int                 // documents whose person was erased
	Damaged  []models.DocumentID // altered, cut off, or gone from the store
	Orphans  []string            // objects that no document names
}

// AllRows lists documents for a sweep; *store.Store does.
type AllRows interface {
	// AllDocuments are at most limit documents after one, by id.
	AllDocuments(ctx context.Context, after models.DocumentID, limit int) ([]models.Document, error)
}

// orphanAge keeps a sweep from taking an upload under way for an orphan.
const orphanAge = 24 * time.Hour

// Verify reads every document again, compares its keyed hash with that of the bytes
// that came in, and looks for objects that no document names; with collect it removes
// those that are older than a day.
func (v *Vault) Verify(ctx context.Context, rows AllRows, collect bool) (Sweep, error) {
	var sweep Sweep
	known := map[string]bool{}
	for after := models.DocumentID(""); ; {
		list, err := rows.AllDocuments(ctx, after, 200)
		if err != nil {
			return sweep, err
		}
		for _, d := range list {
			after = d.ID
			for _, object := range d.Objects() {
				known[object] = true
			}
			switch err := v.whole(ctx, d); {
			case err == nil:
				sweep.Whole++
			case models.KindOf(err) == models.KindNotFound:
				sweep.Shredded++
			case ctx.Err() != nil:
				return sweep, ctx.Err()
			default:
				sweep.Damaged = append(sweep.Damaged, d.ID)
			}
		}
		if len(list) == 0 {
			return sweep, v.orphans(ctx, known, collect, &sweep)
		}
	}
}

var errOtherBytes = errors.New("documents: these are not the bytes that came in")

func (v *Vault) whole(ctx context.Context, d models.Document) error {
	box, err := v.Keys(ctx, d.Person)
	if err != nil {
		return err
	}
	digest := box.Digest()
	body, err := v.Open(ctx, d)
	if err != nil {
		return err
	}
	defer body.Close()
	if _, err := io.Copy(digest, body); err != nil {
		return errOtherBytes
	}
	if !bytes.Equal(digest.Sum(nil), d.Digest) {
		return errOtherBytes
	}
	if d.CopyObject == "" {
		return nil
	}
	copied, err := v.OpenCopy(ctx, d)
	if err != nil {
		return err
	}
	defer copied.Close()
	if n, err := io.Copy(io.Discard, copied); err != nil || n != d.CopySize {
		return errOtherBytes
	}
	return nil
}

func (v *Vault) orphans(ctx context.Context, known map[string]bool, collect bool, sweep *Sweep) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	for o := range v.S3.ListObjects(ctx, v.Bucket, minio.ListObjectsOptions{Prefix: objectPrefix, Recursive: true}) {
		if o.Err != nil {
			return unavailable("list the documents", o.Err)
		}
		if known[o.Key] {
			continue
		}
		sweep.Orphans = append(sweep.Orphans, o.Key)
		if collect && time.Since(o.LastModified) > orphanAge {
			if err := v.S3.RemoveObject(ctx, v.Bucket, o.Key, minio.RemoveObjectOptions{}); err != nil {
				return unavailable("remove an orphan", err)
			}
		}
	}
	return nil
}
