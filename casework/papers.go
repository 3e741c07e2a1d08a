package casework

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"handinhand/audit"
	"handinhand/documents"
	"handinhand/models"
	"handinhand/policy"
	"handinhand/process/release"
	"handinhand/store"
)

// maxReason is how many characters the reason for a missing paper may have.
const maxReason = 1000

// Upload stores a document once and puts a Reference to it into the case.
func (c *Casework) Upload(ctx context.Context, a Actor, in Upload) (Paper, error) {
	ctx = acting(ctx, a)
	m, err := c.handingIn(ctx, a, in.Task, in.Item)
	if err != nil {
		return Paper{}, err
	}
	document, err := c.Vault.Put(ctx, documents.Intake{Person: m.row.Person, By: a.Person, Name: in.Name, Body: in.Body, At: now()})
	if err != nil {
		return Paper{}, err
	}
	return c.refer(ctx, a, m, models.Reference{Item: in.Item, Document: &document.ID})
}

// DeclareMissing says that a paper cannot be had, which is a valid answer where
// the release allows it.
func (c *Casework) DeclareMissing(ctx context.Context, a Actor, in Missing) (Paper, error) {
	ctx = acting(ctx, a)
	m, err := c.handingIn(ctx, a, in.Task, in.Item)
	if err != nil {
		return Paper{}, err
	}
	if item, ok := m.release.Item(in.Item); !ok || !item.Unobtainable || !m.applicants() {
		return Paper{}, models.Problemf(models.KindInvalid, "paper-needed", "%s must be handed in: there is no lawful substitute", in.Item)
	}
	reason := strings.TrimSpace(in.Reason)
	if n := utf8.RuneCountInString(reason); n == 0 || n > maxReason {
		problem := models.Problemf(models.KindInvalid, "invalid", "the reason has %d characters; it needs 1 to %d", n, maxReason)
		problem.Fields = []models.FieldProblem{{Field: "reason", Rule: "required"}}
		if n > 0 {
			problem.Fields = []models.FieldProblem{{Field: "reason", Rule: "maxLength", Params: map[string]any{"max": maxReason}}}
		}
		return Paper{}, problem
	}
	box, err := c.Keys.Person(ctx, m.row.Person)
	if err != nil {
		return Paper{}, err
	}
	ref := models.Reference{ID: models.NewID(), Item: in.Item}
	if ref.SealedReason, err = box.Seal([]byte(reason), reasonBinding(ref.ID)); err != nil {
		return Paper{}, err
	}
	return c.refer(ctx, a, m, ref)
}

// RemovePaper takes a paper out of the case again, before the task is completed
// and by whoever handed it in there.
func (c *Casework) RemovePaper(ctx context.Context, a Actor, task models.TaskID, paper string) error {
	ctx = acting(ctx, a)
	m, err := c.completing(ctx, a, task, 0)
	if err != nil {
		return err
	}
	ref, err := c.reference(ctx, m.task.Case, paper)
	if err != nil {
		return err
	}
	if ref.Task != task || ref.AddedBy != a.Person {
		return models.Problemf(models.KindForbidden, "forbidden", "the paper was handed in elsewhere, and stays")
	}
	return c.Store.RemoveReference(ctx, ref.ID, now())
}

// handingIn reads a task that the actor may complete and that takes the item.
func (c *Casework) handingIn(ctx context.Context, a Actor, id models.TaskID, item string) (matter, error) {
	m, err := c.completing(ctx, a, id, 0)
	if err != nil {
		return matter{}, err
	}
	for _, n := range m.handsIn() {
		if n.item == item {
			return m, nil
		}
	}
	return matter{}, models.Problemf(models.KindInvalid, "item-unknown", "the task takes no %q", item)
}

func (c *Casework) refer(ctx context.Context, a Actor, m matter, ref models.Reference) (Paper, error) {
	if ref.ID == "" {
		ref.ID = models.NewID()
	}
	ref.Case, ref.Agency, ref.Task, ref.AddedAt, ref.AddedBy = m.task.Case, m.task.Agency, m.task.ID, now(), a.Person
	if err := c.Store.AddReference(ctx, ref); err != nil {
		return Paper{}, err
	}
	return c.paper(ctx, a, m.release, m.row.Person, ref)
}

// Paper reads a document under the grant of an open task. The read is on record
// before the first byte leaves. Whoever hands a document in may look at it too.
func (c *Casework) Paper(ctx context.Context, a Actor, task models.TaskID, paper string) (_ Content, err error) {
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
		return c.content(ctx, a, m.row.Person, ref)
	}
	if m.applicants() {
		return c.ownPaper(ctx, a, m.task.Case, paper)
	}
	return c.readPaper(ctx, a, m.release, m.row.Person, ref, func(tx *store.Store) ([]models.Grant, error) {
		return tx.GrantsOfTask(ctx, m.task.Agency, m.task.ID, now())
	}, func(g models.Grant) error {
		return c.may(a, policy.ReadDocument, policy.Item(m.task, m.row.Person, &g, m.declared(ref.Item), now()))
	})
}

// readPaper finds the grant, asks policy, writes the read down and opens the
// document. A paper that no grant lends is not there for the reader.
func (c *Casework) readPaper(ctx context.Context, a Actor, r *release.Release, owner models.PersonID, ref models.Reference,
	grants func(*store.Store) ([]models.Grant, error), permit func(models.Grant) error) (Content, error) {
	err := c.Store.Tx(ctx, func(tx *store.Store) error {
		open, err := grants(tx)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(open, func(g models.Grant) bool { return g.Item == ref.Item })
		if i < 0 {
			return models.Problemf(models.KindNotFound, "not-found", "no grant lends this paper")
		}
		if err := permit(open[i]); err != nil {
			return err
		}
		return audit.Append(tx.DB, access(a, r, open[i], ref.Document))
	})
	if err != nil {
		return Content{}, err
	}
	return c.content(ctx, a, owner, ref)
}

// OwnPaper lets applicants read every paper of their own case.
func (c *Casework) OwnPaper(ctx context.Context, a Actor, id models.CaseID, paper string) (_ Content, err error) {
	ctx = acting(ctx, a)
	defer c.noteRefusal(ctx, a, refusal{action: policy.ReadDocument, kase: id}, &err)
	return c.ownPaper(ctx, a, id, paper)
}

func (c *Casework) ownPaper(ctx context.Context, a Actor, id models.CaseID, paper string) (Content, error) {
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
	return c.content(ctx, a, row.Person, ref)
}

// reference is a paper of a case; one of another case is not there.
func (c *Casework) reference(ctx context.Context, id models.CaseID, paper string) (models.Reference, error) {
	ref, err := c.Store.Reference(ctx, paper)
	if err == nil && ref.Case != id {
		return models.Reference{}, models.Problemf(models.KindNotFound, "not-found", "the case has no such paper")
	}
	return ref, err
}

// references are the current papers of a case by item.
func (c *Casework) references(ctx context.Context, id models.CaseID) (map[string]models.Reference, error) {
	rows, err := c.Store.References(ctx, id)
	byItem := map[string]models.Reference{}
	for _, row := range rows {
		byItem[row.Item] = row
	}
	return byItem, err
}

// content is a document for its reader: whose it is, and who brought it, get it as it
// came in, everyone else the safe copy.
func (c *Casework) content(ctx context.Context, a Actor, owner models.PersonID, ref models.Reference) (Content, error) {
	if ref.Unobtainable() {
		return Content{}, models.Problemf(models.KindNotFound, "not-found", "there is no document: the paper cannot be had")
	}
	document, err := c.Store.Document(ctx, *ref.Document)
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

// paper is a Reference in its reader's words.
func (c *Casework) paper(ctx context.Context, a Actor, r *release.Release, owner models.PersonID, ref models.Reference) (Paper, error) {
	view := Paper{ID: ref.ID, Item: ref.Item, ItemName: r.Text(a.Locale, "item."+ref.Item+".name"), Unobtainable: ref.Unobtainable(), AddedAt: ref.AddedAt}
	if ref.Agency != "" {
		agency, err := c.Store.Agency(ctx, ref.Agency)
		if err != nil {
			return Paper{}, err
		}
		view.From = agency.Name.In(a.Locale)
	}
	if ref.Unobtainable() {
		box, err := c.Keys.Person(ctx, owner)
		if err != nil {
			return Paper{}, err
		}
		reason, err := box.Open(ref.SealedReason, reasonBinding(ref.ID))
		view.Reason = string(reason)
		return view, err
	}
	document, err := c.Store.Document(ctx, *ref.Document)
	if err != nil {
		return Paper{}, err
	}
	view.MediaType, view.Size = shown(a, owner, document)
	view.FileName, err = c.Vault.Name(ctx, document)
	return view, err
}

func reasonBinding(reference string) []byte { return []byte("reason\x00" + reference) }

func original(a Actor, owner models.PersonID, d models.Document) bool {
	return a.Person == owner || a.Person == d.AddedBy || d.CopyObject == ""
}

// shown is the kind and size of what a reader gets of a document.
func shown(a Actor, owner models.PersonID, d models.Document) (mediaType string, size int64) {
	if original(a, owner, d) {
		return d.MediaType, d.Size
	}
	return d.CopyType, d.CopySize
}
