package bpmn

import (
	"strings"

	"github.com/beevik/etree"
)

// activity reads the attributes of tasks and sub-processes.
func (p *processReader) activity(x *etree.Element, e *Element) {
	e.ForCompensation = truth(x, "isForCompensation", false)
	e.StartQuantity, e.CompletionQuantity = count(x, "startQuantity", 1), count(x, "completionQuantity", 1)
	switch e.Kind {
	case SubProcess:
		e.TriggeredByEvent = truth(x, "triggeredByEvent", false)
	case AdHocSubProcess:
		e.AdHoc = p.adHoc(x)
	case CallActivity:
		e.Call = &Call{Element: local(x.SelectAttrValue("calledElement", "")), AllIn: true, AllOut: true}
	case ScriptTask:
		if c := child(x, "script"); c != nil {
			e.Code = &Code{Format: x.SelectAttrValue("scriptFormat", ""), Text: text(c)}
		}
	case ReceiveTask:
		e.Instantiate = truth(x, "instantiate", false)
	}
	if e.Kind == SendTask || e.Kind == ReceiveTask {
		e.Message = resolve(x.SelectAttrValue("messageRef", ""), p.messages)
	}
	if e.Kind == SendTask || e.Kind == ReceiveTask || e.Kind == ServiceTask {
		e.Operation = resolve(x.SelectAttrValue("operationRef", ""), p.roots.operations)
	}
}

func (p *processReader) adHoc(x *etree.Element) *AdHoc {
	a := &AdHoc{
		Sequential: x.SelectAttrValue("ordering", "") == "Sequential", CancelRemaining: truth(x, "cancelRemainingInstances", true),
		Completion: text(child(x, "completionCondition")),
	}
	p.feel(x, "completion condition", a.Completion)
	return a
}

func (p *processReader) gateway(x *etree.Element, e *Element) {
	e.Direction = x.SelectAttrValue("gatewayDirection", "Unspecified")
	switch e.Kind {
	case EventGateway:
		e.Instantiate = truth(x, "instantiate", false)
		e.StartParallel = x.SelectAttrValue("eventGatewayType", "") == "Parallel"
	case ComplexGateway:
		e.Activation = text(child(x, "activationCondition"))
		p.feel(x, "activation condition", e.Activation)
	}
}

// loop reads standardLoopCharacteristics c of the activity x.
func (p *processReader) loop(x, c *etree.Element) *Loop {
	l := &Loop{TestBefore: truth(c, "testBefore", false), Condition: text(child(c, "loopCondition"))}
	p.feel(x, "loop condition", l.Condition)
	if c.SelectAttr("loopMaximum") != nil {
		n := count(c, "loopMaximum", 0)
		l.Maximum = &n
	}
	return l
}

// multi reads multiInstanceLoopCharacteristics c of the activity x.
func (p *processReader) multi(x, c *etree.Element, e *Element) *MultiInstance {
	m := &MultiInstance{
		Sequential: truth(c, "isSequential", false), Behavior: Behavior(c.SelectAttrValue("behavior", string(BehaviorAll))),
		Cardinality: text(child(c, "loopCardinality")), Completion: text(child(c, "completionCondition")),
	}
	p.number(x, "number of instances", m.Cardinality)
	p.feel(x, "completion condition", m.Completion)
	m.OneEvent, m.NoneEvent = p.behaviorEvent(x, c, "oneBehaviorEventRef"), p.behaviorEvent(x, c, "noneBehaviorEventRef")
	for _, part := range children(c) {
		switch part.Tag {
		case "inputDataItem":
			m.InItem = p.datum(part, InputItem, e)
		case "outputDataItem":
			m.OutItem = p.datum(part, OutputItem, e)
		case "loopDataInputRef":
			m.In = resolve(part.Text(), p.def.data)
		case "loopDataOutputRef":
			m.Out = resolve(part.Text(), p.def.data)
		case "complexBehaviorDefinition":
			m.Complex = append(m.Complex, p.complexBehavior(x, part))
		}
	}
	p.zeebeLoop(x, c, m)
	return m
}

func (p *processReader) behaviorEvent(x, c *etree.Element, attr string) *Trigger {
	event := resolve(c.SelectAttrValue(attr, ""), p.events)
	if event == nil {
		return nil
	}
	t := p.trigger(x, event)
	t.Shared = true
	return &t
}

func (p *processReader) complexBehavior(x, c *etree.Element) ComplexBehavior {
	b := ComplexBehavior{Condition: text(child(c, "condition"))}
	p.feel(x, "condition of the behaviour", b.Condition)
	event := child(c, "event")
	if event == nil {
		return b
	}
	for _, d := range children(event) {
		switch {
		case strings.HasSuffix(d.Tag, "EventDefinition"):
			b.Triggers = append(b.Triggers, p.trigger(x, d))
		case d.Tag == "eventDefinitionRef":
			if t, ok := p.shared(x, d); ok {
				b.Triggers = append(b.Triggers, t)
			}
		}
	}
	return b
}

func (p *processReader) zeebeLoop(x, c *etree.Element, m *MultiInstance) {
	ext := extension(c, ZeebeNS, "loopCharacteristics")
	if ext == nil {
		return
	}
	m.InputCollection = strings.TrimSpace(ext.SelectAttrValue("inputCollection", ""))
	m.InputElement = strings.TrimSpace(ext.SelectAttrValue("inputElement", ""))
	m.OutputCollection = strings.TrimSpace(ext.SelectAttrValue("outputCollection", ""))
	m.OutputElement = strings.TrimSpace(ext.SelectAttrValue("outputElement", ""))
	p.feel(x, "input collection", m.InputCollection)
	p.feel(x, "output element", m.OutputElement)
}
