package engine

import "handinhand/process/bpmn"

// behaviour is what the elements of one kind do with a token. What all have in common (mappings, boundary events, loops,
// incidents) is in activity.go; each kind has a file with what is its own.
type behaviour struct {
	// arrive takes a token that came over a flow, for a node that waits for several. Nil: each token enters at once.
	arrive func(m *machine, n *node, at move)
	// work does what an entered instance is for, or says why it cannot; then nothing may have been done. Nil: the token
	// goes on at once.
	work func(m *machine, e entry) problem
	// ways chooses the flows that a token leaves by. Nil: all of them.
	ways func(m *machine, n *node, scope Key) ([]int, problem)
	// settle looks at a body in which something has ended. Nil: it ends when nothing is left.
	settle func(m *machine, n *node, key Key)
}

// entry is an instance whose work begins: its inputs are mapped, what it waits for is evaluated.
type entry struct {
	node  *node
	key   Key
	waits []wait
}

var (
	process    = behaviour{work: enterBody}
	starting   = behaviour{}
	passing    = behaviour{ways: chosen}
	catching   = behaviour{work: catch, ways: chosen}
	throwing   = behaviour{work: throw, ways: chosen}
	sending    = behaviour{work: send, ways: chosen}
	serving    = behaviour{work: callService, ways: chosen}
	scripting  = behaviour{work: runScript, ways: chosen}
	deciding   = behaviour{work: takeDecision, ways: chosen}
	asking     = behaviour{work: openTask, ways: chosen}
	calling    = behaviour{work: startChild, ways: chosen}
	containing = behaviour{work: enterBody, ways: chosen}
	choosing   = behaviour{work: enterAdHoc, ways: chosen, settle: settleAdHoc}
	exclusive  = behaviour{ways: firstOf}
	forking    = behaviour{arrive: joinAll}
	inclusive  = behaviour{arrive: gather, ways: chosen}
	manifold   = behaviour{arrive: gatherComplex, ways: chosen}
	deferring  = behaviour{work: awaitChoice}
)

// kinds is the element table: what runs, how, and what is read from the file for it. Reading may choose another
// behaviour: a throw event that throws nothing passes, a script task whose work a service does serves.
var kinds = map[bpmn.Kind]struct {
	do      *behaviour
	compile func(c *compiler, n *node, e *bpmn.Element)
}{
	bpmn.StartEvent:       {&starting, compileTriggers},
	bpmn.CatchEvent:       {&catching, compileTriggers},
	bpmn.BoundaryEvent:    {&catching, compileTriggers},
	bpmn.ThrowEvent:       {&throwing, compileThrow},
	bpmn.EndEvent:         {&throwing, compileThrow},
	bpmn.Task:             {&passing, nil},
	bpmn.ManualTask:       {&passing, nil},
	bpmn.UserTask:         {&asking, compileTask},
	bpmn.ServiceTask:      {&serving, compileService},
	bpmn.SendTask:         {&sending, compileSend},
	bpmn.ReceiveTask:      {&catching, compileReceive},
	bpmn.ScriptTask:       {&scripting, compileScript},
	bpmn.BusinessRuleTask: {&deciding, compileDecision},
	bpmn.CallActivity:     {&calling, compileCall},
	bpmn.SubProcess:       {&containing, compileBody},
	bpmn.Transaction:      {&containing, compileBody},
	bpmn.AdHocSubProcess:  {&choosing, compileAdHoc},
	bpmn.ExclusiveGateway: {&exclusive, nil},
	bpmn.ParallelGateway:  {&forking, nil},
	bpmn.InclusiveGateway: {&inclusive, compileInclusive},
	bpmn.ComplexGateway:   {&manifold, compileComplex},
	bpmn.EventGateway:     {&deferring, compileEventGateway},
}
