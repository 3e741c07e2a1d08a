package bpmn

// checkData checks the data of an element (BPMN 2.0.2, 10.4).
func (p *processReader) checkData(e *Element) {
	if e.IO != nil {
		p.checkIO(p.nodes[e.Index], e.IO)
	}
	for _, a := range e.DataIn {
		p.checkAssociation(e, a)
		if a.Target != nil && (a.Target.Parent != e || a.Target.Kind == DataOutput) {
			p.wrong(e, "data-association-end", "The data association leads into %s, which is no input of this element.", a.Target.ID)
		}
		for _, d := range a.Sources {
			if d.Kind == DataOutput {
				p.wrong(e, "data-association-end", "The data association begins at %s, a data output of a process or another step; those can only be filled.", d.ID)
			}
		}
	}
	for _, a := range e.DataOut {
		p.checkAssociation(e, a)
		for _, d := range a.Sources {
			if d.Parent != e || d.Kind == DataInput {
				p.wrong(e, "data-association-end", "The data association begins at %s, which is no output of this element.", d.ID)
			}
		}
		if a.Target != nil && a.Target.Kind == DataInput {
			p.wrong(e, "data-association-end", "The data association leads into %s, a data input of a process or another step; those can only be read.", a.Target.ID)
		}
	}
}

// checkAssociation checks that data can be copied as it is, where no transformation makes it fit.
func (p *processReader) checkAssociation(e *Element, a *DataAssociation) {
	if a.Transformation != "" {
		return
	}
	if len(a.Sources) > 1 {
		p.wrong(e, "data-association-sources", "A data association with several sources needs a transformation that makes one of them.")
	}
	if len(a.Sources) != 1 || a.Target == nil || len(a.Assignments) > 0 {
		return
	}
	from, to := a.Sources[0].item(), a.Target.item()
	if from != nil && to != nil && !from.same(to) {
		p.refuse(e, "data-association-item", "The data association copies %s to %s, which have different types; it needs a transformation.", a.Sources[0].ID, a.Target.ID)
	}
}

// item gives the type of data: its own or, of a reference without one, that of what it refers to.
func (d *Data) item() *ItemDefinition {
	if d.Item == nil && d.Refers != nil {
		return d.Refers.item()
	}
	return d.Item
}

// checkEventData wants one data input or output for each event definition, of its type (10.5.1).
func (p *processReader) checkEventData(e *Element) {
	data := append(append([]*Data{}, e.Inputs...), e.Outputs...)
	if len(data) == 0 {
		return
	}
	if len(data) < len(e.Triggers) {
		p.wrong(e, "event-data-count", "The event has %d event definitions, but only %d data inputs or outputs; each definition needs its own.", len(e.Triggers), len(data))
		return
	}
	for i, t := range e.Triggers {
		if item := t.item(); item != nil && data[i].Item != nil && !item.same(data[i].Item) {
			p.wrong(e, "event-data-item", "The data %s has another type than what the %s carries.", data[i].ID, t.Kind)
		}
	}
}

// item gives the type of what an event carries; nil if it carries nothing or does not say.
func (t *Trigger) item() *ItemDefinition {
	switch {
	case t.Message != nil:
		return t.Message.Item
	case t.Signal != nil:
		return t.Signal.Item
	case t.Error != nil:
		return t.Error.Item
	case t.Escalation != nil:
		return t.Escalation.Item
	}
	return nil
}
