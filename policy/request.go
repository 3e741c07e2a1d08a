package policy

import (
	"time"

	"handinhand/models"
)

// Action is what an actor wants to do.
type Action string

const (
	StartCase      Action = "startCase"
	ViewCase       Action = "viewCase"
	ViewAccesses   Action = "viewAccesses"
	ViewDiagram    Action = "viewDiagram"
	ViewTask       Action = "viewTask"
	ClaimTask      Action = "claimTask"
	ReleaseTask    Action = "releaseTask"
	CompleteTask   Action = "completeTask" // saving a draft too
	UploadDocument Action = "uploadDocument"
	ReadDocument   Action = "readDocument" // a document, or the facts that a task shows
	DeliverMessage Action = "deliverMessage"
	ReadTransfer   Action = "readTransfer"
	EditDrafts     Action = "editDrafts" // of processes: see, change, prove and try them
	ProposeRelease Action = "proposeRelease"
	ChangeProposal Action = "changeProposal" // its terms; withdrawing it too
	DecideProposal Action = "decideProposal"
	RollBack       Action = "rollBackRelease"
	ViewProcesses  Action = "viewProcesses"
	ViewIncidents  Action = "viewIncidents"
	RetryIncident  Action = "retryIncident"
	ModifyCase     Action = "modifyCase"    // cancel and begin elements, set variables
	MigrateCase    Action = "migrateCase"   // to another release
	PlanMigration  Action = "planMigration" // for many cases: see and write plans
	RunPlan        Action = "runPlan"       // try, pause, resume and stop it
	StartPlan      Action = "startPlan"     // let it move cases
	ChooseStep     Action = "chooseStep"    // of an ad-hoc sub-process
	RaiseAtTask    Action = "raiseAtTask"   // an error or an escalation
	ViewInbox      Action = "viewInbox"
	ViewLog        Action = "viewLog"    // checkpoints of the access log, and that it only grew
	ProveEntry     Action = "proveEntry" // that an entry stands in it
	ViewEntries    Action = "viewEntries"
	ManageMandates Action = "manageMandates"
	AcceptMandate  Action = "acceptMandate"
	BreakGlass     Action = "breakGlass" // read without a grant, in an emergency

	ReadAttestation     Action = "readAttestation" // what was attested of a document, not the document
	AttestDocument      Action = "attestDocument"
	ViewAttestation     Action = "viewAttestation" // with who relied on it
	WithdrawAttestation Action = "withdrawAttestation"
	RevokeGrant         Action = "revokeGrant"
	RaiseConcern        Action = "raiseConcern"
	AnswerConcern       Action = "answerConcern"
	ViewConcerns        Action = "viewConcerns"      // of every agency, with their deadlines and without their texts
	ReadConcern         Action = "readConcern"       // its text, for who watches over all
	RemindAgency        Action = "remindAgency"      // that it owes an answer
	ExtendDeadline      Action = "extendDeadline"    // of a concern, once
	DiscardCase         Action = "discardCase"       // end it before anything of it was sent
	SignImpact          Action = "signImpact"        // the impact pack of a procedure
	ManageConsents      Action = "manageConsents"    // see them, and take them back
	ViewExplanations    Action = "viewExplanations"  // why decision tables came to their results, in words
	AuditExplanations   Action = "auditExplanations" // the same, whole
)

// kinds says what kind of resource each action touches; schema.cedarschema says
// the same to readers.
var kinds = map[Action]string{
	PlanMigration: "Platform", RunPlan: "Plan", StartPlan: "Plan",
	StartCase: "Platform", ProposeRelease: "Platform", RollBack: "Platform", EditDrafts: "Platform", ViewProcesses: "Platform", ViewIncidents: "Platform", ViewLog: "Platform", ProveEntry: "Platform", ViewEntries: "Platform", AcceptMandate: "Platform", ViewConcerns: "Platform", SignImpact: "Platform",
	ViewInbox: "Inbox",
	ViewCase:  "Case", ViewAccesses: "Case", ViewDiagram: "Case", RetryIncident: "Case", ModifyCase: "Case", MigrateCase: "Case", ManageMandates: "Case", RaiseConcern: "Case", ViewExplanations: "Case", AuditExplanations: "Case", ManageConsents: "Case", DiscardCase: "Case",
	ViewTask: "Task", ClaimTask: "Task", ReleaseTask: "Task", CompleteTask: "Task", UploadDocument: "Task", RaiseAtTask: "Task", ChooseStep: "Task",
	ReadDocument: "Item", ReadAttestation: "Item", AttestDocument: "Item",
	RevokeGrant: "Grant", ViewAttestation: "Attestation", WithdrawAttestation: "Attestation", AnswerConcern: "Concern", ReadConcern: "Concern", RemindAgency: "Concern", ExtendDeadline: "Concern",
	ChangeProposal: "Proposal", DecideProposal: "Proposal",
	ReadTransfer: "Transfer", DeliverMessage: "Subscription", BreakGlass: "Emergency",
}

// know is asked after a refusal, see know.cedar.
const know Action = "know"

// Actor is who asks. Agency is zero unless they act for one.
type Actor struct {
	Person models.PersonID
	Roles  []models.Role
	Agency models.Agency
}

// Request is one question.
type Request struct {
	Actor    Actor
	Action   Action
	Resource Resource
}

// Resource is what an action touches. The functions below make them.
type Resource struct {
	kind      string
	person    models.PersonID
	agency    models.AgencyID
	claimedBy models.PersonID
	state     models.TaskState
	lentTo    models.AgencyID
	lentFor   string // purpose of that grant
	factOnly  bool   // of that grant
	basis     string // legal basis of a grant
	declared  Declared
	mandate   *models.Mandate // that its asker helps under
	decidedBy []models.PersonID
	officer   bool            // of a concern: it is for the data-protection officer
	madeBy    models.PersonID // of a plan
	large     bool            // of a plan: two people must want it
}

// Declared is what a release says of an item: in which zones its label may be seen
// at all, for which purposes it is lent, and whether the task's doer may attest it.
type Declared struct {
	Zones    []string
	Purposes []string
	Attests  bool
}

// Helped is the resource as somebody meets it who helps under a mandate (nil: none).
// One that has expired or was revoked counts as none.
func (r Resource) Helped(m *models.Mandate, now time.Time) Resource {
	if m != nil && m.Valid(now) && m.Person == r.person {
		r.mandate = m
	}
	return r
}

// Platform is what belongs to nobody: for StartCase, ProposeRelease, RollBack, EditDrafts,
// ViewProcesses, ViewIncidents and SignImpact.
func Platform() Resource { return Resource{kind: "Platform"} }

// Inbox is an agency's inbox, its notices, its transfers: for ViewInbox.
func Inbox(agency models.AgencyID) Resource { return Resource{kind: "Inbox", agency: agency} }

// Case is for ViewCase, ViewAccesses, ViewExplanations, AuditExplanations, ViewDiagram,
// ManageMandates, RaiseConcern and what operators do by hand.
func Case(c models.Case) Resource { return Resource{kind: "Case", person: c.Person} }

// Task is a task of a person's case: for ViewTask, ClaimTask, ReleaseTask,
// CompleteTask, UploadDocument and RaiseAtTask. For ChooseStep it is the choice, as if
// it were an open task of whoever the ad-hoc sub-process's lane belongs to.
func Task(t models.Task, person models.PersonID) Resource {
	return Resource{kind: "Task", person: person, agency: t.Agency, claimedBy: t.ClaimedBy, state: t.State}
}

// Reviewing is a task that looks at decisions anew: none of those who made them does it.
func (r Resource) Reviewing(decidedBy ...models.PersonID) Resource {
	r.decidedBy = decidedBy
	return r
}

// Item is a document or fact that task t of a person's case shows, under grant
// (nil: none): for ReadDocument, ReadAttestation and AttestDocument. A grant of another task, a closed and an expired
// one count as none.
func Item(t models.Task, person models.PersonID, grant *models.Grant, declared Declared, now time.Time) Resource {
	r := Task(t, person)
	r.kind, r.declared = "Item", declared
	if grant != nil && !grant.Transfer && grant.Case == t.Case && grant.Key == t.Key && open(*grant, now) {
		r.lentTo, r.lentFor, r.factOnly = grant.Agency, grant.Purpose, grant.Attested
	}
	return r
}

// OwnItem is a document of a person's case outside of any task: for ReadDocument.
func OwnItem(person models.PersonID) Resource { return Resource{kind: "Item", person: person} }

// Transfer is what was sent to an agency, under one of its grants: for
// ReadTransfer.
func Transfer(agency models.AgencyID, grant models.Grant, declared Declared, now time.Time) Resource {
	r := Resource{kind: "Transfer", agency: agency, declared: declared}
	if grant.Transfer && open(grant, now) {
		r.lentTo, r.lentFor = grant.Agency, grant.Purpose
	}
	return r
}

// Emergency is an item of a person's case that an agency which takes part in the
// case (agency; "": it does not) wants to read without a grant: for BreakGlass.
func Emergency(person models.PersonID, agency models.AgencyID, declared Declared) Resource {
	return Resource{kind: "Emergency", person: person, agency: agency, declared: declared}
}

// Grant is what lends an item of a person's case; holder is the agency that brought
// the paper in ("": the person): for RevokeGrant.
func Grant(g models.Grant, holder models.AgencyID) Resource {
	return Resource{kind: "Grant", person: g.Person, agency: holder, basis: g.LegalBasis}
}

// Attestation is for ViewAttestation and WithdrawAttestation.
func Attestation(a models.Attestation) Resource {
	return Resource{kind: "Attestation", person: a.Person, agency: a.Agency}
}

// Plan is for RunPlan and StartPlan; large when it is about so many cases that nobody
// starts it alone.
func Plan(p models.MigrationPlan, large bool) Resource {
	return Resource{kind: "Plan", madeBy: p.MadeBy, large: large}
}

// Concern is for AnswerConcern, ReadConcern, RemindAgency and ExtendDeadline.
func Concern(c models.Concern) Resource {
	return Resource{kind: "Concern", person: c.Person, agency: c.Agency, officer: c.Officer}
}

// Proposal is for ChangeProposal and DecideProposal.
func Proposal(p models.Proposal) Resource { return Resource{kind: "Proposal", person: p.ProposedBy} }

// Subscription is a message that a case awaits: for DeliverMessage.
func Subscription(s models.Subscription) Resource {
	return Resource{kind: "Subscription", agency: s.Agency}
}

func open(g models.Grant, now time.Time) bool {
	return g.ClosedAt == nil && (g.ExpiresAt == nil || now.Before(*g.ExpiresAt))
}
