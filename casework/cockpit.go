package casework

import (
	"context"
	"slices"
	"strings"
	"time"

	"handinhand/models"
	"handinhand/policy"
	"handinhand/process/release"
	"handinhand/store"
)

// How many cases one page of somebody's data has, and how many of its rows each case
// has there; each case has pages with all.
const (
	cockpitCases = 20
	cockpitReads = 100
)

// CockpitQuery asks for a page of somebody's data, at most 20 cases after the cursor.
type CockpitQuery struct {
	Cursor string
	Agency models.AgencyID // only what this one has to do with; "" = all
}

// Cockpit is all that happens, and will happen, with somebody's data.
type Cockpit struct {
	Agencies []DataAgency  `json:"agencies"` // by name
	Coming   []ComingLine  `json:"coming"`   // the nearest first
	Grants   []GrantLine   `json:"grants"`   // what agencies may read now
	Kept     []KeptLine    `json:"kept"`
	Concerns []ConcernLine `json:"concerns"`
	Cases    []DataCase    `json:"cases"`
	Next     string        `json:"next,omitempty"` // cursor of older cases
}

// DataCase is a case with those whom its applicant can turn to.
type DataCase struct {
	CaseLine
	Agencies []AgencyLine `json:"agencies"`
	More     bool         `json:"more,omitempty"` // it has more rows than these: they are in its own list
}

// DataAgency is an agency and all that it holds, got or read.
type DataAgency struct {
	ID   models.AgencyID `json:"id,omitempty"` // "": helpers, operators and auditors
	Name string          `json:"name"`
	Rows []DataLine      `json:"rows"` // newest first
}

// DataLine is one thing that an agency holds, got or read: an entry of the access log.
type DataLine struct {
	How         string               `json:"how"` // holds, got, read, fact, emergency, attested, asked, answered, helped, changed, withdrew, discarded, righted, audited, officer, reminded, extended, erased
	Item        string               `json:"item"`
	ItemName    string               `json:"itemName"`
	Purpose     string               `json:"purpose,omitempty"`
	PurposeName string               `json:"purposeName,omitempty"`
	LegalBasis  string               `json:"legalBasis,omitempty"`
	Statute     string               `json:"statute,omitempty"`
	Reason      string               `json:"reason,omitempty"` // of an emergency
	Case        models.CaseID        `json:"case"`
	Number      string               `json:"number"`
	At          time.Time            `json:"at"`
	Entry       string               `json:"entry"` // of the access log, by which the line can be proven
	Attestation models.AttestationID `json:"attestation,omitempty"`
}

// ComingLine is something that an agency will get, or may get, as a case goes on.
type ComingLine struct {
	Agency string `json:"agency"`

	AgencyID models.AgencyID `json:"agencyId,omitempty"` // "": not known yet

	ItemName    string        `json:"itemName"`
	Step        string        `json:"step"`
	Purpose     string        `json:"purpose"`
	PurposeName string        `json:"purposeName,omitempty"`
	LegalBasis  string        `json:"legalBasis"`
	Statute     string        `json:"statute"`
	Certain     bool          `json:"certain"` // no way of the case passes it by
	Told        bool          `json:"told,omitempty"`
	Case        models.CaseID `json:"case"`
	Number      string        `json:"number"`
}

// KeptLine is what a case knows of somebody and how long the law has it kept.
type KeptLine struct {
	Item      string        `json:"item"`
	ItemName  string        `json:"itemName"`
	Case      models.CaseID `json:"case"`
	Number    string        `json:"number"`
	Period    string        `json:"period"`          // ISO 8601, after the case has ended
	Until     *time.Time    `json:"until,omitempty"` // known once it has ended
	Statute   string        `json:"statute"`
	Voluntary bool          `json:"voluntary"` // given by consent: it goes when asked for
}

// Cockpit is what the actor sees of their own data, a page of cases at a time. What
// comes next is told of every case that runs, on each page.
func (c *Casework) Cockpit(ctx context.Context, a Actor, q CockpitQuery) (Cockpit, error) {
	view := Cockpit{Agencies: []DataAgency{}, Coming: []ComingLine{}, Grants: []GrantLine{}, Kept: []KeptLine{}, Cases: []DataCase{}}
	next, err := c.addCases(acting(ctx, a), a, &view, q.Cursor)
	if err != nil {
		return view, err
	}
	view.Next = next
	return view, c.finish(ctx, a, &view, q.Agency)
}

// wholeCockpit is Cockpit of all cases.
func (c *Casework) wholeCockpit(ctx context.Context, a Actor) (Cockpit, error) {
	view := Cockpit{Agencies: []DataAgency{}, Coming: []ComingLine{}, Grants: []GrantLine{}, Kept: []KeptLine{}, Cases: []DataCase{}}
	for cursor := ""; ; {
		next, err := c.addCases(acting(ctx, a), a, &view, cursor)
		if err != nil {
			return view, err
		}
		if cursor = next; cursor == "" {
			return view, c.finish(ctx, a, &view, "")
		}
	}
}

// addCases adds a page of cases, and gives the cursor of the next.
func (c *Casework) addCases(ctx context.Context, a Actor, view *Cockpit, cursor string) (string, error) {
	rows, err := c.Store.CasesOfPerson(ctx, a.Person, store.Page{Cursor: cursor, Size: cockpitCases})
	if err != nil {
		return "", err
	}
	cases, err := c.inside(ctx, a, rows.Items...)
	if err != nil {
		return "", err
	}
	for _, in := range cases {
		if err := c.may(a, policy.ViewAccesses, policy.Case(in.row)); err != nil {
			return "", err
		}
		view.Cases = append(view.Cases, DataCase{CaseLine: in.line(), Agencies: in.agencyLines()})
		if err := c.addData(ctx, view, in); err != nil {
			return "", err
		}
	}
	return rows.Next, nil
}

// finish adds what does not depend on the page of cases, and sorts and filters.
func (c *Casework) finish(ctx context.Context, a Actor, view *Cockpit, only models.AgencyID) error {
	if err := c.addComing(acting(ctx, a), a, view); err != nil {
		return err
	}
	if only != "" {
		view.Agencies = slices.DeleteFunc(view.Agencies, func(d DataAgency) bool { return d.ID != only })
		view.Coming = slices.DeleteFunc(view.Coming, func(l ComingLine) bool { return l.AgencyID != only })
		view.Grants = slices.DeleteFunc(view.Grants, func(l GrantLine) bool { return l.AgencyID != only })
	}
	for i := range view.Agencies {
		slices.SortStableFunc(view.Agencies[i].Rows, func(x, y DataLine) int { return y.At.Compare(x.At) })
	}
	slices.SortStableFunc(view.Agencies, func(x, y DataAgency) int { return strings.Compare(x.Name, y.Name) })
	var err error
	view.Concerns, err = c.OwnConcerns(ctx, a)
	return err
}

// addComing adds what comes next in every case that runs.
func (c *Casework) addComing(ctx context.Context, a Actor, view *Cockpit) error {
	rows, err := c.Store.RunningCasesOfPerson(ctx, a.Person, runningSought)
	if err != nil {
		return err
	}
	cases, err := c.inside(ctx, a, rows...)
	for _, in := range cases {
		view.Coming = append(view.Coming, in.coming()...)
	}
	return err
}

// runningSought bounds how many running cases of somebody are looked through.
const runningSought = 100

// addData adds what is known of one case.
func (c *Casework) addData(ctx context.Context, view *Cockpit, in inside) error {
	k := known{view: view, in: in, items: map[string]bool{}}
	for _, step := range []func(context.Context, *known) error{c.addReads, c.addPapers, c.addAnswers} {
		if err := step(ctx, &k); err != nil {
			return err
		}
	}
	grants, err := c.grantLines(ctx, in.actor, in)
	view.Grants = append(view.Grants, grants...)
	view.Kept = append(view.Kept, k.kept()...)
	return err
}

// known collects what is known of one case.
type known struct {
	view  *Cockpit
	in    inside
	items map[string]bool // of which something is there
}

func (k *known) add(agency models.AgencyID, name string, line DataLine) {
	line.Case, line.Number, line.ItemName = k.in.row.ID, k.in.row.Number, k.in.itemName(line.Item)
	line.PurposeName = optionalText(k.in.actor, k.in.release, "purpose."+line.Purpose)
	i := slices.IndexFunc(k.view.Agencies, func(d DataAgency) bool { return d.ID == agency })
	if i < 0 {
		i = len(k.view.Agencies)
		k.view.Agencies = append(k.view.Agencies, DataAgency{ID: agency, Name: name})
	}
	k.view.Agencies[i].Rows = append(k.view.Agencies[i].Rows, line)
}

// ways are what outcomes of the log are called among somebody's data.
var ways = map[models.AccessOutcome]string{
	models.AccessChanged: "changed", models.AccessExpired: "erased", models.AccessAudit: "audited", models.AccessEmergency: "emergency",
	models.AccessSent: "got", models.AccessBrought: "holds", models.AccessAttested: "attested", models.AccessAsked: "asked", models.AccessAnswered: "answered",
}

func how(said AccessLine) string {
	switch {
	case said.Helper:
		return "helped"
	case said.Action == string(policy.ReadConcern):
		return "officer"
	case said.Action == string(policy.RemindAgency):
		return "reminded"
	case said.Action == string(policy.ExtendDeadline):
		return "extended"
	case said.Action == string(policy.ManageConsents):
		return "withdrew"
	case said.Action == string(policy.DiscardCase):
		return "discarded"
	case said.Outcome == models.AccessChanged && said.Action == string(policy.AnswerConcern):
		return "righted"
	case ways[said.Outcome] != "":
		return ways[said.Outcome]
	case said.Attested:
		return "fact"
	}
	return "read"
}

func (c *Casework) addReads(ctx context.Context, k *known) error {
	reads, err := c.Store.Accesses(ctx, k.in.row.ID, store.Page{Size: cockpitReads})
	if err != nil {
		return err
	}
	if reads.Next != "" {
		k.view.Cases[len(k.view.Cases)-1].More = true
	}
	for _, read := range reads.Items {
		said, err := c.accessLine(ctx, k.in, read)
		if err != nil {
			return err
		}
		line := DataLine{How: how(said), Item: said.Item, Purpose: said.Purpose, LegalBasis: said.LegalBasis, Statute: said.Statute, Reason: said.Reason, At: said.At, Entry: said.ID}
		if said.Outcome == models.AccessAttested {
			if line.Attestation, err = c.attestationAt(ctx, read); err != nil {
				return err
			}
		}
		k.add(read.Agency, said.Agency, line)
	}
	return nil
}

// addPapers notes which papers are there.
func (c *Casework) addPapers(ctx context.Context, k *known) error {
	refs, err := c.Store.References(ctx, k.in.row.ID)
	for _, ref := range refs {
		k.items[ref.Item] = true
	}
	return err
}

// addAnswers notes which facts are there.
func (c *Casework) addAnswers(ctx context.Context, k *known) error {
	answers, err := c.Store.Answers(ctx, k.in.row.ID)
	for _, answer := range answers {
		if item, ok := k.in.release.ItemOfField(answer.Field); ok {
			k.items[item] = true
		}
	}
	return err
}

// attestationAt is the word on a paper of a case that an entry of the log is about.
func (c *Casework) attestationAt(ctx context.Context, entry models.Access) (models.AttestationID, error) {
	rows, err := c.Store.AttestationsOfItem(ctx, entry.Person, entry.Item)
	for _, row := range rows {
		if row.Case == entry.Case && row.Agency == entry.Agency && row.At.Equal(entry.At) {
			return row.ID, nil
		}
	}
	return "", err
}

// kept tells of each item how long the law has it kept.
func (k *known) kept() []KeptLine {
	var lines []KeptLine
	for _, item := range sortedKeys(k.items) {
		declared, ok := k.in.release.Item(item)
		if !ok {
			continue
		}
		line := KeptLine{Item: item, ItemName: k.in.itemName(item), Case: k.in.row.ID, Number: k.in.row.Number, Period: declared.Retention.Period,
			Statute: declared.Retention.Statute, Voluntary: strings.HasSuffix(declared.LegalBasis, "-1-a") || strings.HasSuffix(declared.LegalBasis, "-2-a")}
		if span, ok := declared.Kept(); ok && k.in.row.EndedAt != nil {
			until := span.After(*k.in.row.EndedAt).UTC()
			line.Until = &until
		}
		lines = append(lines, line)
	}
	return lines
}

// coming is what agencies will get or may get from where the case stands on.
func (in inside) coming() []ComingLine {
	lines := []ComingLine{}
	if in.row.State == models.CaseEnded {
		return lines
	}
	var standing []string
	for _, token := range in.tokens {
		standing = append(standing, token.Element)
	}
	for _, d := range in.release.Coming(standing...) {
		lines = append(lines, in.comingLine(d))
	}
	return lines
}

func (in inside) comingLine(d release.Coming) ComingLine {
	name := in.agencies[models.AgencyRole(d.Recipient)].Name.In(in.actor.Locale)
	if name == "" {
		name = roleName(in.actor, in.release, models.AgencyRole(d.Recipient))
	}
	return ComingLine{Agency: name, AgencyID: in.agencies[models.AgencyRole(d.Recipient)].ID, ItemName: in.itemName(d.Item), Step: in.text("element." + d.Element + ".name"), Purpose: d.Purpose,
		PurposeName: optionalText(in.actor, in.release, "purpose."+d.Purpose), LegalBasis: d.LegalBasis, Statute: d.Statute, Certain: d.Certain,
		Told: d.Told, Case: in.row.ID, Number: in.row.Number}
}
