package bpmn

import (
	"strings"

	"handinhand/process/finding"
)

// checkActivity checks tasks and sub-processes (BPMN 2.0.2, 10.3).
func (p *processReader) checkActivity(e *Element) {
	if len(e.Triggers) > 0 {
		p.wrong(e, "event-definition", "A %s cannot have an event definition.", e.Kind)
	}
	if e.StartQuantity < 1 || e.CompletionQuantity < 1 {
		p.wrong(e, "quantity", "The numbers of tokens that a step takes and gives (startQuantity, completionQuantity) must be at least 1.")
	}
	if e.Loop != nil && e.Loop.Maximum != nil && *e.Loop.Maximum < 0 {
		p.wrong(e, "loop-maximum", "The greatest number of repetitions is %d; it cannot be negative.", *e.Loop.Maximum)
	}
	if e.Multi != nil {
		p.checkMulti(e)
	}
	if e.Body != nil && e.IO != nil {
		p.wrong(e, "sub-process-io", "A sub-process must not have an ioSpecification: its steps use the data around them.")
	}
	if e.Code != nil && e.Code.Format != "" && !mimeType.MatchString(e.Code.Format) && !strings.HasPrefix(e.Code.Text, "=") {
		p.wrong(e, "mime-type", "The language of the script is %q; it must be a MIME type such as text/x-feel.", e.Code.Format)
	}
	p.checkMessageTask(e)
	p.checkService(e)
}

func (p *processReader) checkMulti(e *Element) {
	m := e.Multi
	if m.Cardinality == "" && m.In == nil && m.InputCollection == "" {
		p.refuse(e, "multi-instance-count", "The step is done several times, but does not say how often (loopCardinality) or for what (a collection).")
	}
	if m.In != nil && e.Body == nil && (m.In.Kind != DataInput || m.In.Parent != e) {
		p.refuse(e, "multi-instance-input", "The collection %s of a task must be one of the task's own data inputs.", m.In.ID)
	}
	p.checkScalar(e, m.In, m.InItem)
	p.checkScalar(e, m.Out, m.OutItem)
	switch {
	case m.Behavior == BehaviorOne && m.OneEvent == nil:
		p.wrong(e, "multi-instance-behavior", "The step throws an event when the first instance ends, but does not say which (oneBehaviorEventRef).")
	case m.Behavior == BehaviorNone && m.NoneEvent == nil:
		p.wrong(e, "multi-instance-behavior", "The step throws an event whenever an instance ends, but does not say which (noneBehaviorEventRef).")
	case m.Behavior == BehaviorComplex && len(m.Complex) == 0:
		p.wrong(e, "multi-instance-behavior", "The step throws events on conditions, but has none (complexBehaviorDefinition).")
	}
}

// checkScalar compares a collection with what an instance gets of it, or adds to it.
func (p *processReader) checkScalar(e *Element, all, one *Data) {
	if all == nil || one == nil || all.Item == nil || one.Item == nil {
		return
	}
	if !all.Item.Collection || one.Item.Collection || all.Item.Structure != one.Item.Structure {
		p.wrong(e, "multi-instance-item", "The type of %s (%s) is not that of one element of the collection %s (%s).", one.ID, one.Item.ID, all.ID, all.Item.ID)
	}
}

// checkMessageTask compares the data of a send or receive task with its message (10.3.3).
func (p *processReader) checkMessageTask(e *Element) {
	if e.Message == nil || e.IO == nil {
		return
	}
	switch e.Kind {
	case SendTask:
		if len(e.IO.InputSets) > 1 || len(e.IO.Inputs) > 1 {
			p.wrong(e, "message-data", "A send task takes what it sends from one data input in one input set.")
		}
		for _, d := range e.IO.Inputs {
			p.checkSameItem(e, d, e.Message.Item, finding.Say("message %s", e.Message.ID))
		}
	case ReceiveTask:
		if len(e.IO.OutputSets) > 1 || len(e.IO.Outputs) > 1 {
			p.wrong(e, "message-data", "A receive task puts what it receives into one data output in one output set.")
		}
		for _, d := range e.IO.Outputs {
			p.checkSameItem(e, d, e.Message.Item, finding.Say("message %s", e.Message.ID))
		}
	}
}

// checkService compares the data of a service task with its operation (10.3.3).
func (p *processReader) checkService(e *Element) {
	if e.Kind != ServiceTask || e.Operation == nil {
		return
	}
	op := e.Operation
	if e.IO == nil {
		if op.In != nil && op.In.Item != nil {
			p.refuse(e, "operation-data", "The task calls the operation %q, so it needs a data input for the message that goes in (ioSpecification).", op.ID)
		}
		return
	}
	if len(e.IO.InputSets) != 1 || len(e.IO.OutputSets) > 1 {
		p.refuse(e, "operation-data", "A task that calls an operation has exactly one input set and at most one output set; this one has %d and %d.", len(e.IO.InputSets), len(e.IO.OutputSets))
	}
	for _, d := range e.IO.Inputs {
		if op.In != nil {
			p.checkSameItem(e, d, op.In.Item, finding.Say("message that goes into %s", op.ID))
		}
	}
	for _, d := range e.IO.Outputs {
		if op.Out != nil {
			p.checkSameItem(e, d, op.Out.Item, finding.Say("message that comes out of %s", op.ID))
		}
	}
}

func (p *processReader) checkSameItem(e *Element, d *Data, want *ItemDefinition, whose finding.Text) {
	if !d.Item.same(want) {
		p.refuse(e, "item-mismatch", "The data %s has another type than the %s.", d.ID, whose)
	}
}

// same tells whether two types are the same: one definition, or two of the same structure.
func (i *ItemDefinition) same(other *ItemDefinition) bool {
	if i == nil || other == nil {
		return i == other
	}
	return i == other || i.Structure != "" && i.Structure == other.Structure && i.Collection == other.Collection
}
