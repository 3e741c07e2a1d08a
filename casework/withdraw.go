package casework

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"handinhand/keys"
	"handinhand/models"
	"handinhand/policy"
	"handinhand/store"
	"handinhand/workflows"
)

// withdrawnMessage is what a case may wait for to hear of a withdrawal.
const withdrawnMessage = "attestation-withdrawn"

// Withdraw ends the agency's word on a paper. It reaches every case that relied on it:
// whoever did a task there gets a concern to answer, the applicant a notice, and the
// case a message if its process waits for one.
func (c *Casework) Withdraw(ctx context.Context, a Actor, id models.AttestationID, reason string) error {
	ctx = acting(ctx, a)
	row, err := c.Store.Attestation(ctx, id)
	if err != nil {
		return err
	}
	if err := c.may(a, policy.WithdrawAttestation, policy.Attestation(row)); err != nil {
		return err
	}
	reason = strings.TrimSpace(reason)
	if n := utf8.RuneCountInString(reason); n < 10 || n > maxReason {
		return models.Problemf(models.KindInvalid, "withdrawal.reason", "say in 10 to %d characters why it no longer holds", maxReason)
	}
	box, err := c.Keys.Person(ctx, row.Person)
	if err != nil {
		return err
	}
	sealed, err := box.Seal([]byte(reason), withdrawalBinding(id))
	if err != nil {
		return err
	}
	var reached []models.CaseID
	err = c.Store.Tx(store.As(ctx, asWorker), func(tx *store.Store) error {
		if err := tx.WithdrawAttestation(ctx, id, sealed, now()); err != nil {
			return err
		}
		reached, err = reach(ctx, tx, box, row, reason)
		return err
	})
	if err == nil {
		c.tellCases(ctx, id, reached)
	}
	return err
}

// reach puts a withdrawal into every case that relied on the attestation, and into the
// one where it was given. It tells which these are.
func reach(ctx context.Context, tx *store.Store, box *keys.Box, row models.Attestation, reason string) ([]models.CaseID, error) {
	reliances, err := tx.Reliances(ctx, row.ID)
	if err != nil {
		return nil, err
	}
	concerns, cases := []models.Concern{}, []models.CaseID{row.Case}
	at := now()
	for _, r := range reliances {
		concern := models.Concern{ID: models.ConcernID(models.NewID()), Kind: models.ConcernWithdrawn, Case: r.Case, Person: row.Person,
			Agency: r.Agency, Task: r.Task, Item: row.Item, OpenedAt: at, DueAt: models.AnswerDue(at)}
		if concern.Sealed, err = box.Seal([]byte(reason), concernBinding(concern.ID)); err != nil {
			return nil, err
		}
		concerns = append(concerns, concern)
		if !slices.Contains(cases, r.Case) {
			cases = append(cases, r.Case)
		}
	}
	if err := tx.AddConcerns(ctx, concerns); err != nil {
		return nil, err
	}
	for _, kase := range cases {
		notice := models.Notice{ID: "withdrawn/" + string(row.ID) + "/" + string(kase), Case: kase, Text: withdrawnMessage, At: now()}
		if err := tx.AddNotice(ctx, notice, models.RoleApplicant); err != nil {
			return nil, err
		}
	}
	return cases, nil
}

// tellCases sends the message to the cases whose process waits for it. Those that
// cannot be told now have their concerns all the same.
func (c *Casework) tellCases(ctx context.Context, id models.AttestationID, cases []models.CaseID) {
	ctx = store.As(context.WithoutCancel(ctx), asWorker)
	for _, kase := range cases {
		waiting, err := c.Store.SubscriptionOfCase(ctx, kase, withdrawnMessage)
		if err == nil {
			err = c.Workflows.Deliver(ctx, kase, workflows.Message{
				ID: "withdrawn/" + string(id), Name: withdrawnMessage, CorrelationKey: waiting.CorrelationKey, Variables: map[string]any{},
			})
		}
		if err != nil && models.KindOf(err) != models.KindNotFound {
			c.Log.ErrorContext(ctx, "a case could not be told of a withdrawal; its agencies have a concern", "case", kase, "error", err)
		}
	}
}

func withdrawalBinding(id models.AttestationID) []byte { return []byte("withdrawal\x00" + string(id)) }
