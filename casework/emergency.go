package casework

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"handinhand/audit"
	"handinhand/models"
	"handinhand/policy"
	"handinhand/store"
)

// emergencyLife is how long glass stays broken.
const emergencyLife = time.Hour

// Emergency lets an agency read one paper of a case without a task.
type Emergency struct {
	ID        models.GrantID `json:"id"`
	Paper     string         `json:"paper"` // id; read it at /emergencies/{id}/paper
	ExpiresAt time.Time      `json:"expiresAt"`
}

// BreakGlass lends an item of a case to the clerk's agency at once, for an hour,
// because of a reason that the applicant is told. The agency must take part in the
// case, and its zone must be one that may ever see the item.
func (c *Casework) BreakGlass(ctx context.Context, a Actor, id models.CaseID, item, reason string) (_ Emergency, err error) {
	ctx = acting(ctx, a)
	defer c.noteRefusal(ctx, a, refusal{action: policy.BreakGlass, kase: id, item: item}, &err)
	row, err := c.Store.Case(ctx, id)
	if err != nil {
		return Emergency{}, err
	}
	r, err := c.release(ctx, row.Release)
	if err != nil {
		return Emergency{}, err
	}
	bindings, err := c.Store.Bindings(ctx, id)
	if err != nil {
		return Emergency{}, err
	}
	var bound models.AgencyID
	if slices.ContainsFunc(bindings, func(b models.Binding) bool { return b.Agency == a.Agency.ID }) {
		bound = a.Agency.ID
	}
	if err := c.may(a, policy.BreakGlass, policy.Emergency(row.Person, bound, declared(r, item, nil, nil))); err != nil {
		return Emergency{}, err
	}
	ref, err := c.references(ctx, id)
	if err != nil {
		return Emergency{}, err
	}
	paper, there := ref[item]
	if !there || paper.Document == nil {
		return Emergency{}, models.Problemf(models.KindNotFound, "not-found", "the case has no such paper")
	}
	reason = strings.TrimSpace(reason)
	if n := utf8.RuneCountInString(reason); n < 10 || n > maxReason {
		return Emergency{}, models.Problemf(models.KindInvalid, "emergency.reason", "say in 10 to %d characters why it cannot wait", maxReason)
	}
	at := now()
	until := at.Add(emergencyLife)
	grant := models.Grant{ID: models.GrantID(models.NewID()), Case: id, Person: row.Person, Agency: a.Agency.ID, Item: item, Key: -at.UnixMicro(),
		Purpose: emergencyPurpose, LegalBasis: "eu-gdpr:A6-1-d", OpenedAt: at, ExpiresAt: &until}
	entry := access(a, r, grant, paper.Document)
	entry.Outcome, entry.Action = models.AccessEmergency, string(policy.BreakGlass)
	box, err := c.Keys.Person(ctx, row.Person)
	if err != nil {
		return Emergency{}, err
	}
	if entry.SealedReason, err = box.Seal([]byte(reason), emergencyBinding(entry.ID)); err != nil {
		return Emergency{}, err
	}
	return Emergency{grant.ID, paper.ID, until}, c.openEmergency(ctx, a, grant, entry)
}

// openEmergency lends, writes down and tells the applicant, or does none of it.
func (c *Casework) openEmergency(ctx context.Context, a Actor, grant models.Grant, entry models.Access) error {
	// A notice to somebody else is the platform's to write.
	ctx = store.As(ctx, store.Identity{Person: a.Person, Agency: a.Agency.ID, Parts: []store.Part{store.PartWorker}})
	return c.Store.Tx(ctx, func(tx *store.Store) error {
		if err := tx.OpenEmergency(ctx, grant); err != nil {
			return err
		}
		if err := audit.Append(tx.DB.WithContext(ctx), entry); err != nil {
			return err
		}
		notice := models.Notice{ID: string(grant.ID), Case: grant.Case, Text: emergencyPurpose, At: grant.OpenedAt}
		return tx.AddNotice(ctx, notice, models.RoleApplicant)
	})
}

// EmergencyItems are the case of a number, and the papers that the clerk's agency
// could ask for in an emergency: those that its zone may ever see. They come from the
// release alone, so they tell nothing of the person.
func (c *Casework) EmergencyItems(ctx context.Context, a Actor, number string) (_ models.CaseID, _ []Option, err error) {
	ctx = acting(ctx, a)
	proper, err := models.ParseCaseNumber(number)
	if err != nil {
		return "", nil, models.Problemf(models.KindNotFound, "not-found", "there is no such case")
	}
	row, err := c.Store.CaseByNumber(ctx, proper)
	if err != nil {
		return "", nil, err
	}
	defer c.noteRefusal(ctx, a, refusal{action: policy.BreakGlass, kase: row.ID}, &err)
	r, err := c.release(ctx, row.Release)
	if err != nil {
		return "", nil, err
	}
	items := []Option{}
	for _, item := range sortedKeys(r.Data.Items) {
		known := r.Data.Items[item]
		// The wall shows a clerk no case in which their agency takes no part.
		if known.Kind() == "document" && c.may(a, policy.BreakGlass, policy.Emergency(row.Person, a.Agency.ID, declared(r, item, nil, nil))) == nil {
			items = append(items, Option{Value: item, Label: r.Text(a.Locale, "item."+item+".name")})
		}
	}
	if len(items) == 0 {
		return "", nil, models.Problemf(models.KindNotFound, "not-found", "there is no such case")
	}
	return row.ID, items, nil
}

// emergencyPurpose is also the key of the notice that tells the applicant.
const emergencyPurpose = "emergency"

// EmergencyPaper reads the paper that an emergency lends. Each read is an Access.
func (c *Casework) EmergencyPaper(ctx context.Context, a Actor, id models.GrantID) (_ Content, err error) {
	ctx = acting(ctx, a)
	about := refusal{action: policy.BreakGlass, kase: models.CaseID(id)} // as it was asked for, as long as no case is known
	defer func() { c.noteRefusal(ctx, a, about, &err) }()
	grant, err := c.Store.Grant(ctx, id)
	if err != nil {
		return Content{}, err
	}
	about.kase, about.item = grant.Case, grant.Item
	row, err := c.Store.Case(ctx, grant.Case)
	if err != nil {
		return Content{}, err
	}
	r, err := c.release(ctx, row.Release)
	if err != nil {
		return Content{}, err
	}
	refs, err := c.references(ctx, grant.Case)
	if err != nil {
		return Content{}, err
	}
	open := grant.Purpose == emergencyPurpose && grant.ClosedAt == nil && grant.ExpiresAt != nil && now().Before(*grant.ExpiresAt)
	ref, there := refs[grant.Item]
	if !open || !there {
		return Content{}, models.Problemf(models.KindNotFound, "not-found", "the emergency is over")
	}
	return c.readPaper(ctx, a, r, row.Person, ref, func(*store.Store) ([]models.Grant, error) { return []models.Grant{grant}, nil }, func(g models.Grant) error {
		return c.may(a, policy.BreakGlass, policy.Emergency(row.Person, g.Agency, declared(r, g.Item, nil, nil)))
	})
}

// emergencyReason is what the applicant is told of why their paper was read.
func (c *Casework) emergencyReason(ctx context.Context, entry models.Access) (string, error) {
	box, err := c.Keys.Person(ctx, entry.Person)
	if err != nil {
		return "", err
	}
	plain, err := box.Open(entry.SealedReason, emergencyBinding(entry.ID))
	return string(plain), err
}

func emergencyBinding(entry string) []byte { return []byte("emergency\x00" + entry) }

// LogEntry is a line of the access log as an auditor sees it: who, when, why, and
// never what was read.
type LogEntry struct {
	ID         string               `json:"id"`
	At         time.Time            `json:"at"`
	Outcome    models.AccessOutcome `json:"outcome"`
	Action     string               `json:"action"`
	Refusal    models.Kind          `json:"refusal,omitempty"`
	Target     string               `json:"target,omitempty"`
	Case       models.CaseID        `json:"case,omitempty"`
	Reader     models.PersonID      `json:"reader"`
	Agency     models.AgencyID      `json:"agency,omitempty"`
	Helper     bool                 `json:"helper,omitempty"`
	Item       string               `json:"item,omitempty"`
	Purpose    string               `json:"purpose,omitempty"`
	LegalBasis string               `json:"legalBasis,omitempty"`
	Statute    string               `json:"statute,omitempty"`
	KeepUntil  time.Time            `json:"keepUntil"`
	Further    int64                `json:"further,omitempty"` // refusals of the hour that are counted here, not written one by one
}

// LogQuery filters the access log.
type LogQuery struct {
	Page
	Outcome string
	Agency  models.AgencyID
	Case    models.CaseID
}

// LogEntries are the entries of the access log, newest first, for an auditor.
func (c *Casework) LogEntries(ctx context.Context, a Actor, q LogQuery) (List[LogEntry], error) {
	ctx = acting(ctx, a)
	if err := c.may(a, policy.ViewEntries, policy.Platform()); err != nil {
		return List[LogEntry]{}, err
	}
	rows, err := c.Store.LogEntries(ctx, store.LogQuery{Page: store.Page(q.Page), Outcome: models.AccessOutcome(q.Outcome), Agency: q.Agency, Case: q.Case})
	out := List[LogEntry]{Items: []LogEntry{}, Next: rows.Next}
	for _, e := range rows.Items {
		out.Items = append(out.Items, LogEntry{ID: e.ID, At: e.At, Outcome: e.Outcome, Action: e.Action, Refusal: e.Refusal, Target: e.Target,
			Case: e.Case, Reader: e.By, Agency: e.Agency, Helper: e.Mandate != "", Item: e.Item, Purpose: e.Purpose, LegalBasis: e.LegalBasis,
			Statute: e.Statute, KeepUntil: e.KeepUntil, Further: e.Further})
	}
	return out, err
}
