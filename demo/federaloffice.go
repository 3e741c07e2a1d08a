package demo

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

const (
	federalOfficeSystem = "federal-office-system"
	acknowledgement     = "registrationAcknowledged"
)

// FederalOffice plays the federal office's own system until ctx ends: it asks which
// cases wait for its acknowledgement, fetches the data that it was sent, and
// acknowledges. It bears with a platform that is away for some minutes; the error says
// why it gave up.
func FederalOffice(ctx context.Context, place Place) error {
	office := newFederalOffice(newCaller(place))
	for {
		if err := office.round(ctx); err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return fmt.Errorf("the federal office's system: %w", err)
		}
		if err := pause(ctx, 500*time.Millisecond); err != nil {
			return nil
		}
	}
}

// federalOffice is that system while it runs.
type federalOffice struct {
	*caller
	acknowledged map[string]bool // case numbers
}

func newFederalOffice(c *caller) *federalOffice {
	return &federalOffice{caller: c, acknowledged: map[string]bool{}}
}

type expectation struct {
	Number         string `json:"number"`
	Message        string `json:"message"`
	CorrelationKey string `json:"correlationKey"`
}

type transferLine struct {
	ID     string `json:"id"`
	Number string `json:"number"`
}

// round acknowledges all that waits for it now.
func (o *federalOffice) round(ctx context.Context) error {
	expected, err := all[expectation](ctx, o.caller, federalOfficeSystem, "/expected-messages", url.Values{})
	if err != nil {
		return err
	}
	waiting := map[string]expectation{}
	for _, e := range expected {
		if e.Message == acknowledgement && !o.acknowledged[e.Number] {
			waiting[e.Number] = e
		}
	}
	if len(waiting) == 0 {
		return nil
	}
	transfers, err := all[transferLine](ctx, o.caller, federalOfficeSystem, "/transfers", url.Values{})
	if err != nil {
		return err
	}
	for _, t := range transfers {
		e, ok := waiting[t.Number]
		if !ok {
			continue
		}
		if err := o.take(ctx, t, e); err != nil {
			return err
		}
		if o.acknowledged[t.Number] {
			delete(waiting, t.Number)
		}
	}
	return nil
}

// take fetches what was sent for a case and acknowledges it. The message's id comes
// from the case, so that it is one message however often it is sent.
func (o *federalOffice) take(ctx context.Context, t transferLine, e expectation) error {
	var sent struct {
		Facts map[string]any `json:"facts"`
	}
	err := o.call(ctx, request{as: federalOfficeSystem, method: http.MethodGet, path: "/transfers/" + t.ID, into: &sent})
	if refusedAs(err, http.StatusNotFound, http.StatusConflict) { // another one of us was faster
		o.acknowledged[e.Number] = true
		return nil
	}
	if err != nil {
		return err
	}
	if sent.Facts["passportName"] == nil || sent.Facts["courseNumber"] == nil {
		return nil // not the registration, or not all of it yet: nothing to acknowledge
	}
	err = o.call(ctx, request{
		as: federalOfficeSystem, method: http.MethodPut, path: "/messages/acknowledge-" + e.Number,
		body: map[string]any{"message": e.Message, "correlationKey": e.CorrelationKey},
	})
	if err != nil && !refusedAs(err, http.StatusNotFound, http.StatusConflict) {
		return err
	}
	o.acknowledged[e.Number] = true
	return nil
}
