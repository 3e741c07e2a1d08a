package workflows

import (
	"bytes"
	"context"
	"fmt"
	"testing"
	"text/tabwriter"
	"time"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"handinhand/activities"
	"handinhand/models"
)

// costly are the kinds of step whose history is weighed: how a process file says
// it, and how the case is moved on.
var costly = []struct {
	name, xml string
	move      func(s *server, b *ledger, id models.CaseID)
}{
	{"nothing", `<bpmn:task id="step"><bpmn:incoming>in</bpmn:incoming><bpmn:outgoing>out</bpmn:outgoing></bpmn:task>`, nil},
	{"user task", `<bpmn:userTask id="step"><bpmn:incoming>in</bpmn:incoming><bpmn:outgoing>out</bpmn:outgoing></bpmn:userTask>`, (*server).completes},
	{"timer", `<bpmn:intermediateCatchEvent id="step"><bpmn:incoming>in</bpmn:incoming><bpmn:outgoing>out</bpmn:outgoing><bpmn:timerEventDefinition id="t"><bpmn:timeDuration>PT1S</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>`, nil},
	{"service task", `<bpmn:serviceTask id="step"><bpmn:extensionElements><zeebe:taskDefinition type="notice"/><zeebe:taskHeaders><zeebe:header key="text" value="told"/><zeebe:header key="recipient" value="applicant"/></zeebe:taskHeaders></bpmn:extensionElements><bpmn:incoming>in</bpmn:incoming><bpmn:outgoing>out</bpmn:outgoing></bpmn:serviceTask>`, nil},
	{"decision", `<bpmn:businessRuleTask id="step"><bpmn:extensionElements><zeebe:calledDecision decisionId="fee" resultVariable="fee"/></bpmn:extensionElements><bpmn:incoming>in</bpmn:incoming><bpmn:outgoing>out</bpmn:outgoing></bpmn:businessRuleTask>`, nil},
	{"message", `<bpmn:intermediateCatchEvent id="step"><bpmn:incoming>in</bpmn:incoming><bpmn:outgoing>out</bpmn:outgoing><bpmn:messageEventDefinition id="m" messageRef="paid"/></bpmn:intermediateCatchEvent>`, (*server).pays},
}

const costlyProcess = `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="file" targetNamespace="https://handinhand.example/test">
  <bpmn:message id="paid" name="paid"><bpmn:extensionElements><zeebe:subscription correlationKey="=caseNumber"/></bpmn:extensionElements></bpmn:message>
  <bpmn:process id="one" isExecutable="true">
    <bpmn:startEvent id="start"><bpmn:outgoing>in</bpmn:outgoing></bpmn:startEvent>%s<bpmn:endEvent id="end"><bpmn:incoming>out</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="in" sourceRef="start" targetRef="step"/><bpmn:sequenceFlow id="out" sourceRef="step" targetRef="end"/>
  </bpmn:process>
</bpmn:definitions>`

func (s *server) completes(b *ledger, id models.CaseID) {
	s.until("the task is open", func(context.Context) (bool, error) { return len(b.seen()) > 0, nil })
	handle, err := s.UpdateWorkflow(context.Background(), client.UpdateWorkflowOptions{
		WorkflowID: id.WorkflowID(), UpdateID: "once", UpdateName: CompleteName, WaitForStage: client.WorkflowUpdateStageCompleted,
		Args: []any{CompleteTask{Task: b.seen()[0].Opened[0].Key, By: "person-1"}},
	})
	if err == nil {
		err = handle.Get(context.Background(), nil)
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *server) pays(b *ledger, id models.CaseID) {
	s.until("the case waits", func(context.Context) (bool, error) { return len(b.seen()) > 0, nil })
	if err := s.SignalWorkflow(context.Background(), id.WorkflowID(), "", MessageSignal, Message{ID: "m-1", Name: "paid", CorrelationKey: "T-1"}); err != nil {
		s.t.Fatal(err)
	}
}

// byHand is each of these steps in a workflow without an engine.
func byHand(ctx workflow.Context, id models.CaseID, kind string) error {
	sequence, done := int64(0), false
	write := func(ctx workflow.Context, b models.Burst) error {
		sequence++
		b.Case, b.Sequence, b.At = id, sequence, workflow.Now(ctx)
		options := workflow.LocalActivityOptions{StartToCloseTimeout: projectTimeout}
		return workflow.ExecuteLocalActivity(workflow.WithLocalActivityOptions(ctx, options), activities.ProjectName, b).Get(ctx, nil)
	}
	err := workflow.SetUpdateHandler(ctx, CompleteName, func(ctx workflow.Context, _ CompleteTask) (Done, error) {
		err := write(ctx, models.Burst{Closed: []models.TaskClosed{{Key: 1}}})
		done = true
		return Done{Sequence: sequence}, err
	})
	if err == nil && (kind == "nothing" || kind == "decision") {
		return write(ctx, models.Burst{})
	}
	if err == nil {
		err = write(ctx, models.Burst{Opened: []models.TaskOpened{{Key: 1, Element: "step"}}})
	}
	if err != nil {
		return err
	}
	switch kind {
	case "user task":
		return workflow.Await(ctx, func() bool { return done && workflow.AllHandlersFinished(ctx) })
	case "timer":
		err = workflow.Sleep(ctx, time.Second)
	case "service task":
		ctx := workflow.WithActivityOptions(ctx, workflow.ActivityOptions{StartToCloseTimeout: serviceTimeout})
		err = workflow.ExecuteActivity(ctx, activities.CallName, activities.ServiceCall{Case: id, Element: "step", Key: 2, Type: "notice",
			Headers: map[string]string{"text": "told", "recipient": "applicant"}, At: workflow.Now(ctx)}).Get(ctx, nil)
	case "message":
		var m Message
		workflow.GetSignalChannel(ctx, MessageSignal).Receive(ctx, &m)
	}
	if err != nil {
		return err
	}
	return write(ctx, models.Burst{})
}

// TestHistoryCostOfAStep prints what each kind of step costs in Temporal's
// history, against the same step written by hand, and holds the engine to it.
func TestHistoryCostOfAStep(t *testing.T) {
	s := newServer(t, client.Options{})
	var out bytes.Buffer
	table := tabwriter.NewWriter(&out, 2, 2, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "step\tevents\tby hand\tbytes\tby hand\t")
	var base [2]weight
	for i, kind := range costly {
		engine, hand := s.weigh(kind.name, kind.xml, kind.move, true), s.weigh(kind.name, kind.xml, kind.move, false)
		if i == 0 {
			base = [2]weight{engine, hand}
		} else {
			engine, hand = engine.less(base[0]), hand.less(base[1])
		}
		fmt.Fprintf(table, "%s\t%d\t%d\t%d\t%d\t\n", kind.name, engine.events, hand.events, engine.bytes, hand.bytes)
		if engine.events > hand.events {
			t.Errorf("%s: %d events, by hand %d", kind.name, engine.events, hand.events)
		}
		// Why a decision came to its result goes past the history: an explanation
		// in it would weigh more than the times of its events, whose length varies.
		if kind.name == "decision" && engine.bytes > stampSlack {
			t.Errorf("a decision adds %d bytes to the history", engine.bytes)
		}
	}
	_ = table.Flush()
	t.Logf("history of a step, over that of a case without one\n%s", out.String())
}

// stampSlack is how many bytes two histories of the same events may differ by
// (six events, each with a time and a task number of varying length).
// The smallest explanation is longer: explains holds it to that.
const stampSlack = 6 * 8

// weight is the size of a history.
type weight struct{ events, bytes int64 }

func (w weight) less(base weight) weight { return weight{w.events - base.events, w.bytes - base.bytes} }

// weigh plays one case of a kind to its end.
func (s *server) weigh(kind, xml string, move func(*server, *ledger, models.CaseID), engine bool) weight {
	s.t.Helper()
	rel := compiled(s.t, fmt.Appendf(nil, costlyProcess, xml))
	b, id := newLedger(), models.CaseID(models.NewID())
	acts := b.activities()
	queue := "cost-" + string(id)
	w := worker.New(s.Client, queue, worker.Options{WorkerStopTimeout: time.Second})
	w.RegisterWorkflowWithOptions((&Cases{Releases: shelf{rel}}).Case, workflow.RegisterOptions{Name: CaseName})
	w.RegisterWorkflowWithOptions(byHand, workflow.RegisterOptions{Name: "ByHand"})
	w.RegisterActivityWithOptions(acts.Project, activity.RegisterOptions{Name: activities.ProjectName})
	w.RegisterActivityWithOptions(acts.Call, activity.RegisterOptions{Name: activities.CallName})
	if err := w.Start(); err != nil {
		s.t.Fatal(err)
	}
	defer w.Stop()
	name, args := "ByHand", []any{id, kind}
	if engine {
		name, args = CaseName, []any{Input{Case: id, Release: rel.Hash, Variables: Variables{"caseNumber": "T-1"}}}
	}
	run, err := s.ExecuteWorkflow(context.Background(), client.StartWorkflowOptions{ID: id.WorkflowID(), TaskQueue: queue}, name, args...)
	if err != nil {
		s.t.Fatal(err)
	}
	if move != nil {
		move(s, b, id)
	}
	if err := run.Get(context.Background(), nil); err != nil {
		s.t.Fatal(err)
	}
	if engine && kind == "decision" && !explains(b) {
		s.t.Error("the projection does not say why the decision came to its result")
	}
	told, err := s.DescribeWorkflowExecution(context.Background(), id.WorkflowID(), "")
	if err != nil {
		s.t.Fatal(err)
	}
	return weight{told.WorkflowExecutionInfo.HistoryLength, told.WorkflowExecutionInfo.HistorySizeBytes}
}

// explains tells whether the projection got the trace of the decision.
func explains(b *ledger) bool {
	for _, burst := range b.seen() {
		for _, e := range burst.Explained {
			return e.Decision == "fee" && e.Trace == nil && len(e.Sealed) > 2*stampSlack && bytes.Contains(e.Sealed, []byte(`"everybody"`)) && bytes.Contains(e.Sealed, []byte("T-1"))
		}
	}
	return false
}
