package casework

import (
	"context"

	"handinhand/models"
	"handinhand/policy"
	"handinhand/store"
	"handinhand/workflows"
)

// discard ends a case of which nothing was ever sent: its workflow closes, no task of it
// stays open, and its key is destroyed, since nothing is left to be read. Who sends
// something meanwhile keeps the case: then it is as any other one.
func (c *Casework) discard(ctx context.Context, a Actor, e erasable) error {
	row := e.in.row
	if !e.view.Ends && row.Outcome != models.OutcomeDiscarded {
		return nil
	}
	if err := c.may(a, policy.DiscardCase, policy.Case(row)); err != nil {
		return err
	}
	if e.view.Ends {
		change := workflows.ModifyCase{Discard: true, Doer: doer(a, policy.DiscardCase)}
		for _, token := range e.in.tokens {
			change.Cancel = append(change.Cancel, token.Key)
		}
		_, err := c.Workflows.Modify(ctx, row.ID, "discarded/"+string(row.ID), change)
		if models.KindOf(err) == models.KindClosed {
			return nil
		}
		if err != nil {
			return err
		}
	}
	// What a workflow writes last is sealed with the key.
	if err := c.Workflows.AwaitEnd(ctx, row.ID); err != nil {
		return err
	}
	return c.shred(store.As(ctx, asWorker), row.ID)
}

// platformOutcomes are the words of outcomes that no release names.
var platformOutcomes = map[string]map[string][2]string{
	models.OutcomeDiscarded: {
		"de": {"Gelöscht, bevor etwas gesendet wurde", "Sie haben gelöscht, was Sie hier eingetragen hatten. Keine Stelle hat etwas davon erhalten. Sie können jederzeit neu beginnen."},
		"en": {"Erased before anything was sent", "You have erased what you had entered here. No agency got anything of it. You can begin anew at any time."},
		"ar": {"حُذفت قبل إرسال أي شيء", "حذفتَ ما كتبته هنا. لم تحصل أي جهة على شيء منه. يمكنك البدء من جديد في أي وقت."},
	},
}

// outcome says how a case ended: its title and its text, "" where nobody has words.
func (in inside) outcome() (title, text string) {
	if texts, ours := platformOutcomes[in.row.Outcome]; ours {
		said, ok := texts[in.actor.Locale]
		if !ok {
			said = texts["de"]
		}
		return said[0], said[1]
	}
	key := "outcome." + in.row.Outcome
	return optionalText(in.actor, in.release, key+".title"), optionalText(in.actor, in.release, key+".text")
}
