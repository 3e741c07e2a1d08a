package cli

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"io"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/minio/minio-go/v7"

	"handinhand/documents"
	"handinhand/internal/stacktest"
	"handinhand/models"
	"handinhand/store"
)

const (
	oldRoot = "base64key://smGbjm71Nxd1Ig5FS0wj9SlbzAIrnolCz9bQQ6uAhl4="
	newRoot = "base64key://AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE="
)

// archive is a database and a bucket of a test, with a way to back both up.
type archive struct {
	t      *testing.T
	config Config
	s3     *minio.Client
}

func newArchive(t *testing.T) *archive {
	t.Helper()
	stack := stacktest.Stack(t)
	s3, bucket := stacktest.Bucket(t, stack)
	_, graves := stacktest.Bucket(t, stack)
	return &archive{t, Config{
		DatabaseURL: Secret(stacktest.Database(t, stack, store.Migrate)), S3Endpoint: stack.S3Endpoint, S3Bucket: bucket, S3Region: "us-east-1",
		S3AccessKey: stack.S3AccessKey, S3SecretKey: Secret(stack.S3SecretKey), S3TLS: stack.S3TLS, TombstonesURL: "s3://" + graves,
		RootKeyURL: oldRoot, LogLevel: "error", MaxUpload: 1 << 20,
	}, s3}
}

func (a *archive) must(err error) {
	a.t.Helper()
	if err != nil {
		a.t.Fatal(err)
	}
}

// open runs do with the vault, and lets everything go after.
func (a *archive) open(do func(*parts)) {
	a.t.Helper()
	p, err := a.config.documents(a.t.Context())
	a.must(err)
	defer p.close()
	do(p)
}

// put is a new person's document.
func (a *archive) put(subject string) (d models.Document) {
	a.t.Helper()
	a.open(func(p *parts) {
		person, err := p.store.EnsurePerson(a.t.Context(), "issuer", subject, "de")
		a.must(err)
		var picture bytes.Buffer
		a.must(jpeg.Encode(&picture, image.NewGray(image.Rect(0, 0, 40, 30)), nil))
		d, err = p.vault.Put(a.t.Context(), documents.Intake{Person: person.ID, By: person.ID, Name: "a.jpg", Body: &picture, At: time.Now()})
		a.must(err)
	})
	return d
}

// reads is the error of reading a document; nil when it is whole.
func (a *archive) reads(d models.Document) (err error) {
	a.t.Helper()
	a.open(func(p *parts) {
		var body io.ReadCloser
		if body, err = p.vault.Open(a.t.Context(), d); err == nil {
			_, err = io.Copy(io.Discard, body)
			_ = body.Close()
		}
	})
	return err
}

// administer runs statements as the superuser, outside of the test's database. It waits
// until nobody uses that any more.
func (a *archive) administer(statements ...string) {
	a.t.Helper()
	u, err := url.Parse(stacktest.Superuser(a.t, string(a.config.DatabaseURL)))
	a.must(err)
	name := strings.TrimPrefix(u.Path, "/")
	u.Path = "/postgres"
	ctx := context.WithoutCancel(a.t.Context()) // it cleans up, too
	db, err := pgx.Connect(ctx, u.String())
	a.must(err)
	defer db.Close(ctx)
	for _, statement := range statements {
		statement = strings.ReplaceAll(statement, "$", name)
		for _, err = db.Exec(ctx, statement); err != nil && strings.Contains(err.Error(), "55006"); _, err = db.Exec(ctx, statement) {
			time.Sleep(20 * time.Millisecond)
		}
		a.must(err)
	}
}

// backup copies database and bucket; the copy is put back by restore.
func (a *archive) backup() (restore func()) {
	a.t.Helper()
	a.administer(`CREATE DATABASE $_backup TEMPLATE $`)
	a.t.Cleanup(func() { a.administer(`DROP DATABASE IF EXISTS $_backup WITH (FORCE)`) })
	objects := map[string][]byte{}
	for o := range a.s3.ListObjects(a.t.Context(), a.config.S3Bucket, minio.ListObjectsOptions{Recursive: true}) {
		object, err := a.s3.GetObject(a.t.Context(), a.config.S3Bucket, o.Key, minio.GetObjectOptions{})
		a.must(err)
		objects[o.Key], err = io.ReadAll(object)
		a.must(err)
	}
	return func() {
		a.administer(`DROP DATABASE $ WITH (FORCE)`, `CREATE DATABASE $ TEMPLATE $_backup`)
		for o := range a.s3.ListObjects(a.t.Context(), a.config.S3Bucket, minio.ListObjectsOptions{Recursive: true}) {
			a.must(a.s3.RemoveObject(a.t.Context(), a.config.S3Bucket, o.Key, minio.RemoveObjectOptions{}))
		}
		for key, content := range objects {
			_, err := a.s3.PutObject(a.t.Context(), a.config.S3Bucket, key, bytes.NewReader(content), int64(len(content)), minio.PutObjectOptions{})
			a.must(err)
		}
	}
}

// TestABackupOfDatabaseAndBucketBringsNobodyBack restores both as they were before a
// person was erased.
func TestABackupOfDatabaseAndBucketBringsNobodyBack(t *testing.T) {
	a := newArchive(t)
	verify := func() error { return (&risenCommand{a.config}).Run(t.Context()) }
	a.must(verify()) // as serve does when it starts; the platform's key is from then on
	anna, omar := a.put("anna"), a.put("omar")
	restore := a.backup()
	a.must((&eraseCommand{a.config, anna.Person}).Run(t.Context()))
	for name, err := range map[string]error{"reading": a.reads(anna), "erasing nobody": (&eraseCommand{a.config, "nobody"}).Run(t.Context())} {
		if models.KindOf(err) != models.KindNotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
	a.must(verify())
	restore()
	if err := a.reads(anna); err != nil {
		t.Fatalf("the backup did not bring her back, so that the test proves nothing: %v", err)
	}
	if err := verify(); err == nil || !strings.Contains(err.Error(), "an old backup was restored: 1 keys") {
		t.Errorf("the restored backup was not reported: %v", err)
	}
	if err := a.reads(anna); models.KindOf(err) != models.KindNotFound {
		t.Errorf("she can still be read: %v", err)
	}
	a.open(func(p *parts) {
		back, err := p.store.EnsurePerson(t.Context(), "issuer", "anna", "de")
		if err != nil || back.ID == anna.Person {
			t.Errorf("who she was is known again: %v %v", back, err)
		}
	})
	a.must(verify())
	a.must(a.reads(omar))
}

func TestKeysRotate(t *testing.T) {
	a := newArchive(t)
	anna := a.put("anna")
	rotate := rotateCommand{a.config, newRoot}
	for range 2 { // again after it broke off
		a.must(rotate.Run(t.Context()))
	}
	a.config.RootKeyURL = newRoot
	a.must(a.reads(anna))
	a.config.RootKeyURL, a.config.FormerRootKeyURL = oldRoot, newRoot
	a.must(a.reads(anna))
	a.config.FormerRootKeyURL = ""
	if err := a.reads(anna); models.KindOf(err) != models.KindUnavailable {
		t.Errorf("with the old root key alone: %v", err)
	}
	if err := (&rotateCommand{a.config, "nonsense"}).Run(t.Context()); err == nil {
		t.Error("a root key that is none was taken")
	}
}

func TestTombstonesLieApart(t *testing.T) {
	for given, bad := range map[string]string{
		"": "", "s3://elsewhere": "", "file:///var/lib/tombstones": "",
		"s3://handinhand": "must not be the documents' bucket", "file://relative": "must begin", "/var/lib": "must begin", "s3://": "must begin", "file:///": "must begin",
	} {
		err := Config{S3Bucket: "handinhand", TombstonesURL: given}.apart()
		if (bad == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), bad) {
			t.Errorf("%q: %v, want %q", given, err, bad)
		}
	}
}
