package analysis

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"

	"handinhand/process/bpmn"
	"handinhand/process/dmn"
	"handinhand/process/form"
)

// Subject is one published process, or one that wants to be: what a proof needs to know of a release. Nothing in it is changed.
type Subject struct {
	Name       string // the case type
	Hash       string // of the release
	Definition *bpmn.Definition
	Called     []*bpmn.Definition // processes and global tasks of the same file that it may call
	Forms      map[string]*form.Form
	Decision   func(id string) (*dmn.Decision, bool)
	Items      map[string]Item
	Labels     map[string][]string // label -> the zones that may see what bears it
	Switches   []string            // variables that the process owner sets and that are about nobody
}

// Item is a data item of data.yaml, as far as it matters here.
type Item struct {
	Label  string
	Fields []string // of a fact; none for a document
	Source string   // the role that has it
}

// The zones, from the least to the most restricted one. A zone that is not among them counts as enforcement.
const (
	zoneApplicant   = "applicant"
	zoneService     = "service"
	zoneExpert      = "expert"
	zoneEnforcement = "enforcement"
)

const roleApplicant = "applicant"

// Policy is the platform's word on who may act in which zone. It goes above what a drawing says: a role that the policy does
// not know is enforcement, whatever zone its lane claims, and a lane can only be stricter than the policy. So a kind of agency
// that is added later sees nothing until someone has decided that it may.
type Policy struct {
	Zones map[string]string // AgencyRole -> zone
}

// Hash names the policy in certificates: sha256, hex.
func (p Policy) Hash() string {
	sum := sha256.New()
	for _, role := range slices.Sorted(maps.Keys(p.Zones)) {
		fmt.Fprintf(sum, "%q %q\n", role, p.Zones[role])
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// zone is where a lane's agency really stands.
func (p Policy) zone(agency *bpmn.Agency) string {
	switch {
	case agency == nil:
		return zoneEnforcement
	case agency.Role == roleApplicant && agency.Zone == zoneApplicant:
		return zoneApplicant
	case p.Zones[agency.Role] == agency.Zone && (agency.Zone == zoneService || agency.Zone == zoneExpert):
		return agency.Zone
	}
	return zoneEnforcement
}

// roleZone is the zone of a role that a process names without a lane for it.
func (p Policy) roleZone(role string) string {
	if role == roleApplicant {
		return zoneApplicant
	}
	return p.zone(&bpmn.Agency{Role: role, Zone: p.Zones[role]})
}

// itemsByField gives the item that each form field belongs to.
func (s *Subject) itemsByField() map[string]string {
	of := map[string]string{}
	for _, id := range slices.Sorted(maps.Keys(s.Items)) {
		for _, field := range s.Items[id].Fields {
			of[field] = id
		}
	}
	return of
}
