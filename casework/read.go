package casework

import (
	"context"
	"slices"

	"handinhand/audit"
	"handinhand/models"
	"handinhand/policy"
	"handinhand/process/release"
	"handinhand/store"
)

// Paper reads a document under the grant of an open task. The read is on record
// before the first byte leaves. Whoever hands a document in may look at it too.
func (c *Casework) Paper(ctx context.Context, a Actor, task models.TaskID, paper string) (Content, error) {
	return c.taskPaper(ctx, a, task, paper, c.content)
}

// Preview is Paper for a small picture of the first page. It is a read like any other.
func (c *Casework) Preview(ctx context.Context, a Actor, task models.TaskID, paper string) (Content, error) {
	return c.taskPaper(ctx, a, task, paper, c.preview)
}

// showing opens what a reader gets of a document, after all was asked and written down.
type showing func(ctx context.Context, a Actor, owner models.PersonID, ref models.Reference) (Content, error)

func (c *Casework) taskPaper(ctx context.Context, a Actor, task models.TaskID, paper string, show showing) (_ Content, err error) {
	ctx = acting(ctx, a)
	defer c.noteRefusal(ctx, a, refusal{action: policy.ReadDocument, task: task}, &err)
	m, err := c.completing(ctx, a, task, 0)
	if err != nil {
		return Content{}, err
	}
	ref, err := c.reference(ctx, m.task.Case, paper)
	if err != nil {
		return Content{}, err
	}
	if ref.Task == m.task.ID && ref.AddedBy == a.Person {
		return show(ctx, a, m.row.Person, ref)
	}
	if m.applicants() {
		return c.ownPaper(ctx, a, m.task.Case, paper, show)
	}
	err = c.recordRead(ctx, a, m.release, ref, func(tx *store.Store) ([]models.Grant, error) {
		return tx.GrantsOfTask(ctx, m.task.Agency, m.task.ID, now())
	}, func(g models.Grant) error {
		return c.may(a, policy.ReadDocument, policy.Item(m.task, m.row.Person, &g, m.declared(ref.Item), now()))
	})
	if err != nil {
		return Content{}, err
	}
	return show(ctx, a, m.row.Person, ref)
}

// readPaper finds the grant, asks policy, writes the read down and opens the
// document. A paper that no grant lends is not there for the reader.
func (c *Casework) readPaper(ctx context.Context, a Actor, r *release.Release, owner models.PersonID, ref models.Reference,
	grants func(*store.Store) ([]models.Grant, error), permit func(models.Grant) error) (Content, error) {
	if err := c.recordRead(ctx, a, r, ref, grants, permit); err != nil {
		return Content{}, err
	}
	return c.content(ctx, a, owner, ref)
}

func (c *Casework) recordRead(ctx context.Context, a Actor, r *release.Release, ref models.Reference,
	grants func(*store.Store) ([]models.Grant, error), permit func(models.Grant) error) error {
	return c.Store.Tx(ctx, func(tx *store.Store) error {
		open, err := grants(tx)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(open, func(g models.Grant) bool { return g.Item == ref.Item })
		// A grant lends the paper as it is now: whoever replaced it did so for a reason.
		if i < 0 || ref.ReplacedAt != nil {
			return models.Problemf(models.KindNotFound, "not-found", "no grant lends this paper")
		}
		if err := permit(open[i]); err != nil {
			return err
		}
		return audit.Append(tx.DB, access(a, r, open[i], ref.Document))
	})
}

// OwnPaper lets applicants read every paper of their own case.
func (c *Casework) OwnPaper(ctx context.Context, a Actor, id models.CaseID, paper string) (_ Content, err error) {
	ctx = acting(ctx, a)
	defer c.noteRefusal(ctx, a, refusal{action: policy.ReadDocument, kase: id}, &err)
	return c.ownPaper(ctx, a, id, paper, c.content)
}

// OwnPreview is OwnPaper for a small picture of the first page.
func (c *Casework) OwnPreview(ctx context.Context, a Actor, id models.CaseID, paper string) (_ Content, err error) {
	ctx = acting(ctx, a)
	defer c.noteRefusal(ctx, a, refusal{action: policy.ReadDocument, kase: id}, &err)
	return c.ownPaper(ctx, a, id, paper, c.preview)
}

func (c *Casework) ownPaper(ctx context.Context, a Actor, id models.CaseID, paper string, show showing) (Content, error) {
	row, mandate, err := c.helpedCase(ctx, a, id)
	if err != nil {
		return Content{}, err
	}
	if err := c.may(a, policy.ReadDocument, policy.OwnItem(row.Person).Helped(mandate, now())); err != nil {
		return Content{}, err
	}
	ref, err := c.reference(ctx, id, paper)
	if err != nil {
		return Content{}, err
	}
	r, err := c.release(ctx, row.Release)
	if err != nil {
		return Content{}, err
	}
	if err := c.noteHelp(ctx, a, mandate, r, policy.ReadDocument, ref.Item, ref.Document); err != nil {
		return Content{}, err
	}
	return show(ctx, a, row.Person, ref)
}

// content is a document for its reader: whose it is, and who brought it, get it as it
// came in, everyone else the safe copy.
func (c *Casework) content(ctx context.Context, a Actor, owner models.PersonID, ref models.Reference) (Content, error) {
	document, err := c.document(ctx, ref)
	if err != nil {
		return Content{}, err
	}
	name, err := c.Vault.Name(ctx, document)
	if err != nil {
		return Content{}, err
	}
	open := c.Vault.OpenCopy
	if original(a, owner, document) {
		open = c.Vault.Open
	}
	body, err := open(ctx, document)
	if err != nil {
		return Content{}, err
	}
	mediaType, size := shown(a, owner, document)
	return Content{ReadCloser: body, Name: name, MediaType: mediaType, Size: size}, nil
}

// preview is a small picture of a document's first page.
func (c *Casework) preview(ctx context.Context, _ Actor, _ models.PersonID, ref models.Reference) (Content, error) {
	document, err := c.document(ctx, ref)
	if err != nil {
		return Content{}, err
	}
	body, err := c.Vault.OpenPreview(ctx, document)
	return Content{ReadCloser: body, Name: "preview.jpg", MediaType: "image/jpeg", Size: document.PreviewSize}, err
}

func (c *Casework) document(ctx context.Context, ref models.Reference) (models.Document, error) {
	if ref.Document == nil {
		return models.Document{}, models.Problemf(models.KindNotFound, "not-found", "there is no document here")
	}
	return c.Store.Document(ctx, *ref.Document)
}

func original(a Actor, owner models.PersonID, d models.Document) bool {
	return a.Person == owner || a.Person == d.AddedBy
}

// shown is the kind and size of what a reader gets of a document.
func shown(a Actor, owner models.PersonID, d models.Document) (mediaType string, size int64) {
	if original(a, owner, d) {
		return d.MediaType, d.Size
	}
	return d.CopyType, d.CopySize
}
