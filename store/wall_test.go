package store_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"handinhand/internal/stacktest"
	"handinhand/models"
	"handinhand/store"
)

// public are the tables that hold nothing of a person; every other one is walled.
var public = []string{"agencies", "beginnings", "releases", "certificates", "case_types", "chores", "goose_db_version", "publications", "audit_pending", "audit_leaves", "audit_hashes", "audit_checkpoints"}

// populated is a world in which every walled table has a row.
func populated(t *testing.T) *world {
	w, ctx := newWorld(t), everyone(t)
	c := w.newCase(noon)
	w.project(first(c.ID))
	w.project(models.Burst{Case: c.ID, Sequence: 2, Milestones: []string{"applied"}, Explained: []models.Explained{{Element: "e", Decision: "d", Sealed: []byte{1}}}, Incidents: []models.IncidentOpened{{Key: 9, Element: "e", Cause: "c"}}})
	task := models.NewTaskID(c.ID, 1)
	w.do(w.SaveDraft(ctx, w.draft(task, "name", "sealed", noon)))
	document, _, err := w.AddDocument(ctx, models.Document{ID: models.DocumentID(models.NewID()), Person: w.applicant, Digest: make([]byte, 32),
		SealedName: []byte{1}, MediaType: "application/pdf", Size: 1, Object: "o", SealedKey: []byte{1}, AddedAt: noon, AddedBy: w.applicant})
	w.do(err)
	w.do(w.AddReference(ctx, models.Reference{ID: models.NewID(), Case: c.ID, Item: lend[0].Item, Document: &document.ID, Task: task, AddedAt: noon, AddedBy: w.applicant}))
	w.do(w.AddUpload(ctx, models.Upload{ID: "u", Person: w.applicant, Task: task, Item: "i", AddedBy: w.applicant, SealedName: []byte{1}, SealedKey: []byte{1},
		Size: 1, Parts: []string{}, ExpiresAt: noon}, 1))
	w.do(w.AddNotice(ctx, models.Notice{ID: "n", Case: c.ID, Text: "t", At: noon}, models.RoleApplicant))
	w.do(w.AddSession(ctx, models.Session{ID: "h", Person: w.clerk, Sealed: []byte{1}, CreatedAt: noon, ExpiresAt: noon.AddDate(9, 0, 0)}))
	w.do(w.DB.WithContext(ctx).Create(&models.Consent{ID: "c", Case: c.ID, Person: w.applicant, Item: "contact", Purpose: "p", Release: "r", GivenBy: w.applicant, GivenAt: noon}).Error)
	_, err = w.Shelf().Keep(ctx, "person/1", []byte{1})
	w.do(err)
	as := store.As(t.Context(), store.Identity{Person: w.clerk})
	_, err = w.BeginAttempt(as, models.Attempt{Actor: w.clerk, Key: "k", Fingerprint: "f", BegunAt: noon})
	w.do(err)
	w.do(w.AddMandate(store.As(t.Context(), store.Identity{Person: w.applicant}), models.Mandate{ID: "m", Case: c.ID, Person: w.applicant,
		Scopes: "view", CodeHash: make([]byte, 32), OpenedAt: noon, ExpiresAt: noon.AddDate(0, 0, 7)}))
	w.do(w.DB.WithContext(ctx).Exec(`INSERT INTO parcels (id, from_case_id, signal, name, correlation_key, sealed, sent_at, expires_at)
		VALUES ('p', ?, false, 'n', 'k', '\x01', now(), now())`, c.ID).Error)
	w.do(w.AddAttestation(ctx, models.Attestation{ID: "a", Person: w.applicant, Document: &document.ID, Digest: document.Digest, Item: lend[0].Item, Case: c.ID, Task: task,
		Agency: office, By: w.clerk, Verdict: models.VerdictValid, Sealed: []byte{1}, At: noon, Note: "n"}))
	w.do(w.Rely(ctx, []models.Reliance{{Attestation: "a", Task: task, Case: c.ID, Agency: office, At: noon}}))
	w.do(w.AddConcerns(ctx, []models.Concern{{ID: "c", Kind: models.ConcernProblem, Case: c.ID, Person: w.applicant, Agency: office, Sealed: []byte{1}, OpenedAt: noon, DueAt: noon}}))
	w.do(w.AddReminder(ctx, models.Reminder{ID: "r", Concern: "c", Person: w.applicant, Agency: office, Sealed: []byte{1}, SaidBy: w.clerk, SaidAt: noon}))
	_, err = w.SignImpact(ctx, models.ImpactSignature{ID: "i", CaseType: "t", Release: w.hash, Digest: strings.Repeat("a", 64), Pack: []byte("{}"), Name: "n", Note: "n", By: w.clerk, At: noon})
	w.do(err)
	w.draftOf(store.As(t.Context(), store.Identity{Parts: []store.Part{store.PartDrafts}}))
	w.plan(c)
	w.do(w.AddProposal(ctx, models.Proposal{ID: "p", CaseType: "t", Release: w.hash, Bundle: []byte{1}, Version: 1, State: models.ProposalOpen, ProposedAt: noon, ProposedBy: w.clerk}))
	_, err = w.CountRefusal(ctx, w.clerk, noon)
	w.do(err)
	w.do(w.DB.WithContext(ctx).Create(&models.Access{ID: models.NewID(), Outcome: models.AccessRefused, Refusal: models.KindNotFound,
		Case: c.ID, Person: w.applicant, By: w.clerk, At: noon, KeepUntil: noon, Salt: []byte{1}}).Error)
	return w
}

// TestWithoutAnIdentityNothingIsThere asks as the application's own role and as the
// owner of the tables.
func TestWithoutAnIdentityNothingIsThere(t *testing.T) {
	w := populated(t)
	var who string
	w.do(w.DB.Raw("SELECT current_user").Scan(&who).Error)
	if who != store.AppRole {
		t.Errorf("the test works as %s, not as the application's role: run make build", who)
	}
	tables, gaps := w.gaps()
	for _, gap := range gaps {
		t.Error(gap)
	}
	t.Logf("%d tables are behind the wall: %v", len(tables), tables)
}

// gaps are the tables and views, in any schema, that have something of a person in them,
// and what is wrong with the wall before them. One that somebody adds is one of them unless
// they say otherwise in public, and unless it points to nobody.
func (w *world) gaps() (tables, gaps []string) {
	w.t.Helper()
	everything, err := store.Open(w.t.Context(), stacktest.Superuser(w.t, w.dsn))
	w.do(err)
	defer everything.Close()
	owner, err := store.Open(w.t.Context(), stacktest.Owner(w.t, w.dsn))
	w.do(err)
	defer owner.Close()
	var all []struct {
		Name           string
		Walled, Points bool
	}
	w.do(everything.DB.WithContext(w.t.Context()).Raw(`
		SELECT c.oid::regclass::text AS name, c.relrowsecurity AND c.relforcerowsecurity AS walled,
			EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'f' AND k.confrelid IN ('people'::regclass, 'cases'::regclass)) AS points
		FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\_toast%'
		ORDER BY 1`).Scan(&all).Error)
	for _, table := range all {
		if slices.Contains(public, table.Name) {
			if table.Points {
				gaps = append(gaps, table.Name+" points to people or cases: it is not for all to see")
			}
			continue
		}
		tables = append(tables, table.Name)
		if !table.Walled {
			gaps = append(gaps, table.Name+" has no forced row-level security")
		}
		for name, s := range map[string]*store.Store{"the application": w.Store, "the owner": owner} {
			if n := count(s, table.Name); n > 0 {
				gaps = append(gaps, fmt.Sprintf("%s sees %d rows of %s without saying for whom it works", name, n, table.Name))
			}
		}
		if count(everything, table.Name) < 1 {
			gaps = append(gaps, "the test put no row into "+table.Name+": it proves nothing")
		}
	}
	return tables, gaps
}

// count is -1 where the table may not be read at all.
func count(s *store.Store, table string) int {
	n := -1
	_ = s.DB.WithContext(context.Background()).Raw("SELECT count(*) FROM " + table).Scan(&n).Error
	return n
}

// TestANewTableIsNoticed adds what somebody might add, and forget the wall.
func TestANewTableIsNoticed(t *testing.T) {
	w := populated(t)
	everything, err := store.Open(t.Context(), stacktest.Superuser(t, w.dsn))
	w.do(err)
	defer everything.Close()
	for name, c := range map[string]struct{ add, drop, want string }{
		"a table":             {"CREATE TABLE added AS SELECT 'Amal' AS name; GRANT SELECT ON added TO " + store.AppRole, "TABLE added", "the application sees 1 rows of added without saying for whom it works"},
		"an empty table":      {"CREATE TABLE added (name text); ALTER TABLE added ENABLE ROW LEVEL SECURITY; ALTER TABLE added FORCE ROW LEVEL SECURITY", "TABLE added", "the test put no row into added: it proves nothing"},
		"in another schema":   {"CREATE SCHEMA beside; CREATE TABLE beside.added AS SELECT 'Amal' AS name", "SCHEMA beside CASCADE", "beside.added has no forced row-level security"},
		"a view":              {"CREATE VIEW added AS SELECT * FROM answers; GRANT SELECT ON added TO " + store.AppRole, "VIEW added", "added has no forced row-level security"},
		"a pointer to a case": {"ALTER TABLE certificates ADD case_id text REFERENCES cases", "", "certificates points to people or cases: it is not for all to see"},
	} {
		w.do(everything.DB.WithContext(t.Context()).Exec(c.add).Error)
		if _, gaps := w.gaps(); !slices.Contains(gaps, c.want) {
			t.Errorf("%s: %v, want %q", name, gaps, c.want)
		}
		if c.drop != "" {
			w.do(everything.DB.WithContext(t.Context()).Exec("DROP " + c.drop).Error)
		}
	}
}

// TestTheWallShowsEachTheirOwn is what policy says of clerks and applicants, said
// once more by the database.
func TestTheWallShowsEachTheirOwn(t *testing.T) {
	w := populated(t)
	stranger := w.person("stranger")
	sees := func(id store.Identity, table string) int {
		var n int
		w.do(w.DB.WithContext(store.As(t.Context(), id)).Raw("SELECT count(*) FROM " + table).Scan(&n).Error)
		return n
	}
	clerk := store.Identity{Person: w.clerk, Agency: office}
	personal := []string{"cases", "answers", "documents", `"references"`, "tasks", "grants", "accesses", "milestones", "tokens", "notices", "attestations", "reliances", "concerns", "reminders", "explanations", "consents"}
	for _, table := range personal {
		if sees(store.Identity{Person: w.applicant}, table) == 0 {
			t.Errorf("the applicant does not see their own %s", table)
		}
		if n := sees(store.Identity{Person: stranger}, table); n != 0 {
			t.Errorf("a stranger sees %d rows of %s", n, table)
		}
		if n := sees(store.Identity{Person: stranger, Agency: "no-such-agency"}, table); n != 0 {
			t.Errorf("a clerk of an agency outside of the case sees %d rows of %s", n, table)
		}
	}
	if sees(clerk, "answers") != 1 || sees(clerk, "documents") != 1 {
		t.Errorf("with an open grant the clerk sees %d answers and %d documents", sees(clerk, "answers"), sees(clerk, "documents"))
	}
	w.do(w.DB.WithContext(everyone(t)).Exec("UPDATE grants SET attested = true").Error)
	if sees(clerk, "documents") != 0 || sees(clerk, "attestations") != 1 {
		t.Error("a grant on what was attested shows that, and no document")
	}
	w.do(w.DB.WithContext(everyone(t)).Exec("UPDATE grants SET attested = false, expires_at = now() - interval '1 minute'").Error)
	if sees(clerk, "answers") != 0 || sees(clerk, "documents") != 0 {
		t.Error("an expired grant still shows something")
	}
	w.do(w.DB.WithContext(everyone(t)).Exec("UPDATE grants SET expires_at = NULL, closed_at = now()").Error)
	if sees(clerk, "answers") != 0 || sees(clerk, "documents") != 0 {
		t.Error("a closed grant still shows something")
	}
	operations := store.Identity{Person: stranger, Parts: []store.Part{store.PartOperations}}
	if sees(operations, "cases") == 0 || sees(operations, "answers") != 0 || sees(operations, "documents") != 0 {
		t.Error("operations see cases, and never what people said")
	}
	if err := w.DB.WithContext(everyone(t)).Exec("SET ROLE postgres").Error; err == nil {
		t.Error("the application's role can become the superuser")
	}
}
