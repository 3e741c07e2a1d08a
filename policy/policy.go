package policy

import (
	_ "embed"
	"fmt"

	"github.com/cedar-policy/cedar-go"

	"handinhand/models"
)

//go:embed rules.cedar
var rules []byte

//go:embed know.cedar
var knowRules []byte

// Policy is the compiled rules. It may be used by many goroutines.
type Policy struct {
	set  *cedar.PolicySet // all of them
	sets map[question]*cedar.PolicySet
}

// New compiles the rules. They are part of the program: an error is a mistake in
// them.
func New() (*Policy, error) {
	set := cedar.NewPolicySet()
	for name, text := range map[string][]byte{"rules.cedar": rules, "know.cedar": knowRules} {
		parsed, err := cedar.NewPolicyListFromBytes(name, text)
		if err != nil {
			return nil, fmt.Errorf("policy: %s: %w", name, err)
		}
		for _, p := range parsed {
			id := cedar.PolicyID(p.Annotations()["id"])
			if id == "" || !set.Add(id, p) {
				return nil, fmt.Errorf("policy: %s: a rule at line %d has no @id of its own", name, p.Position().Line)
			}
		}
	}
	sets, err := byQuestion(set)
	return &Policy{set: set, sets: sets}, err
}

// Permit is nil when the actor may. Else it is a Problem: unsigned-in; closed,
// when only the task's end stands in the way; forbidden, when the actor may know
// of the resource; not-found, when not.
func (p *Policy) Permit(r Request) error {
	if r.Actor.Person == "" {
		return models.Problemf(models.KindUnsignedIn, "unsigned-in", "sign in first")
	}
	if kinds[r.Action] == "" || kinds[r.Action] != r.Resource.kind {
		return fmt.Errorf("policy: %q is no action on a %q", r.Action, r.Resource.kind)
	}
	entities := entitiesOf(r)
	allowed, err := p.decide(r, entities)
	if err != nil || allowed {
		return err
	}
	if r.Resource.state != "" && r.Resource.state != models.TaskOpen {
		reopened := r
		reopened.Resource.state = models.TaskOpen
		if allowed, err = p.decide(reopened, entitiesOf(reopened)); err != nil {
			return err
		}
		if allowed {
			return models.Problemf(models.KindClosed, "task.closed", "the task is no longer open")
		}
	}
	asked := r
	asked.Action = know
	known, err := p.decide(asked, entities)
	switch {
	case err != nil:
		return err
	case known:
		return models.Problemf(models.KindForbidden, "forbidden", "this actor may not %s here", r.Action)
	}
	return models.Problemf(models.KindNotFound, "not-found", "there is none")
}

// entitiesOf are the actor and the resource of a request, as rules see them.
func entitiesOf(r Request) cedar.EntityMap {
	actor, resource := actorUID(r.Actor.Person), resourceUID(r.Resource)
	return cedar.EntityMap{
		actor:    {UID: actor, Attributes: actorRecord(r.Actor)},
		resource: {UID: resource, Attributes: resourceRecord(r.Resource)},
	}
}

// decide asks the rules. A rule that fails to evaluate is a mistake in it, and
// permits nothing.
func (p *Policy) decide(r Request, entities cedar.EntityMap) (bool, error) {
	set := p.sets[question{r.Action, r.Resource.kind}]
	if set == nil {
		return false, nil
	}
	decision, diagnostic := cedar.Authorize(set, entities, cedar.Request{
		Principal: actorUID(r.Actor.Person), Action: actionUID(r.Action), Resource: resourceUID(r.Resource), Context: cedar.NewRecord(nil),
	})
	if len(diagnostic.Errors) > 0 {
		return false, fmt.Errorf("policy: rule %s failed: %s", diagnostic.Errors[0].PolicyID, diagnostic.Errors[0].Message)
	}
	return decision == cedar.Allow, nil
}

func actionUID(a Action) cedar.EntityUID { return cedar.NewEntityUID("Action", cedar.String(a)) }

func resourceUID(r Resource) cedar.EntityUID {
	return cedar.NewEntityUID(cedar.EntityType(r.kind), "asked")
}

func actorUID(id models.PersonID) cedar.EntityUID {
	return cedar.NewEntityUID("Actor", cedar.String(id))
}

func agencyUID(id models.AgencyID) cedar.EntityUID {
	return cedar.NewEntityUID("Agency", cedar.String(id))
}

func words[S ~string](list []S) cedar.Set {
	values := make([]cedar.Value, len(list))
	for i, word := range list {
		values[i] = cedar.String(word)
	}
	return cedar.NewSet(values...)
}

func actors(people []models.PersonID) cedar.Set {
	values := make([]cedar.Value, len(people))
	for i, person := range people {
		values[i] = actorUID(person)
	}
	return cedar.NewSet(values...)
}

func actorRecord(a Actor) cedar.Record {
	out := cedar.RecordMap{"roles": words(a.Roles), "zone": cedar.String(a.Agency.Zone)}
	if a.Agency.ID != "" {
		out["agency"] = agencyUID(a.Agency.ID)
	}
	return cedar.NewRecord(out)
}

func resourceRecord(r Resource) cedar.Record {
	out := cedar.RecordMap{}
	switch r.kind {
	case "Case", "Emergency", "Attestation", "Concern":
		out["person"] = actorUID(r.person)
	case "Proposal":
		out["proposer"] = actorUID(r.person)
	case "Grant":
		out["person"], out["basis"] = actorUID(r.person), cedar.String(r.basis)
		if r.agency != "" {
			out["holder"] = agencyUID(r.agency)
		}
		return cedar.NewRecord(out)
	case "Plan":
		return cedar.NewRecord(cedar.RecordMap{"madeBy": actorUID(r.madeBy), "large": cedar.Boolean(r.large)})
	case "Task", "Item":
		out["person"], out["state"] = actorUID(r.person), cedar.String(r.state)
	}
	switch r.kind {
	case "Case", "Task", "Item":
		var scopes []models.Scope
		if r.mandate != nil {
			out["helper"], scopes = actorUID(r.mandate.Helper), r.mandate.List()
		}
		out["scopes"] = words(scopes)
	}
	switch r.kind {
	case "Item", "Transfer":
		out["zones"], out["purposes"] = words(r.declared.Zones), words(r.declared.Purposes)
		if r.lentFor != "" {
			out["lentFor"] = cedar.String(r.lentFor)
		}
		if r.kind == "Item" {
			out["factOnly"], out["attestable"] = cedar.Boolean(r.factOnly), cedar.Boolean(r.declared.Attests)
		}
	case "Concern":
		out["officer"] = cedar.Boolean(r.officer)
	case "Emergency":
		out["zones"] = words(r.declared.Zones)
	}
	if r.agency != "" {
		out["agency"] = agencyUID(r.agency)
	}
	if r.kind == "Task" {
		out["decidedBy"] = actors(r.decidedBy)
	}
	if r.claimedBy != "" {
		out["claimedBy"] = actorUID(r.claimedBy)
	}
	if r.lentTo != "" {
		out["lentTo"] = agencyUID(r.lentTo)
	}
	return cedar.NewRecord(out)
}
