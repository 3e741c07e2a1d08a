package workflows

import (
	"context"
	"errors"
	"time"

	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"handinhand/models"
	"handinhand/process/engine"
)

// defaultPatience is how long a person is kept waiting for an answer.
const defaultPatience = 15 * time.Second

// ErrEnded is in the chain of the error that a case which has ended gives.
var ErrEnded = errors.New("the case has ended")

// Client is how the application layer talks to cases. Its errors are
// *models.Problem where a caller can act on them.
type Client struct {
	Temporal client.Client
	// Patience bounds every call; 0 means 15 seconds. What was sent may still
	// take effect afterwards: repeat it with the same update id.
	Patience time.Duration
}

// Start starts a case; it does nothing when the case has been started before.
func (c *Client) Start(ctx context.Context, in Input) error {
	ctx, cancel := c.bounded(ctx)
	defer cancel()
	_, err := c.Temporal.ExecuteWorkflow(ctx, client.StartWorkflowOptions{
		ID:                       in.Case.WorkflowID(),
		TaskQueue:                TaskQueue,
		WorkflowIDReusePolicy:    enums.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE,
		WorkflowIDConflictPolicy: enums.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING,
	}, CaseName, in)
	var started *serviceerror.WorkflowExecutionAlreadyStarted
	if errors.As(err, &started) {
		return nil
	}
	return c.problem(ctx, in.Case, "case", err)
}

// Complete tells a case that a person has done a task. It returns when the
// change can be read. The same updateID gives the same answer and counts once.
//
// Errors: closed (the task or the case is not open), invalid, not-found (no such
// case), unavailable (no answer in time; repeat with the same updateID).
func (c *Client) Complete(ctx context.Context, id models.CaseID, updateID string, in CompleteTask) (Done, error) {
	return c.update(ctx, id, updateID, CompleteName, "task", in)
}

// Retry tries the step of an incident again. Errors as for Complete.
func (c *Client) Retry(ctx context.Context, id models.CaseID, updateID string, in RetryIncident) (Done, error) {
	return c.update(ctx, id, updateID, RetryName, "incident", in)
}

// Modify changes a case by hand. Errors as for Complete; what cannot be done is
// invalid, and the detail says why.
func (c *Client) Modify(ctx context.Context, id models.CaseID, updateID string, in ModifyCase) (Done, error) {
	return c.update(ctx, id, updateID, ModifyName, "case", in)
}

// AwaitEnd waits until the workflow of a case that has ended is closed: until then its
// history still grows. Errors: unavailable (not yet).
func (c *Client) AwaitEnd(ctx context.Context, id models.CaseID) error {
	ctx, cancel := c.bounded(ctx)
	defer cancel()
	return c.problem(ctx, id, "case", c.Temporal.GetWorkflow(ctx, id.WorkflowID(), "").Get(ctx, nil))
}

// Migrate takes a case over to another release. Errors as for Complete; what cannot
// move is invalid, and the detail names each element and why.
func (c *Client) Migrate(ctx context.Context, id models.CaseID, updateID string, in MigrateCase) (Done, error) {
	return c.update(ctx, id, updateID, MigrateName, "case", in)
}

// TryMigration tells what Migrate would do to a case, and does nothing.
func (c *Client) TryMigration(ctx context.Context, id models.CaseID, in MigrateCase) (engine.Migration, error) {
	ctx, cancel := c.bounded(ctx)
	defer cancel()
	var report engine.Migration
	value, err := c.Temporal.QueryWorkflow(ctx, id.WorkflowID(), "", TryMoveQuery, in)
	if err == nil {
		err = value.Get(&report)
	}
	var failed *serviceerror.QueryFailed
	if errors.As(err, &failed) { // the text alone says why: a query has no typed error
		return report, &models.Problem{Kind: models.KindUnavailable, Key: "case.unavailable", Err: err,
			Detail: "the case cannot be looked at now: it has ended, or its worker does not have the release yet"}
	}
	return report, c.problem(ctx, id, "case", err)
}

// Switches are the values of a running case's variables that are about nobody.
func (c *Client) Switches(ctx context.Context, id models.CaseID) (Variables, error) {
	ctx, cancel := c.bounded(ctx)
	defer cancel()
	var out Variables
	value, err := c.Temporal.QueryWorkflow(ctx, id.WorkflowID(), "", SwitchesQuery)
	if err == nil {
		err = value.Get(&out)
	}
	return out, c.problem(ctx, id, "case", err)
}

// Choose begins a step of an ad-hoc sub-process. Errors as for Modify.
func (c *Client) Choose(ctx context.Context, id models.CaseID, updateID string, in ChooseStep) (Done, error) {
	return c.update(ctx, id, updateID, ChooseName, "case", in)
}

// Raise raises an error or an escalation at a task. Errors as for Modify.
func (c *Client) Raise(ctx context.Context, id models.CaseID, updateID string, in Raise) (Done, error) {
	return c.update(ctx, id, updateID, RaiseName, "task", in)
}

// Deliver brings a message. It returns when Temporal keeps it, not when the case
// has taken it: the sender need not wait for a worker.
func (c *Client) Deliver(ctx context.Context, id models.CaseID, m Message) error {
	if m.ID == "" || m.Name == "" {
		return models.Problemf(models.KindInvalid, "message.incomplete", "a message needs an id and a name")
	}
	ctx, cancel := c.bounded(ctx)
	defer cancel()
	return c.problem(ctx, id, "case", c.Temporal.SignalWorkflow(ctx, id.WorkflowID(), "", MessageSignal, m))
}

// Broadcast brings a signal that another case threw, as Deliver does.
func (c *Client) Broadcast(ctx context.Context, id models.CaseID, s Signal) error {
	ctx, cancel := c.bounded(ctx)
	defer cancel()
	return c.problem(ctx, id, "case", c.Temporal.SignalWorkflow(ctx, id.WorkflowID(), "", SignalSignal, s))
}

func (c *Client) update(ctx context.Context, id models.CaseID, updateID, name, subject string, in any) (Done, error) {
	ctx, cancel := c.bounded(ctx)
	defer cancel()
	var done Done
	handle, err := c.Temporal.UpdateWorkflow(ctx, client.UpdateWorkflowOptions{
		WorkflowID:   id.WorkflowID(),
		UpdateID:     updateID,
		UpdateName:   name,
		Args:         []any{in},
		WaitForStage: client.WorkflowUpdateStageCompleted,
	})
	if err == nil {
		err = handle.Get(ctx, &done)
	}
	return done, c.problem(ctx, id, subject, err)
}

func (c *Client) bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	patience := c.Patience
	if patience == 0 {
		patience = defaultPatience
	}
	return context.WithTimeout(ctx, patience)
}

// problem tells what a Temporal error means for a caller. The subject (task,
// incident, case) names the message for people.
func (c *Client) problem(ctx context.Context, id models.CaseID, subject string, err error) error {
	var told *temporal.ApplicationError
	var absent *serviceerror.NotFound
	switch {
	case err == nil:
		return nil
	case errors.As(err, &told):
		kind := models.Kind(told.Type())
		return &models.Problem{Kind: kind, Key: subject + "." + string(kind), Detail: told.Message(), Err: err}
	case errors.As(err, &absent):
		return c.gone(ctx, id, err)
	case slow(err):
		return &models.Problem{Kind: models.KindUnavailable, Key: "case.unavailable", Err: err,
			Detail: "the case did not answer in time: Temporal or the worker is not running; try again"}
	default:
		return models.Problemf(models.KindInternal, "internal", "Temporal refused a call for a case: %w", err)
	}
}

// gone tells an ended case from one that never was: Temporal has one error for
// both.
func (c *Client) gone(ctx context.Context, id models.CaseID, err error) error {
	found, failed := c.Temporal.DescribeWorkflowExecution(ctx, id.WorkflowID(), "")
	if failed == nil && found.GetWorkflowExecutionInfo().GetStatus() != enums.WORKFLOW_EXECUTION_STATUS_RUNNING {
		return &models.Problem{Kind: models.KindClosed, Key: "case.closed", Detail: ErrEnded.Error(), Err: errors.Join(ErrEnded, err)}
	}
	return &models.Problem{Kind: models.KindNotFound, Key: "case.not-found", Detail: "no such case runs", Err: err}
}

// slow tells whether the other side gave no answer, rather than a bad one.
func slow(err error) bool {
	var late *client.WorkflowUpdateServiceTimeoutOrCanceledError
	var deadline *serviceerror.DeadlineExceeded
	var unavailable *serviceerror.Unavailable
	var exhausted *serviceerror.ResourceExhausted
	var aborted *serviceerror.Aborted
	var unready *serviceerror.WorkflowNotReady // its last workflow task failed and is tried again
	return errors.As(err, &late) || errors.As(err, &deadline) || errors.As(err, &unavailable) || errors.As(err, &exhausted) ||
		errors.As(err, &aborted) || errors.As(err, &unready) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled)
}
