package keys_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	sdklog "go.temporal.io/sdk/log"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
	"google.golang.org/protobuf/encoding/protojson"

	"handinhand/internal/stacktest"
	"handinhand/keys"
	"handinhand/models"
)

// name is the personal data that must not be readable in Temporal.
const name = "Zerrin Beispiel"

// everything carries the name through each way into a workflow's history.
func everything(ctx workflow.Context, input string) (string, error) {
	err := workflow.SetUpdateHandler(ctx, "update", func(_ workflow.Context, in string) (string, error) {
		if in == "fail" {
			return "", temporal.NewApplicationError("no such thing for "+name, "closed", name)
		}
		return in, nil
	})
	if err != nil {
		return "", err
	}
	if err := workflow.SetQueryHandler(ctx, "query", func(in string) (string, error) { return in + input, nil }); err != nil {
		return "", err
	}
	once := temporal.RetryPolicy{MaximumAttempts: 1}
	ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{StartToCloseTimeout: time.Minute, RetryPolicy: &once})
	ctx = workflow.WithLocalActivityOptions(ctx, workflow.LocalActivityOptions{StartToCloseTimeout: time.Minute, RetryPolicy: &once})
	var out string
	if err := workflow.ExecuteActivity(ctx, echo, input).Get(ctx, &out); err != nil {
		return "", err
	}
	if err := workflow.ExecuteLocalActivity(ctx, echo, input).Get(ctx, &out); err != nil {
		return "", err
	}
	if err := workflow.ExecuteActivity(ctx, fail, input).Get(ctx, nil); err == nil || !strings.Contains(err.Error(), name) {
		return "", errors.New("the activity's failure did not come through")
	}
	if err := workflow.SideEffect(ctx, func(workflow.Context) any { return input }).Get(&out); err != nil {
		return "", err
	}
	workflow.GetSignalChannel(ctx, "signal").Receive(ctx, &out)
	return out, nil
}

func echo(_ context.Context, in string) (string, error) { return in, nil }

func fail(_ context.Context, in string) error { return errors.New("no room for " + in) }

func TestHistoryHoldsNothingReadable(t *testing.T) {
	shelf := newShelf(t)
	ring := newRing(t, rootURL, shelf)
	c := dial(t, ring)
	queue := "keys-" + models.NewID()
	w := worker.New(c, queue, worker.Options{})
	w.RegisterWorkflow(everything)
	w.RegisterActivity(echo)
	w.RegisterActivity(fail)
	if err := w.Start(); err != nil {
		t.Fatal(err)
	}
	defer w.Stop()

	id := models.CaseID(models.NewID())
	run, err := c.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{ID: id.WorkflowID(), TaskQueue: queue}, everything, name)
	if err != nil {
		t.Fatal(err)
	}
	update(t, c, id, name, nil)
	var rejected *temporal.ApplicationError
	if err := update(t, c, id, "fail", errors.New("any")); !errors.As(err, &rejected) || rejected.Type() != "closed" || !strings.Contains(err.Error(), name) {
		t.Errorf("a failed update came back as %v", err)
	}
	answer, err := c.QueryWorkflow(t.Context(), id.WorkflowID(), "", "query", name)
	var out string
	if err == nil {
		err = answer.Get(&out)
	}
	if err != nil || out != name+name {
		t.Errorf("query gave %q, %v", out, err)
	}
	if err := c.SignalWorkflow(t.Context(), id.WorkflowID(), "", "signal", name); err != nil {
		t.Fatal(err)
	}
	if err := run.Get(t.Context(), &out); err != nil || out != name {
		t.Fatalf("result %q, %v", out, err)
	}

	sealed := 0
	for _, event := range history(t, c, id) {
		text, err := protojson.Marshal(event)
		if err != nil {
			t.Fatal(err)
		}
		// Payloads are base64 in JSON: the clear text is sought in both forms.
		if strings.Contains(string(text), name) || strings.Contains(string(text), "WmVycmlu") {
			t.Errorf("%s can be read: %s", event.EventType, text)
		}
		sealed += strings.Count(string(text), "YmluYXJ5L3NlYWxlZA==") // binary/sealed
	}
	if sealed < 10 {
		t.Errorf("only %d sealed payloads in the history", sealed)
	}

	if err := ring.Destroy(t.Context(), keys.CaseOwner(id)); err != nil {
		t.Fatal(err)
	}
	out = ""
	if err := c.GetWorkflow(t.Context(), id.WorkflowID(), "").Get(t.Context(), &out); err == nil || out != "" {
		t.Errorf("after the key's destruction the result still reads %q (%v)", out, err)
	}
}

func dial(t *testing.T, ring *keys.Ring) client.Client {
	t.Helper()
	stack := stacktest.Stack(t)
	c, err := client.Dial(client.Options{
		HostPort: stack.TemporalAddress, Namespace: stack.TemporalNamespace,
		DataConverter: keys.DataConverter(ring), FailureConverter: keys.NewFailureConverter(ring),
		Logger: quiet{},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// update sends one and expects it to work when wanted is nil.
func update(t *testing.T, c client.Client, id models.CaseID, in string, wanted error) error {
	t.Helper()
	handle, err := c.UpdateWorkflow(t.Context(), client.UpdateWorkflowOptions{
		WorkflowID: id.WorkflowID(), UpdateName: "update", Args: []any{in}, WaitForStage: client.WorkflowUpdateStageCompleted,
	})
	var out string
	if err == nil {
		err = handle.Get(t.Context(), &out)
	}
	if wanted == nil && (err != nil || out != in) {
		t.Errorf("update gave %q, %v", out, err)
	}
	return err
}

func history(t *testing.T, c client.Client, id models.CaseID) []*historypb.HistoryEvent {
	t.Helper()
	var out []*historypb.HistoryEvent
	events := c.GetWorkflowHistory(t.Context(), id.WorkflowID(), "", false, enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for events.HasNext() {
		event, err := events.Next()
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, event)
	}
	return out
}

// quiet is a logger for a test that provokes errors.
type quiet struct{}

var _ sdklog.Logger = quiet{}

func (quiet) Debug(string, ...any) {}
func (quiet) Info(string, ...any)  {}
func (quiet) Warn(string, ...any)  {}
func (quiet) Error(string, ...any) {}

func TestCodecKeepsCasesApart(t *testing.T) {
	ring := newRing(t, rootURL, newShelf(t))
	of := func(id models.CaseID) converter.DataConverter {
		return converter.WithDataConverterSerializationContext(keys.DataConverter(ring),
			converter.ActivitySerializationContext{WorkflowID: id.WorkflowID()})
	}
	sealed, err := of("one").ToPayload(name)
	if err != nil {
		t.Fatal(err)
	}
	var out string
	if err := of("two").FromPayload(sealed, &out); err == nil {
		t.Error("a payload of one case reads in another")
	}
	if err := keys.DataConverter(ring).FromPayload(sealed, &out); err != nil || out != name {
		t.Errorf("without a workflow: %q, %v", out, err)
	}
	if _, err := keys.DataConverter(ring).ToPayload(name); err == nil {
		t.Error("a payload outside of a case was let through in the clear")
	}
}

func TestFailureThatCannotBeSealedTellsNothing(t *testing.T) {
	ring := newRing(t, rootURL, newShelf(t))
	failures := keys.NewFailureConverter(ring) // belongs to no case
	got := failures.ErrorToFailure(temporal.NewNonRetryableApplicationError("for "+name, "closed", nil, name))
	if strings.Contains(got.String(), name) {
		t.Errorf("the failure tells %v", got)
	}
	var kept *temporal.ApplicationError
	if err := failures.FailureToError(got); !errors.As(err, &kept) || kept.Type() != "closed" || !kept.NonRetryable() {
		t.Errorf("the failure lost its type: %v", err)
	}
}
