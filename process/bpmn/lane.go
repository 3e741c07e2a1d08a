package bpmn

import (
	"slices"
	"strconv"
	"strings"

	"github.com/beevik/etree"

	"handinhand/process/finding"
)

// zones is the allow-list of hih:agency/@zone. Enforcement is what an agency is that does not say.
var zones = []string{"applicant", "service", "expert", "enforcement"}

// lanesOf reads the lanes of a process and of its sub-processes. What stands in no lane has that of the activity that it
// is attached to, or of the sub-process around it.
func (p *processReader) lanesOf(x *etree.Element) {
	p.laneSets(x, nil)
	for i, e := range p.def.Elements {
		if e.Body != nil {
			p.laneSets(p.nodes[i], nil)
		}
	}
	for _, e := range p.def.Elements {
		e.inheritLane()
	}
}

func (e *Element) inheritLane() {
	if e.Lane == nil && e.AttachedTo != nil {
		e.AttachedTo.inheritLane()
		e.Lane = e.AttachedTo.Lane
	}
	if e.Lane == nil && e.Parent != nil {
		e.Parent.inheritLane()
		e.Lane = e.Parent.Lane
	}
}

func (p *processReader) laneSets(x *etree.Element, parent *Lane) {
	for _, c := range children(x) {
		if c.Tag == "laneSet" {
			p.lanes(c, parent)
		}
	}
}

// lanes reads a lane set of any depth and puts elements into their innermost lane.
func (p *processReader) lanes(set *etree.Element, parent *Lane) {
	for _, x := range children(set) {
		if x.Tag != "lane" {
			continue
		}
		l := &Lane{ID: id(x), Name: name(x), Agency: p.agency(x), Parent: parent}
		if l.Agency == nil && parent != nil {
			l.Agency = parent.Agency
		}
		p.def.Lanes = append(p.def.Lanes, l)
		for _, c := range children(x) {
			switch c.Tag {
			case "flowNodeRef":
				p.place(x, l, local(c.Text()))
			case "childLaneSet":
				p.lanes(c, l)
			}
		}
	}
}

func (p *processReader) place(x *etree.Element, l *Lane, ref string) {
	e := p.def.elements[ref]
	switch {
	case e == nil:
		p.fail(x, "dangling-reference", "The lane holds %q, which is no step of this process.", ref)
	case e.Lane == nil || inside(l, e.Lane):
		e.Lane = l
	case !inside(e.Lane, l):
		p.fail(x, "two-lanes", "%s stands in two lanes, %s and %s; it must be clear who does it.", label(e), e.Lane.ID, l.ID)
	}
}

// inside tells whether a lane lies in another one, at any depth, or is the same.
func inside(l, outer *Lane) bool {
	for ; l != nil; l = l.Parent {
		if l == outer {
			return true
		}
	}
	return false
}

// agency reads hih:agency; nil if there is none.
func (r *reader) agency(x *etree.Element) *Agency {
	ext := extension(x, HihNS, "agency")
	if ext == nil {
		return nil
	}
	r.strangers(x, ext)
	a := &Agency{Role: strings.TrimSpace(ext.SelectAttrValue("role", "")), Zone: strings.TrimSpace(ext.SelectAttrValue("zone", ""))}
	if a.Role == "" {
		r.fail(x, "agency-without-role", "hih:agency does not say which role acts here.")
	}
	if a.Zone == "" {
		a.Zone = "enforcement"
		if a.Role == "applicant" {
			a.Zone = "applicant"
		}
	}
	if !slices.Contains(zones, a.Zone) {
		r.fail(x, "unknown-zone", "The zone %q is none of %s.", a.Zone, strings.Join(zones, ", "))
	}
	return a
}

// collaboration reads pools and the message flows between them.
func (r *reader) collaboration(x *etree.Element, processes map[string]*Definition) {
	for _, c := range children(x) {
		switch c.Tag {
		case "participant":
			r.participant(c, processes)
		case "messageFlow":
			r.strangers(c, extension(c, HihNS, "transfer"))
			f := &MessageFlow{
				node: c, ID: id(c), Name: name(c), Message: resolve(c.SelectAttrValue("messageRef", ""), r.messages),
				Source: local(c.SelectAttrValue("sourceRef", "")), Target: local(c.SelectAttrValue("targetRef", "")),
				Transfer: r.transfer(c, extension(c, HihNS, "transfer")),
			}
			r.model.MessageFlows = append(r.model.MessageFlows, f)
		}
	}
}

func (r *reader) participant(x *etree.Element, processes map[string]*Definition) {
	p := &Participant{ID: id(x), Name: name(x), Agency: r.agency(x), Minimum: 1, Maximum: 1}
	if m := child(x, "participantMultiplicity"); m != nil {
		p.Minimum, p.Maximum = count(m, "minimum", 0), count(m, "maximum", 1)
	}
	r.model.Participants = append(r.model.Participants, p)
	p.Process = processes[local(x.SelectAttrValue("processRef", ""))]
	r.checkParticipant(x, p)
}

// count reads a whole number; that it is one is checked with the schema.
func count(m *etree.Element, attr string, otherwise int) int {
	if n, err := strconv.Atoi(strings.TrimSpace(m.SelectAttrValue(attr, ""))); err == nil {
		return n
	}
	return otherwise
}

// agencies gives lanes without an agency that of their pool, and a process without lanes a lane that is its pool. Then
// it checks that a role has one zone.
func (r *reader) agencies(d *Definition) {
	for _, p := range r.model.Participants {
		if p.Process != d || p.Agency == nil {
			continue
		}
		if len(d.Lanes) == 0 {
			d.Lanes = append(d.Lanes, &Lane{ID: p.ID, Name: p.Name})
			for _, e := range d.Elements {
				e.Lane = d.Lanes[0]
			}
		}
		for _, l := range d.Lanes {
			if l.Agency == nil {
				l.Agency = p.Agency
			}
		}
	}
	zone := map[string]string{}
	for _, l := range d.Lanes {
		if l.Agency == nil {
			continue
		}
		if z, seen := zone[l.Agency.Role]; seen && z != l.Agency.Zone {
			r.report(finding.Error, l.ID, l.Name, "role-in-two-zones",
				"The role %q stands in the zones %s and %s; it must have one.", l.Agency.Role, z, l.Agency.Zone)
		}
		zone[l.Agency.Role] = l.Agency.Zone
	}
}
