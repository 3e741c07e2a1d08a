package activities

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"handinhand/models"
	"handinhand/process/bpmn"
)

// ServiceCall is one run of a service step. It holds ids, keys and what the
// release says of the step, and no variable of the case.
type ServiceCall struct {
	Case     models.CaseID
	Element  string
	Key      int64
	Type     string            // zeebe:taskDefinition type, one of serviceTypes
	Headers  map[string]string // zeebe:taskHeaders
	Transfer *Declared         // hih:transfer; nil when the step has none
	At       time.Time         // when the case called: the same in every attempt
}

// Declared is what a release says of a transfer.
type Declared struct {
	Recipient models.AgencyRole
	Lends     []models.Lending
	Expires   string // ISO 8601 duration from the call on; "" for no end
}

// ID is the idempotency key of the call. It stays the same when the call is
// retried, by Temporal or by an operator, since an attempt that seemed to fail
// may have had its effect.
func (c ServiceCall) ID() string {
	return string(c.Case) + "/" + c.Element + "/" + strconv.FormatInt(c.Key, 10)
}

// serviceTypes are the services that a process file can call.
var serviceTypes = map[string]func(*Activities, context.Context, ServiceCall) error{
	"notice":   (*Activities).notice,
	"transfer": (*Activities).transfer,
}

// Call runs a service step. A step that can never run as it is written gives an
// error that is not retried; any other error is.
func (a *Activities) Call(ctx context.Context, c ServiceCall) error {
	run, ok := serviceTypes[c.Type]
	if !ok {
		return misconfigured(c, "there is no service of type %q", c.Type)
	}
	return guard(run(a, ctx, c), fmt.Sprintf("the service %q of element %q could not be run", c.Type, c.Element))
}

func (a *Activities) notice(ctx context.Context, c ServiceCall) error {
	text, recipient := c.Headers["text"], c.Headers["recipient"]
	if text == "" || recipient == "" {
		return misconfigured(c, "a notice needs the headers text and recipient")
	}
	return a.Notices.Notify(ctx, Notice{ID: c.ID(), Case: c.Case, Role: models.AgencyRole(recipient), Text: text, At: c.At})
}

func (a *Activities) transfer(ctx context.Context, c ServiceCall) error {
	d := c.Transfer
	if d == nil || d.Recipient == "" || len(d.Lends) == 0 {
		return misconfigured(c, "a transfer needs hih:transfer with items and a recipient")
	}
	t := Transfer{ID: c.ID(), Case: c.Case, Key: c.Key, Recipient: d.Recipient, Lends: d.Lends, At: c.At}
	if d.Expires != "" {
		span, err := bpmn.ParseSpan(d.Expires)
		if err != nil {
			return misconfigured(c, "the transfer's expires: %v", err)
		}
		until := span.After(c.At)
		t.ExpiresAt = &until
	}
	return a.Transfers.Transfer(ctx, t)
}
