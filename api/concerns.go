package api

import (
	"context"
	"net/http"
	"time"

	"handinhand/casework"
	"handinhand/models"
)

func (m *mount) grants(ctx context.Context, a casework.Actor, in *CaseIn) (*body[casework.List[casework.GrantLine]], error) {
	return whole(m.Casework.Grants(ctx, a, in.Case))
}

func (m *mount) lent(ctx context.Context, a casework.Actor, _ *none) (*body[casework.List[casework.GrantLine]], error) {
	return whole(m.Casework.Lent(ctx, a))
}

type grantIn struct {
	Grant models.GrantID `path:"grant" format:"uuid" doc:"Id of a grant."`
}

func (m *mount) revokeGrant(ctx context.Context, a casework.Actor, in *grantIn) (*none, error) {
	return noneOf(m.Casework.RevokeGrant(ctx, a, in.Grant))
}

// NewConcern is something about the data of a case that an agency has to answer.
type NewConcern struct {
	Kind   models.ConcernKind `json:"kind" enum:"problem,erasure,rectification"`
	Agency models.AgencyID    `json:"agency,omitempty" maxLength:"100" doc:"Which agency of the case; every one if it is left out."`
	Item   string             `json:"item,omitempty" maxLength:"100" doc:"Of a rectification: which item is wrong. Every agency that got it is told."`
	Text   string             `json:"text,omitempty" maxLength:"1000"`
	Right  map[string]any     `json:"right,omitempty" doc:"Of a rectification: what is right, by field of the item. It goes into the case with the yes of an agency that may decide. What was shown masked and comes back as it was counts as unchanged."`

	Officer bool `json:"officer,omitempty" doc:"A problem with the agency that the data-protection officer is to look at; the agency does not see it."`
}

type raiseConcernIn struct {
	KeyedBody
	CaseIn
	Body NewConcern
}

func (m *mount) raiseConcern(ctx context.Context, a casework.Actor, in *raiseConcernIn) (*result[casework.List[casework.ConcernLine]], error) {
	lines, err := m.Casework.RaiseConcern(ctx, a, casework.Concern{Case: in.Case, Kind: in.Body.Kind, Agency: in.Body.Agency, Item: in.Body.Item, Text: in.Body.Text, Right: in.Body.Right, Officer: in.Body.Officer})
	if err != nil {
		return nil, err
	}
	return &result[casework.List[casework.ConcernLine]]{Value: casework.List[casework.ConcernLine]{Items: lines}}, nil
}

func (m *mount) ownConcerns(ctx context.Context, a casework.Actor, _ *none) (*body[casework.List[casework.ConcernLine]], error) {
	return whole(m.Casework.OwnConcerns(ctx, a))
}

func (m *mount) concerns(ctx context.Context, a casework.Actor, in *Paging) (*paged[casework.List[casework.ConcernLine]], error) {
	list, err := m.Casework.Concerns(ctx, a, in.page())
	return listOf(ctx, list, err)
}

// ConcernAnswer is what the applicant is told.
type ConcernAnswer struct {
	Answer    string `json:"answer" minLength:"1" maxLength:"1000"`
	Fulfilled *bool  `json:"fulfilled,omitempty" doc:"Of an erasure or a rectification, and only there: whether it was done."`
}

type answerConcernIn struct {
	Concern models.ConcernID `path:"concern" format:"uuid" doc:"Id of a concern."`
	Body    ConcernAnswer
}

func (m *mount) answerConcern(ctx context.Context, a casework.Actor, in *answerConcernIn) (*none, error) {
	return noneOf(m.Casework.AnswerConcern(ctx, a, in.Concern, casework.ConcernAnswer{Text: in.Body.Answer, Fulfilled: in.Body.Fulfilled}))
}

func (m *mount) erasure(ctx context.Context, a casework.Actor, in *CaseIn) (*body[casework.Erasure], error) {
	return bodyOf(m.Casework.Erasure(ctx, a, in.Case))
}

// ErasureRequest is what is said with a request to erase.
type ErasureRequest struct {
	Text string `json:"text,omitempty" maxLength:"1000"`
}

type eraseIn struct {
	KeyedBody
	CaseIn
	Body ErasureRequest
}

func (m *mount) eraseOwn(ctx context.Context, a casework.Actor, in *eraseIn) (*result[casework.Erasure], error) {
	view, err := m.Casework.EraseOwn(ctx, a, in.Case, in.Body.Text)
	return &result[casework.Erasure]{Value: view}, err
}

func (m *mount) officerConcerns(ctx context.Context, a casework.Actor, in *Paging) (*paged[casework.List[casework.OfficerLine]], error) {
	list, err := m.Casework.OfficerConcerns(ctx, a, in.page())
	return listOf(ctx, list, err)
}

type concernIn struct {
	Concern models.ConcernID `path:"concern" format:"uuid" doc:"Id of a concern."`
}

func (m *mount) officerConcern(ctx context.Context, a casework.Actor, in *concernIn) (*body[casework.ConcernLine], error) {
	return bodyOf(m.Casework.OfficerConcern(ctx, a, in.Concern))
}

// NewReminder is what the data-protection officer tells an agency.
type NewReminder struct {
	Text  string     `json:"text" minLength:"1" maxLength:"1000" doc:"The agency and the person read it."`
	DueAt *time.Time `json:"dueAt,omitempty" doc:"A new deadline, set once, at most three months after the request (GDPR Art. 12(3))."`
}

type remindIn struct {
	KeyedBody
	Concern models.ConcernID `path:"concern" format:"uuid" doc:"Id of a concern."`
	Body    NewReminder
}

func (m *mount) remindAgency(ctx context.Context, a casework.Actor, in *remindIn) (*result[casework.ReminderLine], error) {
	said, err := m.Casework.RemindAgency(ctx, a, in.Concern, casework.Reminder{Text: in.Body.Text, DueAt: in.Body.DueAt})
	return &result[casework.ReminderLine]{Value: said}, err
}

// ImpactSigning is what an officer signs.
type ImpactSigning struct {
	Digest string `json:"digest" pattern:"^[0-9a-f]{64}$" doc:"SHA-256 of the canonical JSON that the officer has read, which is public at /register/{process}/impact.json."`
}

type signImpactIn struct {
	KeyedBody
	Process string `path:"process" maxLength:"100" doc:"Id of a procedure."`
	Body    ImpactSigning
}

func (m *mount) signImpact(ctx context.Context, a casework.Actor, in *signImpactIn) (*result[casework.ImpactSignature], error) {
	signed, err := m.Casework.SignImpact(ctx, a, in.Process, in.Body.Digest)
	return &result[casework.ImpactSignature]{Value: signed}, err
}

// trustOperations are what lends, attests and answers for data.
func (m *mount) trustOperations() []operation {
	const absent, closed = models.KindNotFound, models.KindClosed
	return []operation{
		read("/cases/{case}/grants", "listGrants", "grants", "What agencies may read of my case now", m.grants, absent),
		read("/lent-grants", "listLentGrants", "grants", "What other agencies may read now of papers that my agency brought in", m.lent),
		plain(http.MethodDelete, "/grants/{grant}", "revokeGrant", "grants", "End what lends an item to an agency, at once", m.revokeGrant, absent),

		plain(http.MethodPut, "/tasks/{task}/items/{item}/attestation", "attestPaper", "attestations", "Give my agency's signed word on a paper", m.attest, absent, closed),
		read("/attestations", "listAttestations", "attestations", "What my agency has attested, newest first", m.attestations, models.KindInvalid),
		read("/attestations/{attestation}", "getAttestation", "attestations", "An attestation with who relied on it", m.attestation, absent),
		plain(http.MethodPut, "/attestations/{attestation}/withdrawal", "withdrawAttestation", "attestations", "Withdraw an attestation; every case that relied on it is told", m.withdraw, absent, models.KindConflict),

		read("/my-data", "getCockpit", "me", "Every agency that holds, got or read something of mine, and what comes next, twenty cases at a time", m.cockpit, models.KindInvalid),
		read("/my-data/export", "exportData", "me", "Everything that is known of me", m.export),
		read("/cases/{case}/accesses/{access}/proof", "proveAccess", "access log", "A read with the proof that it stands in the signed log", m.proof, absent),

		read("/cases/{case}/consents", "listConsents", "consents", "What the case knows by my own will, and what a law demands, with what follows from saying no", m.consents, absent),
		read("/cases/{case}/consents/{item}/receipt", "getConsentReceipt", "consents", "The receipt of a consent (ISO/IEC TS 27560, DPV)", m.consentReceipt, absent),
		plain(http.MethodDelete, "/cases/{case}/consents/{item}", "withdrawConsent", "consents", "Take a consent back; from now on nothing is lent on it", m.withdrawConsent, absent),

		once(m, "/cases/{case}/concerns", "raiseConcern", "concerns", "Report a problem with my data, or ask for erasure", http.StatusCreated, m.raiseConcern, absent),
		read("/my-concerns", "listOwnConcerns", "concerns", "What I have raised, with the answers", m.ownConcerns),
		read("/concerns", "listConcerns", "concerns", "What my agency has to answer, oldest first", m.concerns, models.KindInvalid),
		read("/protection/concerns", "listOfficerConcerns", "concerns", "What waits for an answer anywhere, the most urgent first, without what was said", m.officerConcerns, models.KindInvalid),
		read("/protection/concerns/{concern}", "readConcern", "concerns", "A concern with what was said; the reading stands in the access log", m.officerConcern, absent),
		once(m, "/protection/concerns/{concern}/reminders", "remindAgency", "concerns", "Remind an agency that has let the time for an answer pass, and set it a new deadline", http.StatusCreated, m.remindAgency, absent, closed),
		once(m, "/protection/impact/{process}/signatures", "signImpact", "processes", "Sign the data-protection impact pack of a procedure as its officer", http.StatusCreated, m.signImpact, absent),
		read("/cases/{case}/erasure", "getErasure", "concerns", "What of my case can be erased at once, and what stays, by which law and until when", m.erasure, absent),
		once(m, "/cases/{case}/erasure", "eraseOwn", "concerns", "Erase what no law has kept, and ask the agencies about the rest", http.StatusCreated, m.eraseOwn, absent),
		plain(http.MethodPut, "/concerns/{concern}/answer", "answerConcern", "concerns", "Answer a concern", m.answerConcern, absent, closed),
	}
}
