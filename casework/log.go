package casework

import (
	"context"
	"errors"
	"time"

	"golang.org/x/mod/sumdb/note"

	"handinhand/audit"
	"handinhand/models"
	"handinhand/policy"
	"handinhand/process/release"
	"handinhand/store"
)

const (
	// refusalKept is how long a refused attempt stays in the access log: it names
	// no item, so no release has a law for it. Long enough for a yearly review.
	refusalKept = 366 * 24 * time.Hour
	// refusalsWritten bounds how many refused reads of a person are written one by one
	// in an hour. Whoever tries out addresses must not fill the log; all are counted.
	refusalsWritten = 100
	// sequenceAtOnce and expireAtOnce bound one transaction.
	sequenceAtOnce = 2048
	expireAtOnce   = 1000
)

// asLog is for whom statements about the access log itself work.
var asLog = store.Identity{Parts: []store.Part{store.PartLog}}

// access is one read under a grant. It is kept as long as the release's law has the
// item kept, and longer while the case runs.
func access(a Actor, r *release.Release, g models.Grant, document *models.DocumentID) models.Access {
	at := now()
	return models.Access{
		ID: models.NewID(), Outcome: models.AccessRead, Action: string(policy.ReadDocument),
		Grant: g.ID, Case: g.Case, Person: g.Person, Agency: g.Agency, By: a.Person, Item: g.Item, Document: document,
		Purpose: g.Purpose, LegalBasis: g.LegalBasis, Statute: g.Statute, At: at, KeepUntil: keepUntil(r, g.Item, at),
	}
}

// entryOn is what somebody did about an item without reading it, by the law that the
// release names for the item.
func entryOn(a Actor, r *release.Release, item string, outcome models.AccessOutcome, action policy.Action, at time.Time) models.Access {
	declared, _ := r.Item(item)
	return models.Access{
		Outcome: outcome, Action: string(action), By: a.Person, Item: item,
		Purpose: r.PurposeOf(item), LegalBasis: declared.LegalBasis, Statute: declared.Statute, At: at, KeepUntil: keepUntil(r, item, at),
	}
}

// keepUntil is how long at least the law that the release names has what is known
// of an item kept, the entries of who read it among that.
func keepUntil(r *release.Release, item string, from time.Time) time.Time {
	if declared, ok := r.Item(item); ok {
		if span, ok := declared.Kept(); ok {
			return span.After(from).UTC()
		}
	}
	return from.Add(refusalKept)
}

// refusal is what was wanted and not given, for the access log.
type refusal struct {
	action policy.Action
	task   models.TaskID // one of these, as it was asked for
	kase   models.CaseID
	item   string
}

// noteRefusal writes down that a read was refused. It is deferred by whatever reads
// a person's data, with the error that the caller gets; one that cannot be written
// down is told instead, because then nothing may be answered at all.
func (c *Casework) noteRefusal(ctx context.Context, a Actor, r refusal, err *error) {
	kind := models.KindOf(*err)
	if *err == nil || (kind != models.KindNotFound && kind != models.KindForbidden && kind != models.KindClosed) {
		return
	}
	// The caller may have gone; the entry is written all the same.
	ctx = store.As(context.WithoutCancel(ctx), asLog)
	entry := models.Access{
		Outcome: models.AccessRefused, Action: string(r.action), Refusal: kind, By: a.Person, Agency: a.Agency.ID, Item: r.item,
		At: now(), KeepUntil: now().Add(refusalKept),
	}
	id := r.kase
	if r.task != "" {
		id, _, _ = r.task.Parse() // "" when malformed
	}
	row, found := c.Store.Case(ctx, id)
	switch {
	case found == nil:
		entry.Case, entry.Person = row.ID, row.Person
	case models.KindOf(found) != models.KindNotFound:
		*err = found
		return
	default:
		entry.Target = target(id)
	}
	failed := c.Store.Tx(ctx, func(tx *store.Store) error {
		asked, err := tx.CountRefusal(ctx, a.Person, entry.At)
		if err != nil || asked > refusalsWritten {
			return err
		}
		return audit.Append(tx.DB, entry)
	})
	if failed != nil {
		*err = errors.Join(failed, *err)
	}
}

// tellRefusals enters, for each person and hour that is over, how many refusals were
// not written one by one.
func (c *Casework) tellRefusals(ctx context.Context, at time.Time) error {
	ctx = store.As(ctx, asLog)
	return c.Store.Tx(ctx, func(tx *store.Store) error {
		counts, err := tx.TakeRefusals(ctx, at, expireAtOnce)
		if err != nil {
			return err
		}
		var entries []models.Access
		for _, n := range counts {
			if n.Asked > refusalsWritten {
				entries = append(entries, models.Access{
					Outcome: models.AccessRefused, Action: "many", Refusal: "many", By: n.By, Further: n.Asked - refusalsWritten,
					At: at, KeepUntil: at.Add(refusalKept),
				})
			}
		}
		return audit.Append(tx.DB, entries...)
	})
}

// target is an id as the log keeps it.
func target(id models.CaseID) string {
	if models.ValidID(string(id)) {
		return string(id)
	}
	return "malformed"
}

// logSecret labels what the signing key of checkpoints is derived from.
const logSecret = "access log checkpoints"

func (c *Casework) logSigner(ctx context.Context) (note.Signer, string, error) {
	box, err := c.Keys.Platform(ctx)
	if err != nil {
		return nil, "", err
	}
	return audit.Signer(box.Derive(logSecret))
}

// Sequence gives the entries of the access log their places in its tree, until none
// waits. Any number of processes may call it.
func (c *Casework) Sequence(ctx context.Context) error {
	ctx = store.As(ctx, asLog)
	signer, _, err := c.logSigner(ctx)
	if err != nil {
		return err
	}
	for {
		n := 0
		err := c.Store.Tx(ctx, func(tx *store.Store) (err error) {
			n, err = audit.Sequence(tx.DB, signer, sequenceAtOnce, now())
			return err
		})
		if err != nil || n < sequenceAtOnce {
			return err
		}
	}
}

// expireLog lets the entries go whose time by law is over, all of them.
func (c *Casework) expireLog(ctx context.Context) error {
	ctx = store.As(ctx, asLog)
	for {
		gone := int64(0)
		err := c.Store.Tx(ctx, func(tx *store.Store) (err error) {
			gone, err = audit.Expire(tx.DB, now(), expireAtOnce)
			return err
		})
		if err != nil || gone < expireAtOnce {
			return err
		}
	}
}

// VerifyLog checks the whole access log against its checkpoints, and those that
// somebody kept. It is for the command line, where the city's IT acts.
func (c *Casework) VerifyLog(ctx context.Context, kept []string) (report audit.Report, err error) {
	_, key, err := c.logSigner(ctx)
	if err != nil {
		return report, err
	}
	err = c.Store.Snapshot(store.As(ctx, asLog), func(tx *store.Store) (err error) {
		report, err = audit.Verify(tx.DB, key, kept, now())
		return err
	})
	return report, err
}

// Checkpoint is the newest signed state of the access log. Agencies fetch and keep
// it: with it they can later prove that nothing before it was changed.
func (c *Casework) Checkpoint(ctx context.Context, a Actor) (Checkpoint, error) {
	ctx = acting(ctx, a)
	if err := c.may(a, policy.ViewLog, policy.Platform()); err != nil {
		return Checkpoint{}, err
	}
	return c.newestCheckpoint(ctx)
}

func (c *Casework) newestCheckpoint(ctx context.Context) (view Checkpoint, err error) {
	_, key, err := c.logSigner(ctx)
	if err != nil {
		return view, err
	}
	err = c.Store.Tx(ctx, func(tx *store.Store) error {
		newest, err := audit.Latest(tx.DB)
		view = Checkpoint{Size: newest.Size, Root: newest.Root, SignedAt: newest.SignedAt, Note: newest.Note, Key: key}
		return err
	})
	return view, err
}

// SignedCheckpoint is Checkpoint for the command line.
func (c *Casework) SignedCheckpoint(ctx context.Context) (Checkpoint, error) {
	return c.newestCheckpoint(ctx)
}

// LogExtension proves that the log of from entries is the beginning of that of to
// entries (0: the newest checkpoint's).
func (c *Casework) LogExtension(ctx context.Context, a Actor, from, to int64) (proof audit.Consistency, err error) {
	ctx = acting(ctx, a)
	if err := c.may(a, policy.ViewLog, policy.Platform()); err != nil {
		return proof, err
	}
	err = c.Store.Tx(ctx, func(tx *store.Store) (err error) {
		proof, err = audit.Extend(tx.DB, from, to)
		return err
	})
	return proof, err
}

// LogInclusion proves that an entry stands in the log of size entries (0: the newest
// checkpoint's). The proof tells nothing of the entry, so whoever knows the id of an
// entry may have it: the applicant from the list of who saw their data.
func (c *Casework) LogInclusion(ctx context.Context, a Actor, entry string, size int64) (proof audit.Inclusion, err error) {
	ctx = acting(ctx, a)
	if err := c.may(a, policy.ProveEntry, policy.Platform()); err != nil {
		return proof, err
	}
	err = c.Store.Tx(ctx, func(tx *store.Store) (err error) {
		proof, err = audit.Include(tx.DB, entry, size)
		return err
	})
	return proof, err
}
