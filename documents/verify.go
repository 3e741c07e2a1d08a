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
}

// Collection is what Collect has seen.
type Collection struct {
	Orphans []string // objects that no document names, or of which the person was erased
	Removed int      // of them: those that are older than a day
}

// AllRows lists documents for a sweep; *store.Store does.
type AllRows interface {
	// AllDocuments are at most limit documents after one, by id.
	AllDocuments(ctx context.Context, after models.DocumentID, limit int) ([]models.Document, error)
}

// orphanAge keeps a sweep from taking an upload under way for an orphan.
const orphanAge = 24 * time.Hour

// Verify reads every document again and compares its keyed hash with that of the bytes
// that came in.
func (v *Vault) Verify(ctx context.Context, rows AllRows) (Sweep, error) {
	var sweep Sweep
	err := each(ctx, rows, func(d models.Document) error {
		switch err := v.whole(ctx, d); {
		case err == nil:
			sweep.Whole++
		case models.KindOf(err) == models.KindNotFound:
			sweep.Shredded++
		case ctx.Err() != nil:
			return ctx.Err()
		default:
			sweep.Damaged = append(sweep.Damaged, d.ID)
		}
		return nil
	})
	return sweep, err
}

// each calls do with every document.
func each(ctx context.Context, rows AllRows, do func(models.Document) error) error {
	for after := models.DocumentID(""); ; {
		list, err := rows.AllDocuments(ctx, after, 200)
		if err != nil || len(list) == 0 {
			return err
		}
		for _, d := range list {
			after = d.ID
			if err := do(d); err != nil {
				return err
			}
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
	for _, part := range []struct {
		object string
		size   int64
		open   func(context.Context, models.Document) (io.ReadCloser, error)
	}{{d.CopyObject, d.CopySize, v.OpenCopy}, {d.PreviewObject, d.PreviewSize, v.OpenPreview}} {
		if part.object == "" {
			continue
		}
		body, err := part.open(ctx, d)
		if err != nil {
			return err
		}
		n, err := io.Copy(io.Discard, body)
		if _ = body.Close(); err != nil || n != part.size {
			return errOtherBytes
		}
	}
	return nil
}

// Collect removes from the store what nobody can read or will: objects that no
// document names, and those of erased people.
func (v *Vault) Collect(ctx context.Context, rows AllRows) (Collection, error) {
	known := map[string]bool{}
	err := each(ctx, rows, func(d models.Document) error {
		if _, err := v.Keys(ctx, d.Person); models.KindOf(err) == models.KindNotFound {
			return nil
		} else if err != nil {
			return err
		}
		for _, object := range d.Objects() {
			known[object] = true
		}
		return nil
	})
	if err != nil {
		return Collection{}, err
	}
	var out Collection
	// Uploads are finished or dropped long before their parts are as old as that.
	err = errors.Join(v.collect(ctx, objectPrefix, orphanAge, known, &out), v.collect(ctx, partPrefix, 7*orphanAge, nil, &out))
	return out, err
}

func (v *Vault) collect(ctx context.Context, prefix string, age time.Duration, known map[string]bool, out *Collection) error {
	ctx, stop := context.WithCancel(ctx) // the listing goes on until then
	defer stop()
	for o := range v.S3.ListObjects(ctx, v.Bucket, minio.ListObjectsOptions{Prefix: prefix, Recursive: true}) {
		if o.Err != nil {
			return unavailable("list the documents", o.Err)
		}
		if known[o.Key] {
			continue
		}
		old := v.now().Sub(o.LastModified) >= age
		if prefix == objectPrefix || old {
			out.Orphans = append(out.Orphans, o.Key)
		}
		if !old {
			continue
		}
		if err := v.S3.RemoveObject(ctx, v.Bucket, o.Key, minio.RemoveObjectOptions{}); err != nil {
			return unavailable("remove an orphan", err)
		}
		out.Removed++
	}
	return nil
}
