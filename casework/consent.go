package casework

import (
	"context"
	"slices"
	"time"

	"handinhand/activities"
	"handinhand/models"
	"handinhand/policy"
	"handinhand/store"
	"handinhand/workflows"
)

// Consents tell apart what a case knows by the person's own will and what a law
// demands, and what follows from saying no.
type Consents struct {
	Voluntary []ConsentLine `json:"voluntary"`
	Mandatory []DutyLine    `json:"mandatory"`
}

// ConsentLine is an item that rests on consent, with the newest consent to it.
type ConsentLine struct {
	Item        string     `json:"item"`
	ItemName    string     `json:"itemName"`
	Purpose     string     `json:"purpose"`
	PurposeName string     `json:"purposeName,omitempty"`
	Recipients  []string   `json:"recipients"`            // who may get it in the process
	IfWithdrawn string     `json:"ifWithdrawn,omitempty"` // what follows, in the package's words
	GivenAt     *time.Time `json:"givenAt,omitempty"`     // nil: it was never given
	WithdrawnAt *time.Time `json:"withdrawnAt,omitempty"`
}

// Holds tells whether there is something to take back.
func (l ConsentLine) Holds() bool { return l.GivenAt != nil && l.WithdrawnAt == nil }

// DutyLine is an item that a law demands.
type DutyLine struct {
	Item      string `json:"item"`
	ItemName  string `json:"itemName"`
	Statute   string `json:"statute"`
	IfRefused string `json:"ifRefused"`
}

// Consents are those of an own case.
func (c *Casework) Consents(ctx context.Context, a Actor, id models.CaseID) (_ Consents, err error) {
	ctx = acting(ctx, a)
	defer c.noteRefusal(ctx, a, refusal{action: policy.ManageConsents, kase: id}, &err)
	view := Consents{Voluntary: []ConsentLine{}, Mandatory: []DutyLine{}}
	in, rows, err := c.consents(ctx, a, id)
	if err != nil {
		return view, err
	}
	for _, item := range sortedKeys(in.release.Data.Items) {
		declared := in.release.Data.Items[item]
		switch {
		case declared.RestsOnConsent():
			view.Voluntary = append(view.Voluntary, in.consentLine(item, rows))
		case declared.Mandatory:
			view.Mandatory = append(view.Mandatory, DutyLine{item, in.itemName(item), declared.Statute, inLanguage(declared.IfRefused, a.Locale)})
		}
	}
	return view, nil
}

// consents reads an own case with all consents in it.
func (c *Casework) consents(ctx context.Context, a Actor, id models.CaseID) (inside, []models.Consent, error) {
	row, err := c.Store.Case(ctx, id)
	if err != nil {
		return inside{}, nil, err
	}
	if err := c.may(a, policy.ManageConsents, policy.Case(row)); err != nil {
		return inside{}, nil, err
	}
	cases, err := c.inside(ctx, a, row)
	if err != nil {
		return inside{}, nil, err
	}
	rows, err := c.Store.Consents(ctx, id)
	return cases[0], rows, err
}

func (in inside) consentLine(item string, rows []models.Consent) ConsentLine {
	declared := in.release.Data.Items[item]
	purpose := in.release.PurposeOf(item)
	line := ConsentLine{Item: item, ItemName: in.itemName(item), Purpose: purpose, PurposeName: optionalText(in.actor, in.release, "purpose."+purpose),
		Recipients: in.recipients(item), IfWithdrawn: inLanguage(declared.IfWithdrawn, in.actor.Locale)}
	for _, row := range rows {
		if row.Item == item {
			line.GivenAt, line.WithdrawnAt = &row.GivenAt, row.WithdrawnAt
		}
	}
	return line
}

// recipients are the agencies that the process lets have an item.
func (in inside) recipients(item string) []string {
	names := []string{}
	for _, d := range in.release.Disclosures() {
		name := in.agencies[models.AgencyRole(d.Recipient)].Name.In(in.actor.Locale)
		if d.Item == item && name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

func inLanguage(texts map[string]string, locale string) string {
	if text := texts[locale]; text != "" {
		return text
	}
	return texts["de"]
}

// consentWithdrawn is the message that a process may wait for, to react.
const consentWithdrawn = "consent-withdrawn"

// WithdrawConsent takes a consent of an own case back. From then on nothing is lent on
// it: open grants close, later tasks and transfers go without the item, and what was
// said is deleted (GDPR Art. 7(3), 17(1)(b)). A process that waits for it hears of it.
func (c *Casework) WithdrawConsent(ctx context.Context, a Actor, id models.CaseID, item string) error {
	ctx = acting(ctx, a)
	in, rows, err := c.consents(ctx, a, id)
	if err != nil {
		return err
	}
	var given *models.Consent // the newest
	for i := range rows {
		if rows[i].Item == item {
			given = &rows[i]
		}
	}
	declared, known := in.release.Item(item)
	if given == nil || !known {
		return models.Problemf(models.KindNotFound, "not-found", "nothing was allowed for this")
	}
	at := now()
	if err := c.Store.WithdrawConsent(ctx, id, item, at); err != nil {
		return err
	}
	gone := activities.Expiry{Case: id, At: at, Items: []models.ExpiredItem{{Item: item, Fields: declared.Fields, Statute: takenBack}}}
	if err := c.Expire(ctx, gone); err != nil {
		return err
	}
	if err := c.unset(ctx, a, in, *given, declared.Fields); err != nil {
		return err
	}
	return c.tellWithdrawal(ctx, in.row, *given, item)
}

// unset takes from a running case what it was told on a consent: whatever its process
// decides from now on, it decides without.
func (c *Casework) unset(ctx context.Context, a Actor, in inside, given models.Consent, fields []string) error {
	gone := workflows.Variables{}
	for _, field := range fields {
		if in.release.Reads(field) {
			gone[field] = nil
		}
	}
	if in.row.State != models.CaseRunning || len(gone) == 0 {
		return nil
	}
	_, err := c.Workflows.Modify(ctx, in.row.ID, "withdrawn/"+given.ID, workflows.ModifyCase{
		Set: []workflows.SetVariables{{Variables: gone}}, Doer: doer(a, policy.ManageConsents)})
	if models.KindOf(err) == models.KindClosed {
		return nil // it has ended meanwhile, and decides nothing any more
	}
	return err
}

// tellWithdrawal brings the message to the case, where the process waits for it.
func (c *Casework) tellWithdrawal(ctx context.Context, row models.Case, consent models.Consent, item string) error {
	if row.State != models.CaseRunning {
		return nil
	}
	waits, err := c.Store.SubscriptionOfCase(store.As(ctx, asWorker), row.ID, consentWithdrawn)
	if models.KindOf(err) == models.KindNotFound {
		return nil
	}
	if err != nil {
		return err
	}
	r, err := c.release(ctx, row.Release)
	if err != nil {
		return err
	}
	variables := map[string]any{}
	if r.Reads("withdrawnItem") {
		variables["withdrawnItem"] = item
	}
	return c.Workflows.Deliver(ctx, row.ID, workflows.Message{
		ID: "consent/" + consent.ID, Name: consentWithdrawn, CorrelationKey: waits.CorrelationKey, Variables: variables,
	})
}

// ConsentReceipt is the record of one consent as the person can keep it: the fields of
// ISO/IEC TS 27560 in the words of the Data Privacy Vocabulary.
type ConsentReceipt struct {
	Context      map[string]any `json:"@context"` // whole, so that nobody has to fetch one
	Type         string         `json:"@type"`
	ID           string         `json:"@id"`
	Schema       string         `json:"dct:conformsTo"`
	Subject      string         `json:"dpv:hasDataSubject"` // pseudonym
	Controllers  []string       `json:"dpv:hasDataController"`
	Category     string         `json:"dpv:hasPersonalData"`
	Description  string         `json:"dct:description"` // of the item, in the reader's words
	Purpose      string         `json:"dpv:hasPurpose"`
	LegalBasis   string         `json:"dpv:hasLegalBasis"`
	Recipients   []string       `json:"dpv:hasRecipient"`
	Storage      string         `json:"dpv:hasStorageCondition"` // ISO 8601, after the case has ended
	Notice       string         `json:"dpv:hasNotice"`           // hash of the release: what it said was agreed to
	Withdrawal   string         `json:"dpv:hasConsentControl"`   // where it is taken back
	Consequences string         `json:"dpv:hasConsequence,omitempty"`
	Events       []ConsentEvent `json:"dpv:hasConsentStatus"`
}

// receiptContext says which of the receipt's words are terms of a vocabulary.
var receiptContext = func() map[string]any {
	terms := map[string]any{"dpv": "https://w3id.org/dpv#", "dpv-pd": "https://w3id.org/dpv/pd#", "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
		"dct": "http://purl.org/dc/terms/", "xsd": "http://www.w3.org/2001/XMLSchema#", "dct:date": map[string]string{"@type": "xsd:dateTime"}}
	for _, name := range []string{"dpv:hasPersonalData", "dpv:hasPurpose", "dpv:hasLegalBasis"} {
		terms[name] = map[string]string{"@type": "@id"}
	}
	return terms
}()

// ConsentEvent is a change of a consent.
type ConsentEvent struct {
	Status string    `json:"@type"` // dpv:ConsentGiven or dpv:ConsentWithdrawn
	At     time.Time `json:"dct:date"`
}

// ConsentReceipt is the receipt of all consents to one item of an own case.
func (c *Casework) ConsentReceipt(ctx context.Context, a Actor, id models.CaseID, item string) (_ ConsentReceipt, err error) {
	ctx = acting(ctx, a)
	defer c.noteRefusal(ctx, a, refusal{action: policy.ManageConsents, kase: id, item: item}, &err)
	in, rows, err := c.consents(ctx, a, id)
	if err != nil {
		return ConsentReceipt{}, err
	}
	declared, _ := in.release.Item(item)
	line := in.consentLine(item, rows)
	receipt := ConsentReceipt{
		Context: receiptContext, Type: "dpv:ConsentRecord", Schema: "ISO/IEC TS 27560:2023", Subject: string(in.row.Person), Category: declared.Category,
		Description: line.ItemName, Purpose: line.Purpose, LegalBasis: declared.LegalBasis, Recipients: line.Recipients, Controllers: []string{},
		Storage: declared.Retention.Period, Withdrawal: "/cases/" + string(id) + "/consents", Consequences: line.IfWithdrawn, Events: []ConsentEvent{},
	}
	for _, agency := range in.agencyLines() {
		receipt.Controllers = append(receipt.Controllers, agency.Name)
	}
	for _, row := range rows {
		if row.Item != item {
			continue
		}
		receipt.ID, receipt.Notice = "urn:uuid:"+row.ID, row.Release
		receipt.Events = append(receipt.Events, ConsentEvent{"dpv:ConsentGiven", row.GivenAt})
		if row.WithdrawnAt != nil {
			receipt.Events = append(receipt.Events, ConsentEvent{"dpv:ConsentWithdrawn", *row.WithdrawnAt})
		}
	}
	if receipt.ID == "" {
		return ConsentReceipt{}, models.Problemf(models.KindNotFound, "not-found", "nothing was allowed for this")
	}
	return receipt, nil
}
