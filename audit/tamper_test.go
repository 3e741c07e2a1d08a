package audit_test

import (
	"strings"
	"testing"
	"time"

	"handinhand/audit"
	"handinhand/models"
	"handinhand/store"
)

var secret = []byte("0123456789abcdef0123456789abcdef")

// grown is a log of n sequenced entries, with a kept checkpoint of its middle.
func grown(t *testing.T, n int) (s *store.Store, dsn, key, kept string) {
	t.Helper()
	s, dsn, access := lent(t)
	signer, key, err := audit.Signer(secret)
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		access.At = noon.Add(time.Duration(i) * time.Second)
		if i == 0 {
			access.KeepUntil = noon.Add(-time.Hour) // its time is over
		} else {
			access.KeepUntil = noon.AddDate(90, 0, 0)
		}
		appendOne(t, s, access)
		if i == n/2 || i == n-1 {
			sequence(t, s, signer)
		}
		if i == n/2 {
			kept = newest(t, s).Note
		}
	}
	return s, dsn, key, kept
}

func appendOne(t *testing.T, s *store.Store, a models.Access) {
	t.Helper()
	if err := s.Tx(everyone(t), func(tx *store.Store) error { return audit.Append(tx.DB, a) }); err != nil {
		t.Fatal(err)
	}
}

func newest(t *testing.T, s *store.Store) (c audit.Checkpoint) {
	t.Helper()
	err := s.Tx(everyone(t), func(tx *store.Store) (err error) { c, err = audit.Latest(tx.DB); return err })
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func verify(t *testing.T, s *store.Store, key string, kept ...string) (report audit.Report) {
	t.Helper()
	err := s.Snapshot(everyone(t), func(tx *store.Store) (err error) {
		report, err = audit.Verify(tx.DB, key, kept, noon)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// TestTamperingIsFound lets someone with the owner's password, who knows how to
// switch triggers off, change the log in every way.
func TestTamperingIsFound(t *testing.T) {
	const nth = `(SELECT access_id FROM audit_leaves WHERE index = 5)`
	for name, c := range map[string]struct{ do, says string }{
		"nothing":                   {"SELECT 1", ""},
		"an altered entry":          {"UPDATE accesses SET item = 'other' WHERE id = " + nth, "entry 5 (%): it was altered"},
		"an altered retention":      {"UPDATE accesses SET keep_until = now() WHERE id = " + nth, "it was altered"},
		"a dropped entry":           {"DELETE FROM accesses WHERE id = " + nth, "entry 5 (%): it was dropped"},
		"a dropped leaf and entry":  {"DELETE FROM accesses WHERE id = " + nth + "; DELETE FROM audit_leaves WHERE index = 5", "entry 5: its place in the tree is empty"},
		"two entries swapped":       {"UPDATE audit_leaves SET access_id = CASE index WHEN 4 THEN b ELSE a END FROM (SELECT max(access_id) FILTER (WHERE index = 4) a, max(access_id) FILTER (WHERE index = 5) b FROM audit_leaves) x WHERE index IN (4, 5)", "it was altered"},
		"two leaves reordered":      {"UPDATE audit_leaves SET index = -index - 1 WHERE index IN (4, 5); UPDATE audit_leaves SET index = CASE index WHEN -5 THEN 5 ELSE 4 END WHERE index < 0", "it stands where another was entered"},
		"the newest cut off":        {"DELETE FROM accesses WHERE id IN (SELECT access_id FROM audit_leaves WHERE index > 8); DELETE FROM audit_leaves WHERE index > 8", "the log was cut"},
		"an entry outside the tree": {"DELETE FROM audit_pending", "it never got a place"},
		"dropped before its place":  {"DELETE FROM accesses WHERE id IN (SELECT access_id FROM audit_pending)", "before it got its place"},
		"another checkpoint":        {"UPDATE audit_checkpoints SET note = replace(note, '—', '— x')", "signature"},
	} {
		t.Run(name, func(t *testing.T) {
			s, dsn, key, kept := grown(t, 12)
			waiting := entries(t, s, caseOf(t, s))[0]
			waiting.ID = ""
			appendOne(t, s, waiting)
			force(t, dsn, "ALTER TABLE audit_leaves DROP CONSTRAINT audit_leaves_index_check; ALTER TABLE audit_leaves DROP CONSTRAINT audit_leaves_access_id_key;"+c.do)
			findings := verify(t, s, key, kept).Findings
			if c.says == "" {
				if len(findings) > 0 {
					t.Errorf("an untouched log: %v", findings)
				}
				return
			}
			for _, f := range findings {
				if said := f.String(); strings.Contains(said, strings.TrimPrefix(c.says, "entry 5 (%): ")) && (!strings.HasPrefix(c.says, "entry 5") || f.Index == 5) {
					t.Log(said)
					return
				}
			}
			t.Errorf("found %v, want %q", findings, c.says)
		})
	}
}

// TestRewrittenLogFailsAKeptCheckpoint: whoever can do everything with the database
// and has the signing key too is found out by what an agency kept.
func TestRewrittenLogFailsAKeptCheckpoint(t *testing.T) {
	s, dsn, key, kept := grown(t, 12)
	force(t, dsn, "DELETE FROM accesses WHERE id = (SELECT access_id FROM audit_leaves WHERE index = 3); INSERT INTO audit_pending SELECT id FROM accesses; DELETE FROM audit_leaves; DELETE FROM audit_hashes; DELETE FROM audit_checkpoints")
	signer, _, err := audit.Signer(secret)
	if err != nil {
		t.Fatal(err)
	}
	sequence(t, s, signer)
	if found := verify(t, s, key).Findings; len(found) != 0 {
		t.Errorf("the forgery is not even consistent: %v", found)
	}
	found := verify(t, s, key, kept).Findings
	if len(found) != 1 || !strings.Contains(found[0].What, "are not those over which a checkpoint was signed") {
		t.Errorf("with a kept checkpoint: %v", found)
	}
}

// TestExpiredEntriesGo and nothing else does, and the tree still stands. The time that the
// law names counts from the end of the case.
func TestExpiredEntriesGo(t *testing.T) {
	s, dsn, key, kept := grown(t, 12)
	appended := entries(t, s, caseOf(t, s))[0]
	appended.ID, appended.At, appended.KeepUntil = "", noon.AddDate(-3, 0, 0), noon.AddDate(-1, 0, 0) // two years, by law
	appendOne(t, s, appended)
	signer, _, err := audit.Signer(secret)
	if err != nil {
		t.Fatal(err)
	}
	sequence(t, s, signer)
	for _, c := range []struct {
		ended string
		gone  int64
	}{{"NULL, state = 'running'", 0}, {"'2025-01-01', state = 'ended'", 1}, {"'2024-01-01', state = 'ended'", 1}} {
		force(t, dsn, "UPDATE cases SET ended_at = "+c.ended)
		var gone int64
		err := s.Tx(everyone(t), func(tx *store.Store) (err error) { gone, err = audit.Expire(tx.DB, noon, 100); return err })
		if err != nil || gone != c.gone {
			t.Fatalf("the case ended at %s: %d entries went (%v), want %d", c.ended, gone, err, c.gone)
		}
	}
	// What the tree keeps of the entry proves its place, and tells nothing of it.
	var left string
	if err := s.DB.WithContext(everyone(t)).Raw("SELECT access_id FROM audit_leaves l WHERE NOT EXISTS (SELECT 1 FROM accesses a WHERE a.id = l.access_id) ORDER BY index LIMIT 1").Scan(&left).Error; err != nil {
		t.Fatal(err)
	}
	err = s.Tx(everyone(t), func(tx *store.Store) error {
		proof, err := audit.Include(tx.DB, left, 0)
		if err != nil {
			return err
		}
		says, err := audit.Confirm(tx.DB, proof, newest(t, s).Note, key)
		if says != nil {
			t.Errorf("an entry that went still says %+v", says)
		}
		return err
	})
	if err != nil {
		t.Errorf("the place of an entry that went is not proven: %v", err)
	}
	if report := verify(t, s, key, kept); report.Expired != 2 || report.Entries != 13 || len(report.Findings) > 0 {
		t.Errorf("after it: %+v", report)
	}
}

func caseOf(t *testing.T, s *store.Store) (id models.CaseID) {
	t.Helper()
	if err := s.DB.WithContext(everyone(t)).Raw("SELECT id FROM cases").Scan((*string)(&id)).Error; err != nil {
		t.Fatal(err)
	}
	return id
}
