package casework

import (
	"cmp"
	"context"
	"slices"
	"time"

	"handinhand/models"
	"handinhand/policy"
	"handinhand/process/release"
	"handinhand/store"
)

// Cases are the applicant's own cases, newest first.
func (c *Casework) Cases(ctx context.Context, a Actor, p Page) (List[CaseLine], error) {
	ctx = acting(ctx, a)
	rows, err := c.Store.CasesOfPerson(ctx, a.Person, store.Page(p))
	if err != nil {
		return List[CaseLine]{}, err
	}
	out := List[CaseLine]{Items: []CaseLine{}, Next: rows.Next}
	cases, err := c.inside(ctx, a, rows.Items...)
	for _, in := range cases {
		out.Items = append(out.Items, in.line())
	}
	return out, err
}

// Case is one of the applicant's cases.
func (c *Casework) Case(ctx context.Context, a Actor, id models.CaseID) (_ Case, err error) {
	ctx = acting(ctx, a)
	defer c.noteRefusal(ctx, a, refusal{action: policy.ViewCase, kase: id}, &err)
	row, mandate, err := c.helpedCase(ctx, a, id)
	if err != nil {
		return Case{}, err
	}
	cases, err := c.inside(ctx, a, row)
	if err != nil {
		return Case{}, err
	}
	in := cases[0]
	if err := c.noteHelp(ctx, a, mandate, in.release, policy.ViewCase, "", nil); err != nil {
		return Case{}, err
	}
	view := Case{CaseLine: in.line(), Now: in.waiting(), Tasks: in.ownTasks(), Agencies: in.agencyLines(), Helped: mandate != nil, Corrections: []ConcernLine{}}
	if row.State == models.CaseEnded {
		view.OutcomeTitle, view.OutcomeText = in.outcome()
	}
	if view.Milestones, err = c.milestones(ctx, in); err != nil {
		return Case{}, err
	}
	if view.Papers, err = c.papers(ctx, in); err != nil {
		return Case{}, err
	}
	if view.Explanations, err = c.explanations(ctx, a, row, mandate); err != nil {
		return Case{}, err
	}
	if view.News, err = c.caseNews(ctx, in); err != nil {
		return Case{}, err
	}
	if view.Notices, err = c.notices(ctx, in); err != nil || view.Helped {
		return view, err
	}
	asked, err := c.Store.ConcernsOfCase(ctx, id, models.ConcernRectification)
	if err != nil {
		return Case{}, err
	}
	view.Corrections, err = c.concernLines(ctx, a, asked)
	return view, err
}

// helpedCase is a case that policy lets its applicant see, or a helper (mandate).
func (c *Casework) helpedCase(ctx context.Context, a Actor, id models.CaseID) (models.Case, *models.Mandate, error) {
	row, err := c.Store.Case(ctx, id)
	if err != nil {
		return models.Case{}, nil, err
	}
	mandate, err := c.mandate(ctx, a, row)
	if err != nil {
		return models.Case{}, nil, err
	}
	return row, mandate, c.may(a, policy.ViewCase, policy.Case(row).Helped(mandate, now()))
}

// ownCase is a case that policy lets its applicant see.
func (c *Casework) ownCase(ctx context.Context, a Actor, id models.CaseID) (models.Case, error) {
	row, err := c.Store.Case(ctx, id)
	if err != nil {
		return models.Case{}, err
	}
	return row, c.may(a, policy.ViewCase, policy.Case(row))
}

// inside is a case with everything that telling where it stands takes.
type inside struct {
	actor    Actor
	row      models.Case
	release  *release.Release
	tasks    []models.Task // open ones
	tokens   []models.Token
	agencies map[models.AgencyRole]models.Agency
}

// inside reads what belongs to cases, with as many statements for twenty as for
// one.
func (c *Casework) inside(ctx context.Context, a Actor, rows ...models.Case) ([]inside, error) {
	ids := make([]models.CaseID, len(rows))
	for i, row := range rows {
		ids[i] = row.ID
	}
	tasks, err := c.Store.OpenTasksOfCases(ctx, ids...)
	if err != nil {
		return nil, err
	}
	tokens, err := c.Store.Tokens(ctx, ids...)
	if err != nil {
		return nil, err
	}
	agencies, err := c.bound(ctx, ids...)
	if err != nil {
		return nil, err
	}
	cases := make([]inside, len(rows))
	for i, row := range rows {
		r, err := c.release(ctx, row.Release)
		if err != nil {
			return nil, err
		}
		cases[i] = inside{
			actor: a, row: row, release: r, agencies: agencies[row.ID],
			tasks:  slices.DeleteFunc(slices.Clone(tasks), func(t models.Task) bool { return t.Case != row.ID }),
			tokens: slices.DeleteFunc(slices.Clone(tokens), func(t models.Token) bool { return t.Case != row.ID }),
		}
	}
	return cases, nil
}

// bound is which agency plays each role in cases.
func (c *Casework) bound(ctx context.Context, ids ...models.CaseID) (map[models.CaseID]map[models.AgencyRole]models.Agency, error) {
	bindings, err := c.Store.Bindings(ctx, ids...)
	if err != nil {
		return nil, err
	}
	all, err := c.Store.Agencies(ctx)
	if err != nil {
		return nil, err
	}
	known := map[models.AgencyID]models.Agency{}
	for _, agency := range all {
		known[agency.ID] = agency
	}
	bound := map[models.CaseID]map[models.AgencyRole]models.Agency{}
	for _, b := range bindings {
		if bound[b.Case] == nil {
			bound[b.Case] = map[models.AgencyRole]models.Agency{}
		}
		bound[b.Case][b.Role] = known[b.Agency]
	}
	return bound, nil
}

func (in inside) text(key string) string { return in.release.Text(in.actor.Locale, key) }

func (in inside) line() CaseLine {
	row := in.row
	line := CaseLine{
		ID: row.ID, Number: row.Number, CaseType: row.CaseType, Name: in.text("process.name"), State: row.State, Outcome: row.Outcome,
		StartedAt: row.StartedAt, EndedAt: row.EndedAt, OpenTasks: len(in.ownTasks()),
	}
	if row.State == models.CaseEnded {
		line.Standing, _ = in.outcome()
	} else if waiting := in.waiting(); len(waiting) > 0 {
		line.Standing = waiting[0].Text
	}
	return line
}

// waiting tells where the case stands, what the applicant has to do first.
func (in inside) waiting() []Waiting {
	all := []Waiting{}
	for _, token := range in.tokens {
		element, ok := in.release.Element(token.Element)
		if !ok {
			continue
		}
		text := optionalText(in.actor, in.release, "element."+token.Element+".next")
		if text == "" {
			text = stepName(in.actor, in.release, token.Element)
		}
		w := Waiting{Element: token.Element, Text: text, Role: models.AgencyRole(in.release.Role(element)), Since: token.Since}
		if w.Role != models.RoleApplicant {
			w.Who = in.agencies[w.Role].Name.In(in.actor.Locale)
		}
		for _, task := range in.tasks {
			if task.Key == token.Key {
				w.By = task.DueAt
				if task.Role == models.RoleApplicant {
					w.Task = task.ID
				}
			}
		}
		all = append(all, w)
	}
	slices.SortStableFunc(all, func(x, y Waiting) int { return yours(x) - yours(y) })
	return all
}

func yours(w Waiting) int {
	if w.Task != "" {
		return 0
	}
	return 1
}

func (in inside) ownTasks() []TaskLine {
	lines := []TaskLine{}
	for _, task := range in.tasks {
		if task.Role == models.RoleApplicant {
			lines = append(lines, taskLine(in.actor, in.release, task))
		}
	}
	return lines
}

func (in inside) agencyLines() []AgencyLine {
	lines := []AgencyLine{}
	for _, role := range agencyRoles(in.release) {
		if agency, ok := in.agencies[role]; ok {
			lines = append(lines, agencyLine(in.actor, agency))
		}
	}
	return lines
}

// milestones are the steps of the process in order, the reached ones with the
// time. A case that has ended shows only what it reached.
func (c *Casework) milestones(ctx context.Context, in inside) ([]MilestoneLine, error) {
	rows, err := c.Store.Milestones(ctx, in.row.ID)
	if err != nil {
		return nil, err
	}
	reached := map[string]time.Time{}
	for _, row := range rows {
		reached[row.Key] = row.ReachedAt
	}
	lines := []MilestoneLine{}
	for _, key := range in.release.Milestones() {
		line := MilestoneLine{Key: key, Title: in.text("milestone." + key + ".title"), Text: in.text("milestone." + key + ".text")}
		if at, ok := reached[key]; ok {
			line.ReachedAt = &at
		} else if in.row.State == models.CaseEnded {
			continue
		}
		lines = append(lines, line)
	}
	return lines, nil
}

func (c *Casework) papers(ctx context.Context, in inside) ([]Paper, error) {
	rows, err := c.Store.References(ctx, in.row.ID)
	if err != nil {
		return nil, err
	}
	views := []Paper{}
	for _, row := range rows {
		view, err := c.paper(ctx, in.actor, in.release, in.row.Person, row)
		if err != nil {
			return nil, err
		}
		views = append(views, view)
	}
	return views, nil
}

func (c *Casework) notices(ctx context.Context, in inside) ([]NoticeLine, error) {
	rows, err := c.Store.NoticesOfCase(ctx, in.row.ID, store.Page{Size: 20})
	if err != nil {
		return nil, err
	}
	lines := []NoticeLine{}
	for _, row := range rows.Items {
		lines = append(lines, noticeLine(in.actor, in.release, in.row.Number, row))
	}
	return lines, nil
}

// platformNotices are the texts of notices that no release sends.
var platformNotices = map[string]map[string][2]string{
	emergencyPurpose: {
		"de": {"Notfall: Ein Dokument wurde gelesen", "Eine Behörde hat in einem Notfall ein Dokument Ihres Falls gelesen, ohne dass eine Aufgabe es verlangte. Grund und Zeit stehen unter „Wer hat meine Daten gesehen“."},
		"en": {"Emergency: a document was read", "An agency has read a document of your case in an emergency, without a task that asked for it. Reason and time are listed under who saw your data."},
	},
	withdrawnMessage: {
		"de": {"Eine Bestätigung gilt nicht mehr", "Eine Behörde hat ihre Bestätigung eines Ihrer Papiere zurückgenommen. Alle, die sich darauf verlassen haben, sind benachrichtigt und prüfen, was daraus folgt."},
		"en": {"A confirmation no longer holds", "An agency has withdrawn its confirmation of one of your papers. Everybody who relied on it has been told and checks what follows from it."},
	},
	migratedMessage: {
		"de": {"Für Ihren Fall gilt eine neue Fassung des Verfahrens"},
		"en": {"A new version of the procedure applies to your case"},
	},
	concernAnswered: {
		"de": {"Antwort auf Ihre Meldung", "Eine Behörde hat auf Ihre Meldung zu Ihren Daten geantwortet. Die Antwort steht unter „Meine Daten“."},
		"en": {"An answer to what you reported", "An agency has answered what you reported about your data. The answer is listed under my data."},
	},
	dataErased: {
		"de": {"Ihre Daten sind gelöscht", "Alle Stellen haben Ja gesagt: Dieser Fall enthält keine Angaben und keine Papiere von Ihnen mehr. Der Schlüssel ist vernichtet; nichts bringt sie zurück."},
		"en": {"Your data were erased", "Every agency has said yes: this case holds no answers and no papers of yours any more. The key is destroyed; nothing brings them back."},
	},
	concernReminded: {
		"de": {"Erinnerung: Eine Antwort fehlt", "Die oder der Datenschutzbeauftragte hat daran erinnert, dass auf eine Meldung oder ein Verlangen zu Daten noch keine Antwort kam. Was gesagt wurde, steht dort, wo das Anliegen steht."},
		"en": {"Reminder: an answer is missing", "The data-protection officer has reminded that a report or request about data has not been answered yet. What was said stands where the concern does."},
	},
	concernDue: {
		"de": {"Eine Antwort ist bald fällig", "Eine Person wartet auf eine Antwort zu ihren Daten. Die gesetzliche Frist (ein Monat) endet in wenigen Tagen. Sie finden das Anliegen unter „Anliegen“."},
		"en": {"An answer is due soon", "A person waits for an answer about their data. The time that the law gives (a month) ends in a few days. You find it under concerns."},
	},
	concernLapsed: {
		"de": {"Die Frist für eine Antwort ist abgelaufen", "Auf eine Meldung oder ein Verlangen zu Daten kam innerhalb eines Monats keine Antwort. Die oder der Datenschutzbeauftragte weiß davon. Betroffene können sich bei der Aufsichtsbehörde beschweren (Art. 77 DSGVO)."},
		"en": {"The time for an answer is over", "A report or request about data was not answered within a month. The data-protection officer knows. The person can complain to the supervisory authority (GDPR Art. 77)."},
	},
}

func noticeLine(a Actor, r *release.Release, number string, n models.Notice) NoticeLine {
	if texts, ours := platformNotices[n.Text]; ours {
		text, ok := texts[a.Locale]
		if !ok {
			text = texts["de"]
		}
		return NoticeLine{ID: n.ID, Case: n.Case, Number: number, At: n.At, Read: n.ReadAt != nil, Title: text[0], Text: cmp.Or(n.Said.In(a.Locale), text[1])}
	}
	return NoticeLine{
		ID: n.ID, Case: n.Case, Number: number, At: n.At, Read: n.ReadAt != nil,
		Title: r.Text(a.Locale, "notice."+n.Text+".title"), Text: r.Text(a.Locale, "notice."+n.Text+".text"),
	}
}

// ReadNotices marks the notices of an own case as read.
func (c *Casework) ReadNotices(ctx context.Context, a Actor, id models.CaseID) error {
	ctx = acting(ctx, a)
	if _, err := c.ownCase(ctx, a, id); err != nil {
		return err
	}
	return c.Store.ReadNotices(ctx, id, now())
}

// Accesses are the reads of an own case, newest first: who read what, why, by
// which law.
func (c *Casework) Accesses(ctx context.Context, a Actor, id models.CaseID, p Page) (_ List[AccessLine], err error) {
	ctx = acting(ctx, a)
	defer c.noteRefusal(ctx, a, refusal{action: policy.ViewAccesses, kase: id}, &err)
	row, err := c.Store.Case(ctx, id)
	if err != nil {
		return List[AccessLine]{}, err
	}
	if err := c.may(a, policy.ViewAccesses, policy.Case(row)); err != nil {
		return List[AccessLine]{}, err
	}
	cases, err := c.inside(ctx, a, row)
	if err != nil {
		return List[AccessLine]{}, err
	}
	in := cases[0]
	rows, err := c.Store.Accesses(ctx, id, store.Page(p))
	if err != nil {
		return List[AccessLine]{}, err
	}
	out := List[AccessLine]{Items: []AccessLine{}, Next: rows.Next}
	for _, read := range rows.Items {
		line, err := c.accessLine(ctx, in, read)
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, line)
	}
	return out, err
}

func (c *Casework) accessLine(ctx context.Context, in inside, read models.Access) (line AccessLine, err error) {
	line = AccessLine{
		ID: read.ID, Outcome: read.Outcome, At: read.At, AgencyID: read.Agency, Agency: in.agencyName(read.Agency), Helper: read.Mandate != "",
		Item: read.Item, ItemName: in.itemName(read.Item), Document: read.Document != nil, Attested: read.Action == string(policy.ReadAttestation),
		Purpose: read.Purpose, PurposeName: optionalText(in.actor, in.release, "purpose."+read.Purpose), LegalBasis: read.LegalBasis, Statute: read.Statute,
	}
	switch read.Outcome {
	case models.AccessChanged:
		line.Action = read.Action
	case models.AccessAudit:
		if officerStatutes[policy.Action(read.Action)] != "" {
			line.Action = read.Action
		}
	case models.AccessEmergency:
		line.Reason, err = c.emergencyReason(ctx, read)
	}
	return line, err
}

// itemName is what an item is called; "" names the case itself, which a helper has seen.
func (in inside) itemName(item string) string {
	if item == "" {
		return in.text("process.name")
	}
	return in.text("item." + item + ".name")
}

// agencyName is the name of an agency that takes part in the case.
func (in inside) agencyName(id models.AgencyID) string {
	for _, agency := range in.agencies {
		if agency.ID == id {
			return agency.Name.In(in.actor.Locale)
		}
	}
	return string(id)
}
