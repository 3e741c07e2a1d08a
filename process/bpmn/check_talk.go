package bpmn

import "github.com/beevik/etree"

// conversing is what a global conversation may hold (table 9.15).
var conversing = words("documentation extensionElements participant messageFlow correlationKey choreographyRef")

// checkTalk checks a collaboration, global conversation or choreography (BPMN 2.0.2, clause 9).
func (r *reader) checkTalk(x *etree.Element) {
	closed := truth(x, "isClosed", false)
	for _, c := range children(x) {
		switch {
		case x.Tag == "globalConversation" && !conversing[c.Tag]:
			r.fail(x, "conversation-content", "A global conversation holds participants, message flows and correlation keys only, no <%s>.", c.Tag)
		case c.Tag == "choreographyRef" && x.Tag != "collaboration":
			r.fail(x, "choreography-reference", "A %s must not refer to a choreography.", x.Tag)
		case c.Tag == "choreographyRef":
			for _, other := range children(x.Parent()) {
				if id(other) == local(c.Text()) && truth(other, "isClosed", false) != closed {
					r.fail(x, "choreography-closed", "The collaboration and the choreography %s that it shows must agree on isClosed.", id(other))
				}
			}
		}
	}
}

// checkParticipant checks how many participants a pool stands for (table 9.4).
func (r *reader) checkParticipant(x *etree.Element, p *Participant) {
	if child(x, "participantMultiplicity") == nil {
		return
	}
	if p.Minimum < 0 {
		r.fail(x, "multiplicity", "The least number of participants is %d; it cannot be negative.", p.Minimum)
	}
	if p.Maximum < 1 || p.Maximum < p.Minimum {
		r.fail(x, "multiplicity", "The greatest number of participants is %d; it must be at least 1 and at least the least number, %d.", p.Maximum, p.Minimum)
	}
}

// checkMessageFlows checks that message flows join pools, and who may send and receive (7.6.2, 10.5.2 and 10.5.3).
func (r *reader) checkMessageFlows() {
	for _, f := range r.model.MessageFlows {
		if f.node.Parent().Tag == "choreography" {
			continue
		}
		from, to := r.pool(f.Source), r.pool(f.Target)
		if from != "" && from == to {
			r.fail(f.node, "message-flow-in-pool", "The message flow joins two ends of the same pool; inside a pool use sequence flows and data.")
		}
		r.checkSender(f)
		r.checkReceiver(f)
	}
}

// pool gives the id of the pool that an element stands in, or of its process if no pool shows it; empty for what is in
// neither.
func (r *reader) pool(id string) string {
	for _, p := range r.model.Participants {
		if p.ID == id {
			return p.ID
		}
	}
	for _, d := range r.model.Processes {
		if d.elements[id] == nil {
			continue
		}
		for _, p := range r.model.Participants {
			if p.Process == d {
				return p.ID
			}
		}
		return d.ID
	}
	return ""
}

func (r *reader) element(id string) *Element {
	for _, d := range r.model.Processes {
		if e := d.elements[id]; e != nil {
			return e
		}
	}
	return nil
}

func (r *reader) checkSender(f *MessageFlow) {
	e := r.element(f.Source)
	switch {
	case e == nil:
	case e.catches():
		r.fail(f.node, "message-flow-source", "The message flow begins at %s, a %s, which receives messages and sends none.", label(e), e.Kind)
	case e.Kind == EndEvent && e.Trigger(MessageTrigger) == nil:
		r.fail(f.node, "message-flow-event", "The message flow begins at %s, an end event that sends no message (messageEventDefinition).", label(e))
	}
}

func (r *reader) checkReceiver(f *MessageFlow) {
	e := r.element(f.Target)
	switch {
	case e == nil:
	case e.throws():
		r.fail(f.node, "message-flow-target", "The message flow ends at %s, a %s, which sends messages and receives none.", label(e), e.Kind)
	case e.Kind == StartEvent && e.Trigger(MessageTrigger) == nil:
		r.fail(f.node, "message-flow-event", "The message flow ends at %s, a start event that waits for no message (messageEventDefinition).", label(e))
	}
}
