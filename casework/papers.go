package casework

import (
	"context"
	"strings"
	"unicode/utf8"

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
	var entries []models.Access
	if ref.Agency != "" {
		entry := entryOn(a, m.release, ref.Item, models.AccessBrought, policy.UploadDocument, ref.AddedAt)
		entry.Case, entry.Person, entry.Agency, entry.Document = m.row.ID, m.row.Person, ref.Agency, ref.Document
		entries = append(entries, entry)
	}
	if err := c.Store.AddReference(ctx, ref, entries...); err != nil {
		return Paper{}, err
	}
	return c.paper(ctx, a, m.release, m.row.Person, ref)
}

// reference is a paper of a case; one of another case is not there.
func (c *Casework) reference(ctx context.Context, id models.CaseID, paper string) (models.Reference, error) {
	ref, err := c.Store.Reference(ctx, paper)
	if err == nil && ref.Case == id && ref.ExpiredAt != nil {
		return models.Reference{}, expired()
	}
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

// paper is a Reference in its reader's words.
func (c *Casework) paper(ctx context.Context, a Actor, r *release.Release, owner models.PersonID, ref models.Reference) (Paper, error) {
	view := Paper{ID: ref.ID, Item: ref.Item, ItemName: r.Text(a.Locale, "item."+ref.Item+".name"), Unobtainable: ref.Unobtainable(), FactOnly: ref.FactOnly(), AddedAt: ref.AddedAt}
	if ref.Agency != "" {
		agency, err := c.Store.Agency(ctx, ref.Agency)
		if err != nil {
			return Paper{}, err
		}
		view.From = agency.Name.In(a.Locale)
	}
	var err error
	if view.Version, view.Earlier, err = c.versions(ctx, a, owner, ref); err != nil {
		return Paper{}, err
	}
	if view.Attested, err = c.attested(ctx, a, owner, ref); err != nil || view.FactOnly {
		return view, err
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
	view.Pages = document.Pages
	view.FileName, err = c.Vault.Name(ctx, document)
	return view, err
}

// versions tell which version of its paper a reference is. Everybody who may see the
// paper learns the number, so that nobody takes a new one for what they have read
// already; the earlier ones are for whose paper it is.
func (c *Casework) versions(ctx context.Context, a Actor, owner models.PersonID, ref models.Reference) (int, []PaperVersion, error) {
	rows, err := c.Store.Replaced(store.As(ctx, asWorker), ref)
	if err != nil {
		return 0, nil, err
	}
	var earlier []PaperVersion
	for _, r := range rows {
		if a.Person == owner {
			earlier = append(earlier, PaperVersion{ID: r.ID, AddedAt: r.AddedAt, ReplacedAt: *r.ReplacedAt, Unobtainable: r.Document == nil})
		}
	}
	return 1 + len(rows), earlier, nil
}

func reasonBinding(reference string) []byte { return []byte("reason\x00" + reference) }
