package activities

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.temporal.io/sdk/temporal"

	"handinhand/models"
)

type ports struct {
	err      error
	notice   Notice
	transfer Transfer
}

func (p *ports) Project(context.Context, models.Burst) error { return p.err }

func (p *ports) Reconcile(context.Context, models.Snapshot) (int64, error) { return 7, p.err }

func (p *ports) Notify(_ context.Context, n Notice) error { p.notice = n; return p.err }

func (p *ports) Transfer(_ context.Context, t Transfer) error { p.transfer = t; return p.err }

func (p *ports) activities() *Activities { return &Activities{Store: p, Notices: p, Transfers: p} }

var at = time.Date(2026, 1, 31, 8, 0, 0, 0, time.UTC)

func TestNotice(t *testing.T) {
	var p ports
	call := ServiceCall{Case: "c", Element: "tell", Key: 7, Type: "notice", Headers: map[string]string{"text": "startDelayed", "recipient": "applicant"}, At: at}
	if err := p.activities().Call(t.Context(), call); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Notice{ID: "c/tell/7", Case: "c", Role: "applicant", Text: "startDelayed", At: at}, p.notice); diff != "" {
		t.Errorf("notice (-want +got):\n%s", diff)
	}
}

func TestTransfer(t *testing.T) {
	var p ports
	lends := []models.Lending{{Item: "title", Purpose: "p", LegalBasis: "b", Statute: "s"}}
	call := ServiceCall{Case: "c", Element: "send", Key: 7, Type: "transfer", At: at, Transfer: &Declared{Recipient: "office", Lends: lends, Expires: "P1M"}}
	if err := p.activities().Call(t.Context(), call); err != nil {
		t.Fatal(err)
	}
	until := time.Date(2026, 2, 28, 8, 0, 0, 0, time.UTC)
	if diff := cmp.Diff(Transfer{ID: "c/send/7", Case: "c", Key: 7, Recipient: "office", Lends: lends, At: at, ExpiresAt: &until}, p.transfer); diff != "" {
		t.Errorf("transfer (-want +got):\n%s", diff)
	}
}

func TestMisconfiguredIsNotRetried(t *testing.T) {
	for name, call := range map[string]ServiceCall{
		"unknown type":  {Element: "e", Type: "fax"},
		"no headers":    {Element: "e", Type: "notice"},
		"no transfer":   {Element: "e", Type: "transfer"},
		"no items":      {Element: "e", Type: "transfer", Transfer: &Declared{Recipient: "office"}},
		"bad duration":  {Element: "e", Type: "transfer", Transfer: &Declared{Recipient: "office", Lends: []models.Lending{{Item: "i"}}, Expires: "soon"}},
		"no recipient":  {Element: "e", Type: "notice", Headers: map[string]string{"text": "t"}},
		"nobody to get": {Element: "e", Type: "transfer", Transfer: &Declared{Lends: []models.Lending{{Item: "i"}}}},
	} {
		var p ports
		var told *temporal.ApplicationError
		err := p.activities().Call(t.Context(), call)
		if !errors.As(err, &told) || !told.NonRetryable() || told.Type() != TypeMisconfigured || !strings.Contains(told.Message(), `"e"`) {
			t.Errorf("%s: %v, want an error that names the element and is not retried", name, err)
		}
	}
}

// TestErrorsTellNothingPersonal: these texts end up in histories and incidents.
func TestErrorsTellNothingPersonal(t *testing.T) {
	const canary = "Canary Person"
	for name, c := range map[string]struct {
		err  error
		kind models.Kind
		says string
	}{
		"plain":   {errors.New("duplicate key (name)=(" + canary + ")"), models.KindInternal, "*errors.errorString"},
		"problem": {models.Problemf(models.KindUnavailable, "k", "the store is away"), models.KindUnavailable, "the store is away"},
		"late":    {context.DeadlineExceeded, models.KindUnavailable, "no answer in time"},
		"stopped": {context.Canceled, models.KindUnavailable, "stopping"},
	} {
		p := ports{err: c.err}
		var told *temporal.ApplicationError
		err := p.activities().Project(t.Context(), models.Burst{})
		if !errors.As(err, &told) || told.NonRetryable() || told.Type() != string(c.kind) {
			t.Errorf("%s: %v, want kind %s, retried", name, err, c.kind)
		}
		if strings.Contains(err.Error(), canary) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %q must say %q and nothing personal", name, err, c.says)
		}
	}
}

// TestDivergedIsToldAtOnce: a projection that can never be written is not tried
// again. A database that is down is no reason to give up reconciling.
func TestDivergedIsToldAtOnce(t *testing.T) {
	p := ports{err: fmt.Errorf("burst 3 of a case: %w", models.ErrDiverged)}
	var told *temporal.ApplicationError
	if err := p.activities().Project(t.Context(), models.Burst{}); !errors.As(err, &told) || !told.NonRetryable() || told.Type() != TypeDiverged {
		t.Errorf("diverged: %v", err)
	}
	p.err = errors.New("down")
	if _, err := p.activities().Reconcile(t.Context(), models.Snapshot{}); !errors.As(err, &told) || told.NonRetryable() {
		t.Errorf("reconciling with the database down: %v, want to be retried", err)
	}
	p.err = nil
	if sequence, err := p.activities().Reconcile(t.Context(), models.Snapshot{}); sequence != 7 || err != nil {
		t.Errorf("reconciled: %d, %v", sequence, err)
	}
}
