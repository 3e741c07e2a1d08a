package casework

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"handinhand/keys"
	"handinhand/models"
	"handinhand/policy"
	"handinhand/store"
)

// ReminderLine is what the data-protection officer has told an agency that let the time
// for an answer pass.
type ReminderLine struct {
	At    time.Time  `json:"at"`
	Text  string     `json:"text"`
	DueAt *time.Time `json:"dueAt,omitempty"` // the new deadline that she has set with it
}

// Extended tells whether the officer has set a new deadline, which she does once.
func (l ConcernLine) Extended() bool {
	return slices.ContainsFunc(l.Reminders, func(r ReminderLine) bool { return r.DueAt != nil })
}

// Reminder is what the officer tells an agency. DueAt nil sets no new deadline.
type Reminder struct {
	Text  string
	DueAt *time.Time
}

const concernReminded = "concern-reminded"

// RemindAgency tells an agency whose time for an answer is over, in the officer's words,
// that it still owes one, and may give it once a later day. The agency has the words in
// its inbox, the person among their data, and both acts stand in the access log.
func (c *Casework) RemindAgency(ctx context.Context, a Actor, id models.ConcernID, in Reminder) (ReminderLine, error) {
	ctx = acting(ctx, a)
	row, err := c.Store.Concern(ctx, id)
	if err != nil {
		return ReminderLine{}, err
	}
	acts := []policy.Action{policy.RemindAgency}
	if in.DueAt != nil {
		acts = append(acts, policy.ExtendDeadline)
	}
	for _, act := range acts {
		if err := c.may(a, act, policy.Concern(row)); err != nil {
			return ReminderLine{}, err
		}
	}
	at := now()
	if err := c.checkReminder(ctx, row, &in, at); err != nil {
		return ReminderLine{}, err
	}
	box, err := c.Keys.Person(ctx, row.Person)
	if err != nil {
		return ReminderLine{}, err
	}
	said := models.Reminder{ID: models.NewID(), Concern: id, Person: row.Person, Agency: row.Agency, SaidBy: a.Person, SaidAt: at, DueAt: in.DueAt}
	if said.Sealed, err = box.Seal([]byte(in.Text), reminderBinding(said.ID)); err != nil {
		return ReminderLine{}, err
	}
	var entries []models.Access
	for _, act := range acts {
		entries = append(entries, reminderEntry(a, row, act, at))
	}
	err = c.Store.Tx(store.As(ctx, asWorker), func(tx *store.Store) error {
		if err := tx.AddReminder(ctx, said, entries...); err != nil {
			return err
		}
		notice := models.Notice{ID: concernReminded + "/" + said.ID, Case: row.Case, Text: concernReminded, At: at}
		if err := tx.AddAgencyNotice(ctx, notice, row.Agency); err != nil {
			return err
		}
		notice.ID += "/person"
		return tx.AddNotice(ctx, notice, models.RoleApplicant)
	})
	return ReminderLine{At: at, Text: in.Text, DueAt: in.DueAt}, err
}

// checkReminder refuses what is too early, and a deadline that the law does not allow.
func (c *Casework) checkReminder(ctx context.Context, row models.Concern, in *Reminder, at time.Time) error {
	in.Text = strings.TrimSpace(in.Text)
	switch n := utf8.RuneCountInString(in.Text); {
	case row.ClosedAt != nil:
		return models.Problemf(models.KindClosed, "concern.closed", "the agency has answered it")
	case !at.After(row.DueAt):
		return models.Problemf(models.KindInvalid, "reminder.early", "the agency still has time to answer")
	case n == 0 || n > maxReason:
		return models.Problemf(models.KindInvalid, "reminder.text", "remind in 1 to %d characters", maxReason)
	case in.DueAt == nil:
		return nil
	case !in.DueAt.After(at) || in.DueAt.After(models.AnswerLatest(row.OpenedAt)):
		return models.Problemf(models.KindInvalid, "reminder.due", "the new deadline lies ahead, and at most three months after the request (GDPR Art. 12(3))")
	}
	due := in.DueAt.UTC().Truncate(time.Microsecond)
	in.DueAt = &due
	said, err := c.Store.Reminders(ctx, row.ID)
	if err == nil && slices.ContainsFunc(said, func(r models.Reminder) bool { return r.DueAt != nil }) {
		err = models.Problemf(models.KindInvalid, "reminder.extended", "the agency has a new deadline already: there is one only")
	}
	return err
}

// officerStatutes are the articles that the officer's acts rest on.
var officerStatutes = map[policy.Action]string{
	policy.ReadConcern: "GDPR Art. 39", policy.RemindAgency: "GDPR Art. 39(1)(b)", policy.ExtendDeadline: "GDPR Art. 12(3)",
}

// reminderEntry names the agency that is told something.
func reminderEntry(a Actor, row models.Concern, act policy.Action, at time.Time) models.Access {
	return models.Access{Outcome: models.AccessAudit, Action: string(act), Case: row.Case, Person: row.Person, Agency: row.Agency, By: a.Person, Item: row.Item,
		Purpose: dataProtection, LegalBasis: "eu-gdpr:A6-1-c", Statute: officerStatutes[act], At: at, KeepUntil: at.Add(refusalKept)}
}

func (c *Casework) reminderLines(ctx context.Context, box *keys.Box, id models.ConcernID) ([]ReminderLine, error) {
	rows, err := c.Store.Reminders(ctx, id)
	if err != nil {
		return nil, err
	}
	var lines []ReminderLine
	for _, row := range rows {
		text, err := box.Open(row.Sealed, reminderBinding(row.ID))
		if err != nil {
			return nil, err
		}
		lines = append(lines, ReminderLine{At: row.SaidAt, Text: string(text), DueAt: row.DueAt})
	}
	return lines, nil
}

func reminderBinding(id string) []byte { return []byte("reminder\x00" + id) }
