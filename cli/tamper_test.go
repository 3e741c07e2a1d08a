package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/minio/minio-go/v7"

	"handinhand/audit"
	"handinhand/internal/stacktest"
	"handinhand/models"
	"handinhand/store"
)

// output is what a command prints, and its error. Tests that use it do not run beside
// others.
func output(t *testing.T, run func(context.Context) error) (string, error) {
	t.Helper()
	file, err := os.CreateTemp(t.TempDir(), "output")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	stdout := os.Stdout
	os.Stdout = file
	ran := run(t.Context())
	os.Stdout = stdout
	text, err := os.ReadFile(file.Name())
	if err != nil {
		t.Fatal(err)
	}
	return string(text), ran
}

// logged appends n refused reads to the access log and gives them their places.
func (a *archive) logged(n int) {
	a.t.Helper()
	a.open(func(p *parts) {
		person, err := p.store.EnsurePerson(a.t.Context(), "issuer", "reader", "de")
		a.must(err)
		ctx := store.As(a.t.Context(), store.Identity{Parts: []store.Part{store.PartLog}})
		for i := range n {
			a.must(p.store.Tx(ctx, func(tx *store.Store) error {
				return audit.Append(tx.DB, models.Access{Outcome: models.AccessRefused, Refusal: models.KindNotFound, Action: "viewCase",
					By: person.ID, Target: fmt.Sprint(i), At: time.Now(), KeepUntil: time.Now().AddDate(1, 0, 0)})
			}))
		}
	})
	work, done, err := a.config.buried(a.t.Context())
	a.must(err)
	defer done()
	a.must(work.Sequence(a.t.Context()))
}

// force changes the database as its superuser who knows how to switch triggers off.
func (a *archive) force(statement string) {
	a.t.Helper()
	ctx := a.t.Context()
	db, err := pgx.Connect(ctx, stacktest.Superuser(a.t, string(a.config.DatabaseURL)))
	a.must(err)
	defer db.Close(ctx)
	_, err = db.Exec(ctx, "SET session_replication_role = replica;"+statement)
	a.must(err)
}

// TestCommandsReportTampering changes what is stored, and wants the command that looks
// after it to fail and to name the place.
func TestCommandsReportTampering(t *testing.T) {
	const at = "(SELECT access_id FROM audit_leaves WHERE index = %d)"
	third, fourth := fmt.Sprintf(at, 3), fmt.Sprintf(at, 4)
	var kept string
	log := func(a *archive) func(context.Context) error {
		return (&verifyLogCommand{Config: a.config, Kept: []string{kept}}).Run
	}
	for _, c := range []struct {
		name      string
		do        func(*archive)
		look      func(*archive) func(context.Context) error
		names, of string // what it prints, and its error
	}{
		{"an entry of the log dropped", func(a *archive) { a.force("DELETE FROM accesses WHERE id = " + third) }, log, "entry 3", "1 findings"},
		{"an entry of the log altered", func(a *archive) { a.force("UPDATE accesses SET target = 'x' WHERE id = " + third) }, log, "entry 3", "1 findings"},
		{"two entries of the log reordered", func(a *archive) {
			a.force("UPDATE audit_leaves SET index = -1 WHERE index = 3; UPDATE audit_leaves SET index = 3 WHERE index = 4; UPDATE audit_leaves SET index = 4 WHERE index = -1")
		}, log, "it stands where another was entered", "findings"},
		{"the texts of two entries exchanged", func(a *archive) {
			a.force("UPDATE accesses SET target = CASE target WHEN '3' THEN '4' ELSE '3' END WHERE id IN (" + third + "," + fourth + ")")
		}, log, "it was altered", "2 findings"},
		{"the newest entries cut off", func(a *archive) {
			a.force("DELETE FROM accesses WHERE id IN (SELECT access_id FROM audit_leaves WHERE index > 5); DELETE FROM audit_leaves WHERE index > 5; DELETE FROM audit_hashes WHERE index > 9; DELETE FROM audit_checkpoints")
		}, log, "the log was cut", "findings"},
		{"a bit of a document flipped", func(a *archive) { a.flip(a.put("anna").Object) }, documentsVerified, "is not what came in", "1 documents are damaged"},
		{"a bit of a copy flipped", func(a *archive) { a.flip(a.put("anna").CopyObject) }, documentsVerified, "is not what came in", "1 documents are damaged"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := newArchive(t)
			a.force("ALTER TABLE audit_leaves DROP CONSTRAINT audit_leaves_index_check")
			a.logged(8)
			note, err := output(t, (&checkpointCommand{a.config}).Run)
			a.must(err)
			kept = filepath.Join(t.TempDir(), "checkpoint")
			a.must(os.WriteFile(kept, []byte(note), 0o600))
			if said, err := output(t, c.look(a)); err != nil {
				t.Fatalf("untouched: %v %s", err, said)
			}
			c.do(a)
			said, err := output(t, c.look(a))
			if err == nil || !strings.Contains(err.Error(), c.of) || !strings.Contains(said, c.names) {
				t.Errorf("%v, and said: %s", err, said)
			}
		})
	}
}

func documentsVerified(a *archive) func(context.Context) error {
	return (&verifyDocumentsCommand{a.config}).Run
}

// flip changes one bit of an object in the store.
func (a *archive) flip(name string) {
	a.t.Helper()
	object, err := a.s3.GetObject(a.t.Context(), a.config.S3Bucket, name, minio.GetObjectOptions{})
	a.must(err)
	content, err := io.ReadAll(object)
	a.must(err)
	content[len(content)/2] ^= 1
	_, err = a.s3.PutObject(a.t.Context(), a.config.S3Bucket, name, strings.NewReader(string(content)), int64(len(content)), minio.PutObjectOptions{})
	a.must(err)
}

// TestAnOldBackupFailsAKeptCheckpoint restores everything that lies together: what an
// agency kept shows that the log has become shorter.
func TestAnOldBackupFailsAKeptCheckpoint(t *testing.T) {
	a := newArchive(t)
	a.logged(3)
	restore := a.backup()
	a.logged(2)
	note, err := output(t, (&checkpointCommand{a.config}).Run)
	a.must(err)
	kept := filepath.Join(t.TempDir(), "checkpoint")
	a.must(os.WriteFile(kept, []byte(note), 0o600))
	restore()
	look := verifyLogCommand{Config: a.config}
	if said, err := output(t, look.Run); err != nil {
		t.Fatalf("the backup is not even whole: %v %s", err, said)
	}
	look.Kept = []string{kept}
	if said, err := output(t, look.Run); err == nil || !strings.Contains(said, "the log was cut: a checkpoint was signed over 5 entries, and there are 3") {
		t.Errorf("%v, and said: %s", err, said)
	}
}

// TestDocumentsGetTheirCopiesByCommand says how many, twice.
func TestDocumentsGetTheirCopiesByCommand(t *testing.T) {
	a := newArchive(t)
	a.put("anna")
	a.force("UPDATE documents SET copy_object = '', copy_type = '', copy_size = 0, preview_object = '', preview_size = 0")
	for _, want := range []string{"1 documents have a copy now, 0 still have none", "0 documents have a copy now, 0 still have none"} {
		if said, err := output(t, (&copyDocumentsCommand{a.config}).Run); err != nil || !strings.Contains(said, want) {
			t.Errorf("%v, %q; want %q", err, said, want)
		}
	}
	if said, err := output(t, documentsVerified(a)); err != nil || !strings.Contains(said, "1 documents whole") {
		t.Errorf("%v, %q", err, said)
	}
}

// TestTheLogIsKeptAsLongAsTheLawSays: what is over goes, however much it is, and what it
// leaves still proves that nothing else went.
func TestTheLogIsKeptAsLongAsTheLawSays(t *testing.T) {
	a := newArchive(t)
	const over, kept = 1100, 3 // more than goes in one transaction
	a.logged(kept)
	a.open(func(p *parts) {
		person, err := p.store.EnsurePerson(t.Context(), "issuer", "reader", "de")
		a.must(err)
		ctx := store.As(t.Context(), store.Identity{Parts: []store.Part{store.PartLog}})
		entries := make([]models.Access, over)
		for i := range entries {
			at := time.Now().AddDate(-2, 0, 0)
			entries[i] = models.Access{Outcome: models.AccessRefused, Refusal: models.KindNotFound, Action: "viewCase", By: person.ID, At: at, KeepUntil: at.AddDate(1, 0, 0)}
		}
		a.must(p.store.Tx(ctx, func(tx *store.Store) error { return audit.Append(tx.DB, entries...) }))
	})
	work, done, err := a.config.buried(t.Context())
	a.must(err)
	defer done()
	a.must(work.Sequence(t.Context()))
	a.must(work.Purge(t.Context()))
	look := (&verifyLogCommand{Config: a.config}).Run
	if said, err := output(t, look); err != nil || !strings.Contains(said, fmt.Sprintf("%d entries in order, %d of them expired", over+kept, over)) {
		t.Fatalf("%v, and said: %s", err, said)
	}
	a.force("DELETE FROM accesses WHERE id = (SELECT max(id) FROM accesses)")
	if said, err := output(t, look); err == nil || !strings.Contains(said, "it was dropped: the law has it kept until") {
		t.Errorf("after one more: %v, and said: %s", err, said)
	}
}
