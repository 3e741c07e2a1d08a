package policy

import (
	"slices"
	"time"

	"handinhand/models"
)

const (
	me    models.PersonID = "me"
	them  models.PersonID = "them"
	mine  models.AgencyID = "mine"
	other models.AgencyID = "other"
)

// facts are what a request is made of; expected judges them in plain Go, so that
// the rules have to agree with a second way of saying the same.
type facts struct {
	roles     []models.Role
	agency    models.Agency // of the actor
	action    Action
	own       bool // the case is the actor's own
	of        models.AgencyID
	state     models.TaskState
	claimedBy models.PersonID
	helps     models.Scope // the mandate has this scope beside view; "" no mandate, "revoked" and "expired" as named
	zones     bool         // the label may be seen in the actor's zone
	purpose   bool         // the grant's purpose is declared
	decided   bool         // the task looks at a decision of the actor's anew
	attests   bool         // the release lets the task's doer attest the item
	officer   bool         // the concern is for the data-protection officer
	basis     string       // of a grant that somebody wants to end
	grant     string       // "", open, fact (lends no paper), closed, expired, foreign (other agency's), elsewhere (another task's), crossed (transfer for task and the reverse)
}

func (f facts) is(r models.Role) bool { return slices.Contains(f.roles, r) }

func (f facts) atTheirAgency() bool { return f.agency.ID != "" && f.of == f.agency.ID }

func (f facts) knownZone() bool {
	return f.agency.ID == "" || f.agency.Zone == "service" || f.agency.Zone == "expert" || f.agency.Zone == "enforcement"
}

// may is the rules once more.
func (f facts) may(state models.TaskState) bool {
	own := f.is(models.RolePerson) && f.own
	clerk := f.is(models.RoleClerk) && f.atTheirAgency()
	system := f.is(models.RoleSystem) && f.atTheirAgency()
	owner, operator := f.is(models.RoleProcessOwner), f.is(models.RoleOperator)
	open := state == models.TaskOpen
	if !f.knownZone() {
		return false
	}
	lent := f.grant == "open" || f.grant == "fact"
	if lent && !f.purpose && slices.Contains([]Action{ReadDocument, ReadAttestation, AttestDocument, ReadTransfer}, f.action) {
		return false
	}
	walled := f.agency.ID != "" && !f.zones && !(f.own && f.action != ReadTransfer)
	helps := func(s models.Scope) bool {
		return f.mandated() && f.agency.ID == "" && (s == models.ScopeView || f.helps == s)
	}
	switch f.action {
	case ClaimTask, CompleteTask, UploadDocument, RaiseAtTask:
		if f.decided {
			return false
		}
	}
	switch f.action {
	case ViewExplanations:
		return own || helps(models.ScopeRead)
	case AuditExplanations:
		return f.is(models.RoleAuditor)
	case BreakGlass:
		return clerk && !walled
	case ReadAttestation:
		return !walled && clerk && open && f.claimedBy == me && lent
	case AttestDocument:
		return !walled && clerk && open && f.claimedBy == me && f.grant == "open" && f.attests
	case ViewAttestation:
		return own || clerk
	case AnswerConcern:
		return clerk && !f.officer || f.is(models.RoleProtection) && f.officer
	case RemindAgency, ExtendDeadline:
		return f.is(models.RoleProtection) && !f.officer
	case ReadConcern, ViewConcerns, SignImpact:
		return f.is(models.RoleProtection)
	case WithdrawAttestation:
		return clerk
	case RevokeGrant:
		return clerk || own && f.basis != "eu-gdpr:A6-1-e"
	case ManageMandates, RaiseConcern, ManageConsents, DiscardCase:
		return own
	case AcceptMandate:
		return f.is(models.RolePerson) && f.agency.ID == ""
	case ViewEntries:
		return f.is(models.RoleAuditor) || f.is(models.RoleProtection)
	case StartCase:
		return f.is(models.RolePerson)
	case ViewCase:
		return own || helps(models.ScopeView)
	case ViewAccesses:
		return own
	case ViewTask:
		return (own || helps(models.ScopeView)) && f.of == "" || clerk
	case ClaimTask:
		return clerk && open
	case ReleaseTask:
		return clerk && open && f.claimedBy == me
	case ChooseStep:
		return operator || open && (own && f.of == "" || clerk)
	case CompleteTask, UploadDocument, RaiseAtTask:
		return open && ((own || helps(models.ScopeAct)) && f.of == "" || clerk && f.claimedBy == me)
	case ReadDocument:
		return !walled && (own || helps(models.ScopeRead) || clerk && open && f.claimedBy == me && f.grant == "open")
	case ViewInbox:
		return clerk
	case DeliverMessage:
		return system
	case ReadTransfer:
		return system && f.grant == "open" && !walled
	case ProposeRelease, RollBack, EditDrafts:
		return owner
	case ChangeProposal:
		return owner && f.own
	case DecideProposal:
		return owner && !f.own
	case ViewProcesses, ViewDiagram:
		return owner || operator
	case ViewIncidents, RetryIncident, ModifyCase:
		return operator
	case MigrateCase, PlanMigration, RunPlan:
		return owner || operator
	case StartPlan:
		return (owner || operator) && !(f.own && f.large())
	case ViewLog:
		return f.is(models.RoleAuditor) || f.is(models.RoleProtection) || f.agency.ID != "" && (f.is(models.RoleClerk) || f.is(models.RoleSystem))
	case ProveEntry:
		return f.is(models.RolePerson) || f.is(models.RoleAuditor) || f.is(models.RoleProtection) || f.agency.ID != "" && (f.is(models.RoleClerk) || f.is(models.RoleSystem))
	}
	return false
}

func (f facts) mayKnow() bool {
	own, clerk := f.is(models.RolePerson) && f.own, f.is(models.RoleClerk) && f.atTheirAgency()
	if !f.knownZone() {
		return false
	}
	switch kinds[f.action] {
	case "Platform":
		return true
	case "Case":
		return own || f.mandated() || f.is(models.RoleProcessOwner) || f.is(models.RoleOperator)
	case "Task":
		return own || f.mandated() || clerk
	case "Item":
		return clerk || f.mandated()
	case "Inbox", "Emergency":
		return clerk
	case "Proposal":
		return f.is(models.RoleProcessOwner) || f.is(models.RoleOperator)
	case "Concern":
		return own || clerk && !f.officer || f.is(models.RoleProtection)
	case "Grant", "Attestation":
		return own || clerk
	case "Plan":
		return f.is(models.RoleProcessOwner) || f.is(models.RoleOperator)
	}
	return false
}

// large tells of a plan that it is; no agency has to do with it.
func (f facts) large() bool { return f.of != "" }

// mandated tells whether the actor has a valid mandate, which nobody has for their
// own case.
func (f facts) mandated() bool {
	return !f.own && f.helps != "" && f.helps != "revoked" && f.helps != "expired"
}

func (f facts) mandate(person models.PersonID) *models.Mandate {
	if f.helps == "" || f.own {
		return nil
	}
	m := &models.Mandate{Person: person, Helper: me, Scopes: "view," + string(f.helps), ExpiresAt: noon.Add(time.Hour)}
	switch f.helps {
	case "revoked":
		m.RevokedAt = &noon
	case "expired":
		m.ExpiresAt = noon
	}
	return m
}

func (f facts) declared() Declared {
	d := Declared{Zones: []string{"applicant"}, Purposes: []string{"teaching"}}
	if f.zones {
		d.Zones = append(d.Zones, string(f.agency.Zone))
	}
	d.Attests = f.attests
	if f.purpose {
		d.Purposes = append(d.Purposes, "placing")
	}
	return d
}

// expected is the kind of refusal, or "".
func (f facts) expected() models.Kind {
	switch {
	case f.may(f.state):
		return ""
	case f.state != "" && f.may(models.TaskOpen):
		return models.KindClosed
	case f.mayKnow():
		return models.KindForbidden
	}
	return models.KindNotFound
}

func (f facts) request() Request {
	person := them
	if f.own {
		person = me
	}
	task := models.Task{Case: "c", Key: 1, Agency: f.of, State: f.state, ClaimedBy: f.claimedBy}
	r := Request{Actor: Actor{Person: me, Roles: f.roles, Agency: f.agency}, Action: f.action}
	switch kinds[f.action] {
	case "Platform":
		r.Resource = Platform()
	case "Inbox":
		r.Resource = Inbox(f.of)
	case "Case":
		r.Resource = Case(models.Case{Person: person}).Helped(f.mandate(person), noon)
	case "Task":
		r.Resource = Task(task, person).Helped(f.mandate(person), noon).Reviewing(them)
		if f.decided {
			r.Resource = r.Resource.Reviewing(them, me)
		}
	case "Item":
		r.Resource = Item(task, person, f.lent(false), f.declared(), noon).Helped(f.mandate(person), noon)
	case "Transfer":
		r.Resource = Transfer(f.of, *f.lent(true), f.declared(), noon)
	case "Emergency":
		r.Resource = Emergency(person, f.of, f.declared())
	case "Grant":
		r.Resource = Grant(models.Grant{Person: person, Agency: "third", LegalBasis: f.basis}, f.of)
	case "Attestation":
		r.Resource = Attestation(models.Attestation{Person: person, Agency: f.of})
	case "Plan":
		r.Resource = Plan(models.MigrationPlan{MadeBy: person}, f.large())
	case "Concern":
		r.Resource = Concern(models.Concern{Person: person, Agency: f.of, Officer: f.officer})
	case "Proposal":
		r.Resource = Proposal(models.Proposal{ProposedBy: person})
	case "Subscription":
		r.Resource = Subscription(models.Subscription{Agency: f.of})
	}
	return r
}

// lent is the grant that the facts tell of.
func (f facts) lent(transfer bool) *models.Grant {
	past := noon.Add(-time.Second)
	g := &models.Grant{Case: "c", Key: 1, Agency: f.of, Transfer: transfer, Purpose: "placing"}
	switch f.grant {
	case "":
		if !transfer {
			return nil
		}
		g.Agency = ""
	case "fact":
		g.Attested = true
	case "closed":
		g.ClosedAt = &past
	case "expired":
		g.ExpiresAt = &noon
	case "foreign":
		g.Agency = "third"
	case "elsewhere":
		g.Key = 2
	case "crossed":
		g.Transfer = !transfer
	}
	return g
}
