package documents

import (
	"context"
	"errors"

	"handinhand/models"
)

// Copies is what Copy has done.
type Copies struct {
	Made     int
	Shredded int // documents whose person was erased
	Failed   []CopyFailure
}

// CopyFailure is a document that still has no copy.
type CopyFailure struct {
	Document models.DocumentID
	Why      string // key of the problem
}

// CopyRows are the documents that lack a copy or a preview; *store.Store keeps them.
type CopyRows interface {
	// Uncopied are at most limit of them after one, by id.
	Uncopied(ctx context.Context, after models.DocumentID, limit int) ([]models.Document, error)
	// SetCopy records the copy and the preview of d, unless somebody else has meanwhile:
	// done tells. was is the copy's object before.
	SetCopy(ctx context.Context, d models.Document, was string) (done bool, err error)
}

// Copy makes the safe copies and previews of documents that came in before there were any
// of their kind. It may be repeated, and run by several at once. A document that cannot be
// rendered is told, and stays with whose it is.
func (v *Vault) Copy(ctx context.Context, rows CopyRows) (Copies, error) {
	var out Copies
	for after := models.DocumentID(""); ; {
		list, err := rows.Uncopied(ctx, after, 200)
		if err != nil || len(list) == 0 {
			return out, err
		}
		for _, d := range list {
			after = d.ID
			done, err := v.copy(ctx, rows, d)
			switch {
			case ctx.Err() != nil:
				return out, ctx.Err()
			case models.KindOf(err) == models.KindNotFound:
				out.Shredded++
			case err != nil:
				out.Failed = append(out.Failed, CopyFailure{d.ID, why(err)})
			case done:
				out.Made++
			}
		}
	}
}

func why(err error) string {
	var known *models.Problem
	if errors.As(err, &known) {
		return known.Key
	}
	return "damaged" // it does not open
}

func (v *Vault) copy(ctx context.Context, rows CopyRows, d models.Document) (done bool, err error) {
	box, err := v.Keys(ctx, d.Person)
	if err != nil {
		return false, err
	}
	key, err := box.UnwrapKey(d.SealedKey, aboutDocument(d.ID))
	if err != nil {
		return false, err
	}
	plain, err := newSpool(v.Quarantine)
	if err != nil {
		return false, err
	}
	defer plain.Close()
	original, err := v.fetch(ctx, d.Object, key, aboutDocument(d.ID))
	if err != nil {
		return false, err
	}
	err = plain.fill(original, d.Size)
	if _ = original.Close(); err != nil {
		return false, errOtherBytes
	}
	made, err := v.render(ctx, d.MediaType, plain)
	if err != nil {
		return false, err
	}
	defer made.Close()
	old, fresh := d, d
	old.Object, fresh.Object = "", "" // the original is neither's to remove
	made.describe(&fresh)
	err = v.putAll(ctx, key, sealing{&fresh.CopyObject, aboutCopy(d.ID), made.copied}, sealing{&fresh.PreviewObject, aboutPreview(d.ID), made.preview})
	if err == nil {
		done, err = rows.SetCopy(ctx, fresh, d.CopyObject)
	}
	if err != nil || !done {
		return false, errors.Join(err, v.discard(ctx, fresh))
	}
	return true, v.discard(ctx, old)
}
