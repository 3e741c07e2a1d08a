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

// ConcernLine is something about data that an agency has to answer, or has answered.
type ConcernLine struct {
	ID         models.ConcernID   `json:"id"`
	Kind       models.ConcernKind `json:"kind"`
	Number     string             `json:"number"` // of the case
	CaseType   string             `json:"caseType"`
	Agency     string             `json:"agency"`
	ItemName   string             `json:"itemName,omitempty"`
	Step       string             `json:"step,omitempty"` // that relied on what was withdrawn
	Text       string             `json:"text"`
	OpenedAt   time.Time          `json:"openedAt"`
	DueAt      time.Time          `json:"dueAt"` // by when it must be answered
	Lapsed     bool               `json:"lapsed,omitempty"`
	Officer    bool               `json:"officer,omitempty"` // it is for the data-protection officer
	AnsweredAt *time.Time         `json:"answeredAt,omitempty"`
	Answer     string             `json:"answer,omitempty"`
	Fulfilled  *bool              `json:"fulfilled,omitempty"` // of what asks for something: done, or refused
	Right      []RightValue       `json:"right,omitempty"`     // of a correction
	AppliedAt  *time.Time         `json:"appliedAt,omitempty"` // since then the case has what is right
	Reminders  []ReminderLine     `json:"reminders,omitempty"` // by the data-protection officer, oldest first
}

// Said is the answer to what was asked for: yes, no, or "" where none was given.
func (l ConcernLine) Said() string {
	switch {
	case l.Fulfilled == nil:
		return ""
	case *l.Fulfilled:
		return "yes"
	}
	return "no"
}

// Concern is what an applicant raises about the data of a case. Agency "" is every
// agency that takes part.
type Concern struct {
	Case   models.CaseID
	Kind   models.ConcernKind
	Agency models.AgencyID
	Item   string // of a rectification: it is for everyone who got it
	Text   string
	Right  map[string]any // of a rectification: what is right, by field of the item

	Officer bool // a problem with Agency that the data-protection officer is to look at
}

// RaiseConcern puts a concern into the inboxes of the agencies that it is for.
func (c *Casework) RaiseConcern(ctx context.Context, a Actor, in Concern) ([]ConcernLine, error) {
	ctx = acting(ctx, a)
	row, err := c.Store.Case(ctx, in.Case)
	if err != nil {
		return nil, err
	}
	if err := c.may(a, policy.RaiseConcern, policy.Case(row)); err != nil {
		return nil, err
	}
	if in.Kind == models.ConcernErasure {
		view, err := c.EraseOwn(ctx, a, in.Case, in.Text)
		return view.Asked, err
	}
	if in.Right, err = c.checkRight(ctx, row, in); err != nil {
		return nil, err
	}
	if in.Text, err = concernText(in, in.Text); err != nil {
		return nil, err
	}
	return c.raise(ctx, a, row, in)
}

// concernText is what was typed, when it can be sent.
func concernText(in Concern, typed string) (string, error) {
	text := strings.TrimSpace(typed)
	if n := utf8.RuneCountInString(text); n > maxReason || n == 0 && in.Kind != models.ConcernErasure && len(in.Right) == 0 {
		return "", models.Problemf(models.KindInvalid, "concern.text", "say in 1 to %d characters what is wrong", maxReason)
	}
	return text, nil
}

func (c *Casework) raise(ctx context.Context, a Actor, row models.Case, in Concern) ([]ConcernLine, error) {
	sent, err := c.addressees(ctx, in, row)
	if err != nil {
		return nil, err
	}
	box, err := c.Keys.Person(ctx, row.Person)
	if err != nil {
		return nil, err
	}
	var rows []models.Concern
	var entries []models.Access
	at := now()
	for _, to := range sent {
		concern := models.Concern{ID: models.ConcernID(models.NewID()), Kind: in.Kind, Case: to.kase, Person: row.Person, Agency: to.agency, Item: to.item,
			OpenedAt: at, DueAt: models.AnswerDue(at), Officer: in.Officer}
		if concern.Sealed, err = box.Seal([]byte(in.Text), concernBinding(concern.ID)); err != nil {
			return nil, err
		}
		// Another case has a process of its own, which knows nothing of these fields.
		if len(in.Right) > 0 && to.kase == row.ID {
			if concern.SealedValues, err = sealRight(box, concern.ID, in.Right); err != nil {
				return nil, err
			}
		}
		rows, entries = append(rows, concern), append(entries, concernEntry(a, concern, models.AccessAsked, policy.RaiseConcern, at))
	}
	err = c.Store.Tx(ctx, func(tx *store.Store) error {
		if err := tx.AddConcerns(ctx, rows); err != nil {
			return err
		}
		return audit.Append(tx.DB, entries...)
	})
	if err != nil {
		return nil, err
	}
	return c.concernLines(ctx, a, rows)
}

// rights are the articles of the GDPR that a concern is about.
var rights = map[models.ConcernKind]string{
	models.ConcernProblem: "GDPR Art. 12(2)", models.ConcernErasure: "GDPR Art. 17", models.ConcernRectification: "GDPR Art. 16, 19", models.ConcernWithdrawn: "GDPR Art. 5(1)(d)",
}

// concernEntry writes down that a concern was raised, which tells its agency something,
// or answered. What is for the data-protection officer names no agency.
func concernEntry(a Actor, row models.Concern, outcome models.AccessOutcome, action policy.Action, at time.Time) models.Access {
	entry := models.Access{Outcome: outcome, Action: string(action), Case: row.Case, Person: row.Person, Agency: row.Agency, By: a.Person, Item: row.Item,
		Purpose: dataProtection, LegalBasis: "eu-gdpr:A6-1-c", Statute: rights[row.Kind], At: at, KeepUntil: at.Add(refusalKept)}
	if row.Officer {
		entry.Agency = ""
	}
	return entry
}

// dataProtection is what concerns are for.
const dataProtection = "data-protection"

// addressee is an agency that a concern goes to, and the case in which it has to do
// with it.
type addressee struct {
	kase   models.CaseID
	agency models.AgencyID
	item   string // as that case calls it
}

// addressees are the agencies that a concern goes to, by its kind.
func (c *Casework) addressees(ctx context.Context, in Concern, row models.Case) ([]addressee, error) {
	switch in.Kind {
	case models.ConcernProblem, models.ConcernErasure:
		if in.Item != "" || in.Officer && in.Agency == "" {
			break
		}
		return c.concerned(ctx, in)
	case models.ConcernRectification:
		return c.recipients(ctx, in.Item, row)
	}
	return nil, models.Problemf(models.KindInvalid, "concern.kind", "a concern is about a problem, about erasure, or about an item that is wrong")
}

// grantsSought bounds how many grants of a case are looked through.
const grantsSought = 10_000

// recipients are the agencies that have a wrong value: in its case, and in every other
// one of the person that took over the same paper, or what was attested of it.
func (c *Casework) recipients(ctx context.Context, item string, row models.Case) ([]addressee, error) {
	to, err := c.holders(ctx, item, row)
	if err != nil {
		return nil, err
	}
	taken, err := c.Store.TakenOver(ctx, row.ID, item)
	if err != nil {
		return nil, err
	}
	for _, ref := range taken {
		other, err := c.Store.Case(ctx, ref.Case)
		if err != nil {
			return nil, err
		}
		more, err := c.holders(ctx, ref.Item, other)
		if err != nil {
			return nil, err
		}
		to = append(to, more...)
	}
	if len(to) == 0 {
		return nil, models.Problemf(models.KindInvalid, "concern.nobody", "no agency has this yet: nobody need be told")
	}
	return to, nil
}

// holders are the agencies that were ever lent or sent an item of a case, and the one
// that it comes from.
func (c *Casework) holders(ctx context.Context, item string, row models.Case) ([]addressee, error) {
	r, err := c.release(ctx, row.Release)
	if err != nil {
		return nil, err
	}
	declared, known := r.Item(item)
	if !known {
		return nil, models.Problemf(models.KindInvalid, "concern.item", "say which of your data is wrong")
	}
	grants, err := c.Store.GrantsOfCase(ctx, row.ID, grantsSought)
	if err != nil {
		return nil, err
	}
	bindings, err := c.Store.Bindings(ctx, row.ID)
	if err != nil {
		return nil, err
	}
	var to []addressee
	add := func(agency models.AgencyID, has bool) {
		if one := (addressee{row.ID, agency, item}); has && !slices.Contains(to, one) {
			to = append(to, one)
		}
	}
	for _, g := range grants {
		add(g.Agency, g.Item == item)
	}
	for _, b := range bindings {
		add(b.Agency, string(b.Role) == declared.Source)
	}
	slices.SortFunc(to, func(x, y addressee) int { return strings.Compare(string(x.agency), string(y.agency)) })
	return to, nil
}

// concerned are the agencies that a concern is for: those of its case, or the one of
// them that it names.
func (c *Casework) concerned(ctx context.Context, in Concern) ([]addressee, error) {
	bindings, err := c.Store.Bindings(ctx, in.Case)
	if err != nil {
		return nil, err
	}
	var to []addressee
	for _, b := range bindings {
		if one := (addressee{kase: in.Case, agency: b.Agency}); (in.Agency == "" || in.Agency == b.Agency) && !slices.Contains(to, one) {
			to = append(to, one)
		}
	}
	if len(to) == 0 {
		return nil, models.Problemf(models.KindInvalid, "concern.agency", "this agency takes no part in the case")
	}
	return to, nil
}

// concernsShown bounds the list of somebody's own concerns.
const concernsShown = 50

// OwnConcerns are what the actor has raised, newest first, with the answers.
func (c *Casework) OwnConcerns(ctx context.Context, a Actor) ([]ConcernLine, error) {
	ctx = acting(ctx, a)
	if err := c.may(a, policy.StartCase, policy.Platform()); err != nil {
		return nil, err
	}
	rows, err := c.Store.ConcernsOfPerson(ctx, a.Person, concernsShown)
	if err != nil {
		return nil, err
	}
	return c.concernLines(ctx, a, rows)
}

// Concerns are what the clerk's agency has to answer, oldest first.
func (c *Casework) Concerns(ctx context.Context, a Actor, p Page) (List[ConcernLine], error) {
	ctx = acting(ctx, a)
	if err := c.may(a, policy.ViewInbox, policy.Inbox(a.Agency.ID)); err != nil {
		return List[ConcernLine]{}, err
	}
	rows, err := c.Store.ConcernsOfAgency(ctx, a.Agency.ID, store.Page(p))
	if err != nil {
		return List[ConcernLine]{}, err
	}
	lines, err := c.concernLines(ctx, a, rows.Items)
	return List[ConcernLine]{Items: lines, Next: rows.Next}, err
}

// ConcernAnswer closes a concern. Fulfilled says of one that asks for something whether
// it was done; one that asks for nothing takes none.
type ConcernAnswer struct {
	Text      string
	Fulfilled *bool
}

// AnswerConcern closes a concern with an answer that the applicant reads. When all have
// said yes to an erasure, it is carried out.
func (c *Casework) AnswerConcern(ctx context.Context, a Actor, id models.ConcernID, answer ConcernAnswer) error {
	ctx = acting(ctx, a)
	row, err := c.Store.Concern(ctx, id)
	if err != nil {
		return err
	}
	if err := c.may(a, policy.AnswerConcern, policy.Concern(row)); err != nil {
		return err
	}
	text := strings.TrimSpace(answer.Text)
	if n := utf8.RuneCountInString(text); n == 0 || n > maxReason {
		return models.Problemf(models.KindInvalid, "concern.answer", "answer in 1 to %d characters", maxReason)
	}
	if row.Kind.Asks() != (answer.Fulfilled != nil) {
		return models.Problemf(models.KindInvalid, "concern.fulfilled", "say whether you have done what was asked for, where something was")
	}
	box, err := c.Keys.Person(ctx, row.Person)
	if err != nil {
		return err
	}
	at := now()
	row.ClosedAt, row.ClosedBy, row.Fulfilled = &at, a.Person, answer.Fulfilled
	if row.SealedAnswer, err = box.Seal([]byte(text), answeredBinding(id)); err != nil {
		return err
	}
	ctx = store.As(ctx, asWorker)
	if err := c.putRight(ctx, a, &row); err != nil {
		return err
	}
	err = c.Store.Tx(ctx, func(tx *store.Store) error {
		if err := tx.AnswerConcern(ctx, row); err != nil {
			return err
		}
		if err := audit.Append(tx.DB, concernEntry(a, row, models.AccessAnswered, policy.AnswerConcern, at)); err != nil {
			return err
		}
		notice := models.Notice{ID: "concern/" + string(id), Case: row.Case, Text: concernAnswered, At: at}
		return tx.AddNotice(ctx, notice, models.RoleApplicant)
	})
	if err != nil || row.Kind != models.ConcernErasure {
		return err
	}
	kase, err := c.Store.Case(ctx, row.Case)
	if err != nil {
		return err
	}
	return c.eraseGranted(ctx, kase)
}

const concernAnswered = "concern-answered"

func (c *Casework) concernLines(ctx context.Context, a Actor, rows []models.Concern) ([]ConcernLine, error) {
	lines := []ConcernLine{}
	for _, row := range rows {
		line, err := c.concernLine(ctx, a, row)
		if models.KindOf(err) == models.KindNotFound {
			continue // the person was erased meanwhile
		}
		if err != nil {
			return nil, err
		}
		lines = append(lines, line)
	}
	return lines, nil
}

func (c *Casework) concernLine(ctx context.Context, a Actor, row models.Concern) (line ConcernLine, err error) {
	kase, err := c.Store.Case(ctx, row.Case)
	if err != nil {
		return line, err
	}
	r, err := c.release(ctx, kase.Release)
	if err != nil {
		return line, err
	}
	agency, err := c.Store.Agency(ctx, row.Agency)
	if err != nil {
		return line, err
	}
	line = ConcernLine{ID: row.ID, Kind: row.Kind, Number: kase.Number, CaseType: r.Text(a.Locale, "process.name"), Agency: agency.Name.In(a.Locale),
		OpenedAt: row.OpenedAt, DueAt: row.DueAt, Lapsed: row.LapsedAt != nil || row.ClosedAt == nil && now().After(row.DueAt), Officer: row.Officer, AnsweredAt: row.ClosedAt, Fulfilled: row.Fulfilled}
	if row.Item != "" {
		line.ItemName = r.Text(a.Locale, "item."+row.Item+".name")
	}
	if row.Task != "" {
		task, err := c.Store.Task(ctx, row.Task)
		if err != nil {
			return line, err
		}
		line.Step = r.Text(a.Locale, "element."+task.Element+".name")
	}
	box, err := c.Keys.Person(ctx, row.Person)
	if err != nil {
		return line, err
	}
	text, err := box.Open(row.Sealed, concernBinding(row.ID))
	if err != nil {
		return line, err
	}
	line.Text = string(text)
	line.AppliedAt = row.AppliedAt
	if line.Right, err = rightValues(a, r, box, row); err != nil {
		return line, err
	}
	if line.Reminders, err = c.reminderLines(ctx, box, row.ID); err != nil {
		return line, err
	}
	if row.ClosedAt != nil {
		text, err = box.Open(row.SealedAnswer, answeredBinding(row.ID))
		line.Answer = string(text)
	}
	return line, err
}

func concernBinding(id models.ConcernID) []byte  { return []byte("concern\x00" + string(id)) }
func answeredBinding(id models.ConcernID) []byte { return []byte("concern answer\x00" + string(id)) }
