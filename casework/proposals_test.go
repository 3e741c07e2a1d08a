package casework

import (
	"bytes"
	"io/fs"
	"maps"
	"testing"
	"testing/fstest"
	"time"

	"handinhand/internal/stacktest"
	"handinhand/models"
	"handinhand/store"
)

// errandNamed is the errand with another name: another release.
func errandNamed(name string) fs.FS {
	files := maps.Clone(errand)
	files["i18n/de.json"] = &fstest.MapFile{Data: bytes.Replace(errand["i18n/de.json"].Data, []byte(`"Gang"`), []byte(`"`+name+`"`), 1)}
	return files
}

// owners are two process owners.
func owners(t *testing.T, c *Casework) (one, two Actor) {
	t.Helper()
	var both []Actor
	for _, subject := range []string{"owner-1", "owner-2"} {
		person, err := c.Store.EnsurePerson(t.Context(), "issuer", subject, "de")
		must(t, err)
		both = append(both, Actor{Person: person.ID, Locale: "de", Roles: []models.Role{models.RoleProcessOwner}})
	}
	return both[0], both[1]
}

// name is what new cases of the errand are called: which release they get.
func (c *Casework) name(t *testing.T) string {
	t.Helper()
	r, err := c.current(t.Context(), "errand")
	must(t, err)
	return r.Text("de", "process.name")
}

// theDayComes lets what is to be valid be valid now, as if the time had gone by.
func theDayComes(t *testing.T, dsn string) {
	t.Helper()
	owner, err := store.Open(t.Context(), stacktest.Owner(t, dsn))
	must(t, err)
	defer owner.Close()
	for _, table := range []string{"publications", "certificates"} {
		must(t, owner.DB.WithContext(t.Context()).Exec("UPDATE "+table+" SET valid_from = now() WHERE valid_from > now()").Error)
	}
}

func kind(t *testing.T, want models.Kind, err error) {
	t.Helper()
	if err == nil || models.KindOf(err) != want {
		t.Errorf("%v, want a problem of kind %s", err, want)
	}
}

// TestTwoPeoplePublish: nobody publishes alone, whoever decides decides about what they
// have read, and asking twice is asking once.
func TestTwoPeoplePublish(t *testing.T) {
	c, ctx := desk(t), t.Context()
	one, two := owners(t, c)
	p, _, err := c.Propose(ctx, one, errandNamed("Weg"), Terms{})
	must(t, err)
	if p.State != models.ProposalOpen || !p.Mine || p.Refused || p.Current == "" || len(p.Changes.Texts) != 1 || p.Changes.Texts[0].New != "Weg" || p.Before == "" {
		t.Errorf("%+v", p)
	}
	again, _, err := c.Propose(ctx, two, errandNamed("Weg"), Terms{})
	must(t, err)
	if again.ID != p.ID {
		t.Errorf("the same content is proposed twice: %s and %s", again.ID, p.ID)
	}
	_, _, err = c.Approve(ctx, one, p.ID, 1)
	kind(t, models.KindForbidden, err)
	_, err = c.Decline(ctx, one, p.ID, "no")
	kind(t, models.KindForbidden, err)
	_, err = c.ChangeTerms(ctx, two, p.ID, Terms{})
	kind(t, models.KindForbidden, err)
	_, err = c.WithdrawProposal(ctx, two, p.ID)
	kind(t, models.KindForbidden, err)
	if c.name(t) != "Gang" {
		t.Error("a proposal is published")
	}
	_, err = c.ChangeTerms(ctx, one, p.ID, Terms{Notes: models.ReleaseNotes{Clerks: models.Texts{"de": "Neu"}}})
	must(t, err)
	_, _, err = c.Approve(ctx, two, p.ID, 1)
	kind(t, models.KindStale, err)
	for range 2 { // the second time changes nothing
		done, _, err := c.Approve(ctx, two, p.ID, 2)
		must(t, err)
		if done.State != models.ProposalApproved || !done.DecidedByMe || c.name(t) != "Weg" {
			t.Errorf("%+v, new cases are of %s", done, c.name(t))
		}
	}
	_, lines, err := c.Releases(ctx, two, "errand")
	must(t, err)
	if len(lines) != 2 || lines[0].State != PublicationCurrent || lines[0].Direct || lines[0].Notes.Clerks["de"] != "Neu" || lines[1].State != PublicationFormer || !lines[1].Direct || lines[0].Before != lines[1].Release {
		t.Errorf("%+v", lines)
	}
	again, _, err = c.Propose(ctx, two, errandNamed("Weg"), Terms{})
	must(t, err)
	if again.ID != p.ID || again.State != models.ProposalApproved {
		t.Errorf("what is published is proposed again: %+v", again)
	}
	_, err = c.Decline(ctx, two, p.ID, "too late")
	kind(t, models.KindClosed, err)
	_, err = c.WithdrawProposal(ctx, one, p.ID)
	kind(t, models.KindClosed, err)
}

// TestTheDatabaseWantsTwoPeopleToo asks it past the policy.
func TestTheDatabaseWantsTwoPeopleToo(t *testing.T) {
	c := desk(t)
	one, two := owners(t, c)
	p, _, err := c.Propose(t.Context(), one, errandNamed("Weg"), Terms{})
	must(t, err)
	ctx := acting(t.Context(), one)
	row, err := c.Store.Proposal(ctx, p.ID)
	must(t, err)
	for _, as := range []models.ProposalState{models.ProposalApproved, models.ProposalDeclined} {
		settle(&row, as, one, "alone")
		if err := c.Store.ChangeProposal(ctx, row); err == nil {
			t.Errorf("one person alone: %s", as)
		}
	}
	settle(&row, models.ProposalWithdrawn, two, "")
	if err := c.Store.ChangeProposal(ctx, row); err == nil {
		t.Error("somebody else withdraws a proposal")
	}
	settle(&row, models.ProposalApproved, two, "")
	must(t, c.Store.ChangeProposal(ctx, row))
}

// TestEndedProposals are declined with a reason, or withdrawn; then the content can be
// proposed again.
func TestEndedProposals(t *testing.T) {
	c, ctx := desk(t), t.Context()
	one, two := owners(t, c)
	p, _, err := c.Propose(ctx, one, errandNamed("Weg"), Terms{})
	must(t, err)
	_, err = c.Decline(ctx, two, p.ID, "")
	kind(t, models.KindInvalid, err)
	declined, err := c.Decline(ctx, two, p.ID, "The name is wrong.")
	must(t, err)
	if declined.State != models.ProposalDeclined || declined.Reason == "" {
		t.Errorf("%+v", declined)
	}
	_, _, err = c.Approve(ctx, two, p.ID, 1)
	kind(t, models.KindClosed, err)
	second, _, err := c.Propose(ctx, one, errandNamed("Weg"), Terms{})
	must(t, err)
	if second.ID == p.ID {
		t.Error("what was declined comes back")
	}
	withdrawn, err := c.WithdrawProposal(ctx, one, second.ID)
	must(t, err)
	list, err := c.Proposals(ctx, two, Page{})
	must(t, err)
	if withdrawn.State != models.ProposalWithdrawn || len(list.Items) != 2 || list.Items[0].ID != second.ID || list.Items[0].Mine || !list.Items[1].DecidedByMe {
		t.Errorf("%+v %+v", withdrawn, list)
	}
	_, _, err = c.Propose(ctx, one, errand, Terms{})
	kind(t, models.KindConflict, err) // it is published, at the command line
}

// TestAProofCanBeStale: what was right when it was proposed is proven again when it is approved.
func TestAProofCanBeStale(t *testing.T) {
	c, ctx := desk(t), t.Context()
	one, two := owners(t, c)
	p, _, err := c.Propose(ctx, one, shipped(t, ""), Terms{})
	must(t, err)
	provider := models.Agency{ID: "provider", Role: "course-provider", Zone: models.ZoneEnforcement, Name: models.Texts{"de": "Kursträger"}}
	must(t, c.ImportAgencies(ctx, []models.Agency{provider}))
	_, findings, err := c.Approve(ctx, two, p.ID, 1)
	kind(t, models.KindInvalid, err)
	if len(findings) == 0 {
		t.Error("the refusal has no findings")
	}
	seen, err := c.Proposal(ctx, two, p.ID)
	must(t, err)
	if !seen.Refused || len(seen.Findings) == 0 || seen.State != models.ProposalOpen || seen.Current != "" {
		t.Errorf("who decides is not told: refused %v, %d findings, %s, current %q", seen.Refused, len(seen.Findings), seen.State, seen.Current)
	}
	provider.Zone = models.ZoneService
	must(t, c.ImportAgencies(ctx, []models.Agency{provider}))
	_, _, err = c.Approve(ctx, two, p.ID, 1)
	must(t, err)
}

// TestValidFromADay: until the day comes new cases get the former release; then they get
// the new one, with a certificate that was signed when it was approved.
func TestValidFromADay(t *testing.T) {
	c, ctx := desk(t), t.Context()
	var err error
	c.TimeZone, err = time.LoadLocation("Europe/Berlin")
	must(t, err)
	one, two := owners(t, c)
	_, _, err = c.Propose(ctx, one, errandNamed("Weg"), Terms{ValidFrom: "2020-01-31"})
	kind(t, models.KindInvalid, err)
	_, _, err = c.Propose(ctx, one, errandNamed("Weg"), Terms{ValidFrom: "tomorrow"})
	kind(t, models.KindInvalid, err)
	p, _, err := c.Propose(ctx, one, errandNamed("Weg"), Terms{ValidFrom: "2126-07-01"})
	must(t, err)
	_, _, err = c.Approve(ctx, two, p.ID, 1)
	must(t, err)
	_, lines, err := c.Releases(ctx, one, "errand")
	must(t, err)
	if c.name(t) != "Gang" || len(lines) != 2 || lines[0].State != PublicationComing || lines[0].ValidFrom.Format(time.RFC3339) != "2126-06-30T22:00:00Z" || lines[1].State != PublicationCurrent {
		t.Errorf("new cases are of %s; %+v", c.name(t), lines)
	}
	current, err := c.current(ctx, "errand")
	must(t, err)
	must(t, c.certified(ctx, current))
	coming, err := c.release(ctx, lines[0].Release)
	must(t, err)
	if c.certified(ctx, coming) == nil {
		t.Error("a case can go over to a release before its day")
	}
	recent, err := c.Recent(ctx, two)
	must(t, err)
	if len(recent) != 2 || !recent[0].Coming || recent[0].Name != "Weg" {
		t.Errorf("%+v", recent)
	}
	if hashes, err := c.Store.ReleaseHashes(ctx); err != nil || len(hashes) != 2 {
		t.Errorf("the worker does not load what is to come: %v %v", hashes, err)
	}
}

// TestAProofLooksAhead: what is to be valid is proven together with what will be current then.
func TestAProofLooksAhead(t *testing.T) {
	at := func(day int) time.Time { return time.Date(2027, 1, day, 0, 0, 0, 0, time.UTC) }
	standing := []models.Publication{
		{CaseType: "a", Release: "a1", ValidFrom: at(1)}, {CaseType: "b", Release: "b1", ValidFrom: at(2)},
		{CaseType: "a", Release: "a2", ValidFrom: at(10)}, {CaseType: "b", Release: "b1", ValidFrom: at(12)}, {CaseType: "b", Release: "b2", ValidFrom: at(20)},
		{CaseType: "c", Release: "c1", ValidFrom: at(10)}, // proposed now
	}
	want := []moment{
		{at(10), map[string]string{"a": "a2", "b": "b1", "c": "c1"}},
		{at(20), map[string]string{"a": "a2", "b": "b2", "c": "c1"}},
	}
	got := moments(standing, at(10))
	if len(got) != len(want) {
		t.Fatalf("%v", got)
	}
	for i := range want {
		if !got[i].from.Equal(want[i].from) || !maps.Equal(got[i].releases, want[i].releases) {
			t.Errorf("%v, want %v", got[i], want[i])
		}
	}
}

// TestRollBack: new cases get the former release again, running ones stay, and the proof
// holds for what is current then.
func TestRollBack(t *testing.T) {
	c, dsn := deskAt(t)
	ctx := t.Context()
	one, two := owners(t, c)
	p, _, err := c.Propose(ctx, one, errandNamed("Weg"), Terms{ValidFrom: "2126-07-01"})
	must(t, err)
	_, _, err = c.Approve(ctx, two, p.ID, 1)
	must(t, err)
	theDayComes(t, dsn)
	_, _, err = c.PublishFiles(ctx, errandNamed("Weg"), "test") // the same content: proven anew, published once
	must(t, err)

	person, err := c.Store.EnsurePerson(ctx, "issuer", "subject", "de")
	must(t, err)
	a := Actor{Person: person.ID, Locale: "de", Roles: []models.Role{models.RolePerson}}
	started, err := c.Start(ctx, a, Start{CaseType: "errand"})
	must(t, err)
	_, lines, err := c.Releases(ctx, one, "errand")
	must(t, err)
	if len(lines) != 2 || lines[0].State != PublicationCurrent || lines[0].Running != 1 {
		t.Fatalf("%+v", lines)
	}
	_, err = c.RollBack(ctx, one, lines[0].ID, "")
	kind(t, models.KindInvalid, err)
	_, err = c.RollBack(ctx, a, lines[0].ID, "I do not like it.")
	kind(t, models.KindForbidden, err)
	_, err = c.RollBack(ctx, one, lines[1].ID, "It is over.")
	kind(t, models.KindConflict, err) // a later one is current
	_, err = c.RollBack(ctx, one, lines[0].ID, "The form asks for the wrong day.")
	must(t, err)
	_, err = c.RollBack(ctx, one, lines[0].ID, "Once more.")
	kind(t, models.KindClosed, err)
	if c.name(t) != "Gang" {
		t.Errorf("new cases are of %s", c.name(t))
	}
	kept, err := c.Case(ctx, a, started.ID)
	must(t, err)
	if kept.Name != "Weg" {
		t.Errorf("the running case went back to %s", kept.Name)
	}
	back, err := c.Start(ctx, a, Start{CaseType: "errand"})
	must(t, err)
	if back.Name != "Gang" {
		t.Errorf("a new case is of %s", back.Name)
	}
	_, err = c.RollBack(ctx, one, lines[1].ID, "All of it.")
	kind(t, models.KindConflict, err) // there is nothing before it
	second, _, err := c.Propose(ctx, one, errandNamed("Weg"), Terms{})
	must(t, err)
	if second.ID == p.ID || second.State != models.ProposalOpen {
		t.Errorf("what was rolled back cannot be proposed again: %+v", second)
	}
}
