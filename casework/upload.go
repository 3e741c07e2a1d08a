package casework

import (
	"context"
	"errors"
	"io"
	"time"

	"handinhand/documents"
	"handinhand/models"
	"handinhand/store"
)

const (
	uploadLife  = 24 * time.Hour // of a file that comes in parts
	uploadsOpen = 10             // at once, of one person
	uploadParts = 2000           // of one file
)

// NewUpload announces a file that will come in parts.
type NewUpload struct {
	Task models.TaskID
	Item string
	Name string
	Size int64
}

// UploadState is how far an upload is.
type UploadState struct {
	ID        string
	Size      int64
	Received  int64
	ExpiresAt time.Time
}

// BeginUpload takes an announcement by the policy of Upload.
func (c *Casework) BeginUpload(ctx context.Context, a Actor, in NewUpload) (UploadState, error) {
	ctx = acting(ctx, a)
	m, err := c.handingIn(ctx, a, in.Task, in.Item)
	if err != nil {
		return UploadState{}, err
	}
	if in.Size <= 0 {
		return UploadState{}, models.Problemf(models.KindUnsupported, "upload.empty", "the file is empty")
	}
	u := models.Upload{ID: models.NewID(), Person: m.row.Person, Task: in.Task, Item: in.Item, AddedBy: a.Person, Size: in.Size,
		Parts: []string{}, ExpiresAt: now().Add(uploadLife)}
	if err := c.Vault.Begin(ctx, &u, in.Name); err != nil {
		return UploadState{}, err
	}
	return stateOf(u), c.Store.AddUpload(ctx, u, uploadsOpen)
}

// Uploaded tells how far an upload of one's own is.
func (c *Casework) Uploaded(ctx context.Context, a Actor, id string) (UploadState, error) {
	u, err := c.ownUpload(acting(ctx, a), a, id)
	return stateOf(u), err
}

// ContinueUpload takes what comes next, from offset on. With the last byte the file
// goes the way of every other, see Upload; when it is refused there, the upload is over.
// What cannot be finished for other reasons is finished by an empty part later.
func (c *Casework) ContinueUpload(ctx context.Context, a Actor, id string, offset int64, body io.Reader) (UploadState, error) {
	ctx = acting(ctx, a)
	u, err := c.ownUpload(ctx, a, id)
	if err != nil {
		return UploadState{}, err
	}
	if offset != u.Received {
		return stateOf(u), models.Problemf(models.KindConflict, "upload.offset", "%d bytes have come, so the next part begins there", u.Received)
	}
	if u.DoneAt != nil {
		return stateOf(u), nil
	}
	// Each part is asked for anew: the task may have closed meanwhile.
	if _, err := c.handingIn(ctx, a, u.Task, u.Item); err != nil {
		return stateOf(u), err
	}
	if u, err = c.extend(ctx, u, body); err != nil || u.Received < u.Size {
		return stateOf(u), err
	}
	return stateOf(u), c.finishUpload(ctx, a, u)
}

// extend keeps one part.
func (c *Casework) extend(ctx context.Context, u models.Upload, body io.Reader) (models.Upload, error) {
	if len(u.Parts) >= uploadParts {
		return u, models.Problemf(models.KindTooLarge, "upload.parts", "the file comes in more than %d parts", uploadParts)
	}
	object, n, err := c.Vault.Part(ctx, u, body)
	if err != nil || n == 0 {
		return u, err
	}
	ctx = context.WithoutCancel(ctx) // see Vault.Part
	won, err := c.Store.ExtendUpload(ctx, u, object, n)
	if err == nil && !won {
		err = models.Problemf(models.KindConflict, "upload.offset", "another part was faster")
	}
	if err != nil {
		return u, errors.Join(err, c.Vault.DropParts(ctx, object))
	}
	u.Parts, u.Received = append(u.Parts, object), u.Received+n
	return u, nil
}

func (c *Casework) finishUpload(ctx context.Context, a Actor, u models.Upload) error {
	name, err := c.Vault.UploadName(ctx, u)
	if err != nil {
		return err
	}
	body, err := c.Vault.Whole(ctx, u)
	if err != nil {
		return err
	}
	defer body.Close()
	document, err := c.Vault.Put(ctx, documents.Intake{Person: u.Person, By: a.Person, Name: name, Body: body, At: now()})
	switch kind := models.KindOf(err); {
	case err != nil && (kind == models.KindUnsupported || kind == models.KindTooLarge):
		return errors.Join(err, c.dropUpload(ctx, u))
	case err != nil:
		return err
	}
	m, err := c.handingIn(ctx, a, u.Task, u.Item)
	if err != nil {
		return err
	}
	if _, err := c.refer(ctx, a, m, models.Reference{Item: u.Item, Document: &document.ID}); err != nil {
		return err
	}
	if err := c.Store.FinishUpload(ctx, u.ID, now()); err != nil {
		return err
	}
	return c.Vault.DropParts(ctx, u.Parts...)
}

// DropUpload gives an upload up.
func (c *Casework) DropUpload(ctx context.Context, a Actor, id string) error {
	ctx = acting(ctx, a)
	u, err := c.ownUpload(ctx, a, id)
	if err != nil {
		return err
	}
	return c.dropUpload(ctx, u)
}

func (c *Casework) dropUpload(ctx context.Context, u models.Upload) error {
	return errors.Join(c.Vault.DropParts(ctx, u.Parts...), c.Store.DropUpload(ctx, u.ID))
}

// dropUploads gives up what was not finished in its time.
func (c *Casework) dropUploads(ctx context.Context) error {
	ctx = store.As(ctx, store.Identity{Parts: []store.Part{store.PartChores}})
	over, err := c.Store.ExpiredUploads(ctx, now(), expireAtOnce)
	for _, u := range over {
		err = errors.Join(err, c.dropUpload(ctx, u))
	}
	return err
}

// ownUpload is an upload of the actor's, in its time. Others' are not there.
func (c *Casework) ownUpload(ctx context.Context, a Actor, id string) (models.Upload, error) {
	u, err := c.Store.Upload(ctx, id)
	if err == nil && (u.AddedBy != a.Person || !now().Before(u.ExpiresAt)) {
		return models.Upload{}, models.Problemf(models.KindNotFound, "not-found", "there is no such upload")
	}
	return u, err
}

func stateOf(u models.Upload) UploadState { return UploadState{u.ID, u.Size, u.Received, u.ExpiresAt} }
