package casework

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

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
	AnsweredAt *time.Time         `json:"answeredAt,omitempty"`
	Answer     string             `json:"answer,omitempty"`
}

// Concern is what an applicant raises about the data of a case. Agency "" is every
// agency that takes part.
type Concern struct {
	Case   models.CaseID
	Kind   models.ConcernKind
	Agency models.AgencyID
	Item   string // of a rectification: it is for everyone who got it
	Text   string
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
	in.Text = strings.TrimSpace(in.Text)
	if n := utf8.RuneCountInString(in.Text); n > maxReason || n == 0 && in.Kind != models.ConcernErasure {
		return nil, models.Problemf(models.KindInvalid, "concern.text", "say in 1 to %d characters what is wrong", maxReason)
	}
	agencies, err := c.addressees(ctx, in, row)
	if err != nil {
		return nil, err
	}
	box, err := c.Keys.Person(ctx, row.Person)
	if err != nil {
		return nil, err
	}
	var rows []models.Concern
	for _, agency := range agencies {
		concern := models.Concern{ID: models.ConcernID(models.NewID()), Kind: in.Kind, Case: row.ID, Person: row.Person, Agency: agency, Item: in.Item, OpenedAt: now()}
		if concern.Sealed, err = box.Seal([]byte(in.Text), concernBinding(concern.ID)); err != nil {
			return nil, err
		}
		rows = append(rows, concern)
	}
	if err := c.Store.AddConcerns(ctx, rows); err != nil {
		return nil, err
	}
	return c.concernLines(ctx, a, rows)
}

// addressees are the agencies that a concern goes to, by its kind.
func (c *Casework) addressees(ctx context.Context, in Concern, row models.Case) ([]models.AgencyID, error) {
	switch in.Kind {
	case models.ConcernProblem, models.ConcernErasure:
		if in.Item != "" {
			break
		}
		return c.concerned(ctx, in)
	case models.ConcernRectification:
		return c.holders(ctx, in.Item, row)
	}
	return nil, models.Problemf(models.KindInvalid, "concern.kind", "a concern is about a problem, about erasure, or about an item that is wrong")
}

// grantsSought bounds how many grants of a case are looked through.
const grantsSought = 10_000

// holders are the agencies that were ever lent or sent an item of a case, and the one
// that it comes from: they have the wrong value.
func (c *Casework) holders(ctx context.Context, item string, row models.Case) ([]models.AgencyID, error) {
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
	var agencies []models.AgencyID
	add := func(agency models.AgencyID, has bool) {
		if has && !slices.Contains(agencies, agency) {
			agencies = append(agencies, agency)
		}
	}
	for _, g := range grants {
		add(g.Agency, g.Item == item)
	}
	for _, b := range bindings {
		add(b.Agency, string(b.Role) == declared.Source)
	}
	if len(agencies) == 0 {
		return nil, models.Problemf(models.KindInvalid, "concern.nobody", "no agency has this yet: nobody need be told")
	}
	slices.Sort(agencies)
	return agencies, nil
}

// concerned are the agencies that a concern is for: those of its case, or the one of
// them that it names.
func (c *Casework) concerned(ctx context.Context, in Concern) ([]models.AgencyID, error) {
	bindings, err := c.Store.Bindings(ctx, in.Case)
	if err != nil {
		return nil, err
	}
	var agencies []models.AgencyID
	for _, b := range bindings {
		if (in.Agency == "" || in.Agency == b.Agency) && !slices.Contains(agencies, b.Agency) {
			agencies = append(agencies, b.Agency)
		}
	}
	if len(agencies) == 0 {
		return nil, models.Problemf(models.KindInvalid, "concern.agency", "this agency takes no part in the case")
	}
	return agencies, nil
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

// AnswerConcern closes a concern with an answer that the applicant reads.
func (c *Casework) AnswerConcern(ctx context.Context, a Actor, id models.ConcernID, answer string) error {
	ctx = acting(ctx, a)
	row, err := c.Store.Concern(ctx, id)
	if err != nil {
		return err
	}
	if err := c.may(a, policy.AnswerConcern, policy.Concern(row)); err != nil {
		return err
	}
	answer = strings.TrimSpace(answer)
	if n := utf8.RuneCountInString(answer); n == 0 || n > maxReason {
		return models.Problemf(models.KindInvalid, "concern.answer", "answer in 1 to %d characters", maxReason)
	}
	box, err := c.Keys.Person(ctx, row.Person)
	if err != nil {
		return err
	}
	sealed, err := box.Seal([]byte(answer), answeredBinding(id))
	if err != nil {
		return err
	}
	ctx = store.As(ctx, asWorker)
	return c.Store.Tx(ctx, func(tx *store.Store) error {
		if err := tx.AnswerConcern(ctx, id, a.Person, sealed, now()); err != nil {
			return err
		}
		notice := models.Notice{ID: "concern/" + string(id), Case: row.Case, Text: concernAnswered, At: now()}
		return tx.AddNotice(ctx, notice, models.RoleApplicant)
	})
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
		OpenedAt: row.OpenedAt, AnsweredAt: row.ClosedAt}
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
	if row.ClosedAt != nil {
		text, err = box.Open(row.SealedAnswer, answeredBinding(row.ID))
		line.Answer = string(text)
	}
	return line, err
}

func concernBinding(id models.ConcernID) []byte  { return []byte("concern\x00" + string(id)) }
func answeredBinding(id models.ConcernID) []byte { return []byte("concern answer\x00" + string(id)) }
