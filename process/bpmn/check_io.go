package bpmn

import (
	"slices"

	"github.com/beevik/etree"

	"handinhand/process/finding"
)

// checkIO checks the sets of an ioSpecification of the element or process x (BPMN 2.0.2, 10.4.2).
func (p *processReader) checkIO(x *etree.Element, io *IOSpecification) {
	p.checkSets(x, io.Inputs, io.InputSets, "input")
	p.checkSets(x, io.Outputs, io.OutputSets, "output")
	for _, pair := range []struct{ sets, others []DataSet }{{io.InputSets, io.OutputSets}, {io.OutputSets, io.InputSets}} {
		for _, s := range pair.sets {
			for _, id := range s.Partners {
				i := slices.IndexFunc(pair.others, func(o DataSet) bool { return o.ID == id })
				if i >= 0 && !slices.Contains(pair.others[i].Partners, s.ID) {
					p.fail(x, "data-set-partner", "The set %q names the set %q as its partner, but not the other way round.", s.ID, id)
				}
			}
		}
	}
}

func (p *processReader) checkSets(x *etree.Element, data []*Data, sets []DataSet, word string) {
	for _, d := range data {
		used := slices.ContainsFunc(sets, func(s DataSet) bool { return slices.Contains(s.Data, d) })
		if !used {
			p.fail(x, "data-in-no-set", "The data %s %s stands in no %s set.", word, d.ID, word)
		}
	}
	for _, s := range sets {
		for _, part := range []struct {
			name finding.Text
			data []*Data
		}{{finding.Word("optional"), s.Optional}, {finding.Word("while executing"), s.WhileExecuting}} {
			for _, d := range part.data {
				if !slices.Contains(s.Data, d) {
					p.fail(x, "data-set-part", "The data %s %s is said to be %s in a set that does not hold it.", word, d.ID, part.name)
				}
			}
		}
	}
}

// checkCollections compares data with its type: both must be one thing, or both several.
func (p *processReader) checkCollections(d *Data, x *etree.Element) {
	switch d.Kind {
	case DataObject, DataInput, DataOutput, InputItem, OutputItem:
		if d.Item != nil && d.Item.Collection != d.Collection {
			p.cannot(x, "collection-mismatch", "The data %s and its type %s do not agree on whether it is a collection (isCollection).", d.ID, d.Item.ID)
		}
	}
}
