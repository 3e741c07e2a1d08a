package bpmn

import "github.com/beevik/etree"

// datum adds something that holds data to the definition.
func (p *processReader) datum(x *etree.Element, kind DataKind, parent *Element) *Data {
	d := &Data{
		ID: id(x), Name: name(x), Kind: kind, Parent: parent, Collection: truth(x, "isCollection", false),
		Item: p.item(x, "itemSubjectRef"),
	}
	if state := child(x, "dataState"); state != nil {
		d.State = name(state)
	}
	p.checkCollections(d, x)
	if d.ID != "" && p.def.data[d.ID] == nil {
		p.def.data[d.ID] = d
	}
	return d
}

// dataReferences joins references to their data objects and stores, once all of them are read.
func (p *processReader) dataReferences(s *Scope, nodes map[*Data]*etree.Element) {
	for _, d := range s.Data {
		x := nodes[d]
		switch d.Kind {
		case DataObjectReference:
			ref := local(x.SelectAttrValue("dataObjectRef", ""))
			if d.Refers = p.def.data[ref]; d.Refers != nil && d.Refers.Kind != DataObject {
				d.Refers = nil // reported by the schema check
			}
		case DataStoreReference:
			d.Refers = resolve(x.SelectAttrValue("dataStoreRef", ""), p.stores)
		}
	}
}

// ioSpecification reads what an activity or process needs and gives; parent is nil for a process.
func (p *processReader) ioSpecification(x *etree.Element, parent *Element) *IOSpecification {
	io := &IOSpecification{}
	for _, c := range children(x) {
		switch c.Tag {
		case "dataInput":
			io.Inputs = append(io.Inputs, p.datum(c, DataInput, parent))
		case "dataOutput":
			io.Outputs = append(io.Outputs, p.datum(c, DataOutput, parent))
		case "inputSet":
			io.InputSets = append(io.InputSets, p.dataSet(c, "dataInputRefs", "optionalInputRefs", "whileExecutingInputRefs"))
		case "outputSet":
			io.OutputSets = append(io.OutputSets, p.dataSet(c, "dataOutputRefs", "optionalOutputRefs", "whileExecutingOutputRefs"))
		}
	}
	return io
}

func (p *processReader) dataSet(x *etree.Element, all, optional, while string) DataSet {
	s := DataSet{ID: id(x), Name: name(x)}
	for _, c := range children(x) {
		if c.Tag == "inputSetRefs" || c.Tag == "outputSetRefs" {
			s.Partners = append(s.Partners, local(c.Text()))
			continue
		}
		list := map[string]*[]*Data{all: &s.Data, optional: &s.Optional, while: &s.WhileExecuting}[c.Tag]
		if list == nil {
			continue
		}
		if d := resolve(c.Text(), p.def.data); d != nil {
			*list = append(*list, d)
		}
	}
	return s
}

func (p *processReader) dataAssociation(x, c *etree.Element) *DataAssociation {
	a := &DataAssociation{ID: id(c)}
	where := c
	if a.ID == "" {
		where = x
	}
	for _, part := range children(c) {
		switch part.Tag {
		case "sourceRef":
			if d := resolve(part.Text(), p.def.data); d != nil {
				a.Sources = append(a.Sources, d)
			}
		case "targetRef":
			a.Target = resolve(part.Text(), p.def.data)
		case "transformation":
			a.Transformation = text(part)
			p.feel(where, "transformation", a.Transformation)
		case "assignment":
			a.Assignments = append(a.Assignments, Assignment{text(child(part, "from")), text(child(part, "to"))})
		}
	}
	return a
}
