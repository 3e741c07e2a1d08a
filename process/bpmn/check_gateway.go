package bpmn

// checkGateway checks gateways (BPMN 2.0.2, 10.6).
func (p *processReader) checkGateway(e *Element) {
	in, out := len(e.Incoming), len(e.Outgoing)
	switch {
	case e.Direction == "Converging" && (out > 1 || in < 2):
		p.wrong(e, "gateway-direction", "The gateway says that it joins flows (Converging), so it must have several incoming flows and one outgoing; it has %d and %d.", in, out)
	case e.Direction == "Diverging" && (in > 1 || out < 2):
		p.wrong(e, "gateway-direction", "The gateway says that it splits flows (Diverging), so it must have one incoming flow and several outgoing; it has %d and %d.", in, out)
	case e.Direction == "Mixed" && (in < 2 || out < 2):
		p.wrong(e, "gateway-direction", "The gateway says that it joins and splits flows (Mixed), so it must have several of both; it has %d and %d.", in, out)
	case in < 2 && out < 2 && e.Kind != EventGateway:
		p.wrong(e, "gateway-alone", "The gateway neither joins nor splits flows: it has %d incoming and %d outgoing. Leave it out or join it.", in, out)
	}
	if e.Kind == EventGateway {
		p.checkEventGateway(e)
	}
}

// checkEventGateway checks what may follow an event-based gateway (10.6.6).
func (p *processReader) checkEventGateway(e *Element) {
	if len(e.Outgoing) < 2 {
		p.wrong(e, "event-gateway-outgoing", "An event-based gateway needs at least two events to choose from; it has %d.", len(e.Outgoing))
	}
	if e.StartParallel && !e.Instantiate {
		p.wrong(e, "event-gateway-parallel", "Only an event-based gateway that begins a process may wait for all of its events (eventGatewayType=\"Parallel\").")
	}
	messages, tasks := false, false
	allowed := words("message timer conditional signal")
	for _, f := range e.Outgoing {
		to := f.Target
		switch {
		case to.Kind == ReceiveTask:
			tasks = true
			if len(to.Boundary) > 0 {
				p.wrong(to, "event-gateway-boundary", "The receive task follows an event-based gateway, so no event may be attached to it.")
			}
		case to.Kind == CatchEvent && len(to.Triggers) > 0:
			for _, t := range to.Triggers {
				messages = messages || t.Kind == MessageTrigger
				if !allowed[string(t.Kind)] {
					p.wrong(to, "event-gateway-target", "A %s event cannot follow an event-based gateway; a message, timer, condition or signal can.", t.Kind)
				}
			}
		default:
			p.wrong(to, "event-gateway-target", "A %s cannot follow an event-based gateway; a catching event or a receive task can.", to.Kind)
		}
		if len(to.Incoming) > 1 {
			p.wrong(to, "event-gateway-shared", "The element follows an event-based gateway, so no other flow may lead to it.")
		}
	}
	if messages && tasks {
		p.wrong(e, "event-gateway-mixed", "After an event-based gateway stand either message events or receive tasks, not both.")
	}
}
