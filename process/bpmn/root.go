package bpmn

import (
	"strings"

	"github.com/beevik/etree"
)

// roots holds what root elements say, by id, while a file is read.
type roots struct {
	messages    map[string]*Message
	signals     map[string]*Signal
	errors      map[string]*Error
	escalations map[string]*Escalation
	items       map[string]*ItemDefinition
	stores      map[string]*Data
	operations  map[string]*Operation
	properties  map[string]*CorrelationProperty
	keys        map[string]*CorrelationKey
	events      map[string]*etree.Element // event definitions that events share
}

func newRoots() roots {
	return roots{
		map[string]*Message{}, map[string]*Signal{}, map[string]*Error{}, map[string]*Escalation{}, map[string]*ItemDefinition{},
		map[string]*Data{}, map[string]*Operation{}, map[string]*CorrelationProperty{}, map[string]*CorrelationKey{}, map[string]*etree.Element{},
	}
}

// resolve finds what a reference names; nil if it names nothing. That the reference is right is checked with the schema.
func resolve[T any](ref string, in map[string]*T) *T { return in[local(ref)] }

// rootElements reads what processes refer to. Items come first, because the others refer to them, then messages.
func (r *reader) rootElements(root *etree.Element) {
	all := children(root)
	for _, pass := range []map[string]func(*etree.Element){
		{"itemDefinition": r.itemDefinition},
		{"message": r.message, "signal": r.signal, "error": r.error, "escalation": r.escalation, "dataStore": r.dataStore},
		{"interface": r.operations, "correlationProperty": r.correlationProperty},
		{"collaboration": r.correlationKeys, "globalConversation": r.correlationKeys},
	} {
		for _, x := range all {
			if read := pass[x.Tag]; read != nil {
				read(x)
			}
		}
	}
	for _, x := range all {
		if strings.HasSuffix(x.Tag, "EventDefinition") {
			r.events[id(x)] = x
		}
	}
}

func (r *reader) itemDefinition(x *etree.Element) {
	i := &ItemDefinition{
		ID: id(x), Structure: strings.TrimSpace(x.SelectAttrValue("structureRef", "")),
		Collection: truth(x, "isCollection", false), Physical: x.SelectAttrValue("itemKind", "") == "Physical",
	}
	r.model.Items = append(r.model.Items, i)
	r.items[i.ID] = i
}

func (r *reader) item(x *etree.Element, attr string) *ItemDefinition {
	return resolve(x.SelectAttrValue(attr, ""), r.items)
}

func (r *reader) message(x *etree.Element) {
	m := &Message{ID: id(x), Name: x.SelectAttrValue("name", ""), Item: r.item(x, "itemRef")}
	if sub := extension(x, ZeebeNS, "subscription"); sub != nil {
		m.CorrelationKey = strings.TrimSpace(sub.SelectAttrValue("correlationKey", ""))
		r.feel(x, "correlation key", m.CorrelationKey)
	}
	r.mayBeFeel(x, "message name", m.Name)
	r.model.Messages = append(r.model.Messages, m)
	r.messages[m.ID] = m
}

func (r *reader) signal(x *etree.Element) {
	s := &Signal{ID: id(x), Name: x.SelectAttrValue("name", ""), Item: r.item(x, "structureRef")}
	r.mayBeFeel(x, "signal name", s.Name)
	r.model.Signals = append(r.model.Signals, s)
	r.signals[s.ID] = s
}

func (r *reader) error(x *etree.Element) {
	e := &Error{ID: id(x), Name: name(x), Code: x.SelectAttrValue("errorCode", ""), Item: r.item(x, "structureRef")}
	r.model.Errors = append(r.model.Errors, e)
	r.errors[e.ID] = e
}

func (r *reader) escalation(x *etree.Element) {
	e := &Escalation{ID: id(x), Name: name(x), Code: x.SelectAttrValue("escalationCode", ""), Item: r.item(x, "structureRef")}
	r.model.Escalations = append(r.model.Escalations, e)
	r.escalations[e.ID] = e
}

func (r *reader) dataStore(x *etree.Element) {
	d := &Data{ID: id(x), Name: name(x), Kind: DataStore, Item: r.item(x, "itemSubjectRef")}
	r.model.Stores = append(r.model.Stores, d)
	r.stores[d.ID] = d
}

func (r *reader) operations(x *etree.Element) {
	for _, c := range children(x) {
		if c.Tag != "operation" {
			continue
		}
		o := &Operation{ID: id(c), Name: name(c), Interface: id(x)}
		for _, ref := range children(c) {
			switch ref.Tag {
			case "inMessageRef":
				o.In = resolve(ref.Text(), r.messages)
			case "outMessageRef":
				o.Out = resolve(ref.Text(), r.messages)
			case "errorRef":
				if e := resolve(ref.Text(), r.errors); e != nil {
					o.Errors = append(o.Errors, e)
				}
			}
		}
		r.model.Operations = append(r.model.Operations, o)
		r.roots.operations[o.ID] = o
	}
}

func (r *reader) correlationProperty(x *etree.Element) {
	p := &CorrelationProperty{ID: id(x), Name: name(x)}
	for _, c := range children(x) {
		if c.Tag != "correlationPropertyRetrievalExpression" {
			continue
		}
		m := resolve(c.SelectAttrValue("messageRef", ""), r.messages)
		p.Paths = append(p.Paths, Retrieval{m, text(child(c, "messagePath"))})
	}
	r.model.Properties = append(r.model.Properties, p)
	r.properties[p.ID] = p
}

func (r *reader) correlationKeys(collaboration *etree.Element) {
	for _, x := range children(collaboration) {
		if x.Tag != "correlationKey" {
			continue
		}
		k := &CorrelationKey{ID: id(x), Name: name(x)}
		for _, c := range children(x) {
			if c.Tag == "correlationPropertyRef" {
				if p := resolve(c.Text(), r.properties); p != nil {
					k.Properties = append(k.Properties, p)
				}
			}
		}
		r.model.Keys = append(r.model.Keys, k)
		r.keys[k.ID] = k
	}
}

func (p *processReader) subscription(x *etree.Element) {
	s := &CorrelationSubscription{ID: id(x), Key: resolve(x.SelectAttrValue("correlationKeyRef", ""), p.keys)}
	for _, c := range children(x) {
		if c.Tag != "correlationPropertyBinding" {
			continue
		}
		property := resolve(c.SelectAttrValue("correlationPropertyRef", ""), p.properties)
		s.Bindings = append(s.Bindings, Binding{property, text(child(c, "dataPath"))})
	}
	p.def.Subscriptions = append(p.def.Subscriptions, s)
}

// text gives the trimmed text of an element, empty for none.
func text(x *etree.Element) string {
	if x == nil {
		return ""
	}
	return strings.TrimSpace(x.Text())
}
