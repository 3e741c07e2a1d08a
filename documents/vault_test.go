package documents_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/minio/minio-go/v7"

	"handinhand/documents"
	"handinhand/internal/stacktest"
	"handinhand/keys"
	"handinhand/models"
	"handinhand/store"
)

const rootURL = "base64key://smGbjm71Nxd1Ig5FS0wj9SlbzAIrnolCz9bQQ6uAhl4="

var noon = time.Date(2026, 11, 3, 12, 0, 0, 0, time.UTC)

type document = models.Document

// world is a vault on real parts with two people.
type world struct {
	*documents.Vault
	t          testing.TB
	store      *store.Store
	ring       *keys.Ring
	anna, omar models.PersonID
}

func newWorld(t testing.TB) *world {
	t.Helper()
	stack := stacktest.Stack(t)
	s, err := store.Open(t.Context(), stacktest.Database(t, stack, store.Migrate))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	ring, err := keys.OpenRing(t.Context(), rootURL, s.Shelf())
	if err != nil {
		t.Fatal(err)
	}
	client, bucket := stacktest.Bucket(t, stack)
	w := &world{t: t, store: s, ring: ring, Vault: &documents.Vault{
		S3: client, Bucket: bucket, Rows: s, Quarantine: t.TempDir(), Renderer: documents.NewRenderer(stacktest.Renderer(t)),
		Keys: func(ctx context.Context, id models.PersonID) (documents.Box, error) { return ring.Person(ctx, id) },
	}}
	for subject, id := range map[string]*models.PersonID{"anna": &w.anna, "omar": &w.omar} {
		p, err := s.EnsurePerson(t.Context(), "i", subject, "de")
		if err != nil {
			t.Fatal(err)
		}
		*id = p.ID
	}
	t.Cleanup(func() {
		left, err := os.ReadDir(w.Quarantine)
		if err != nil || len(left) != 0 {
			t.Errorf("quarantine still holds %v (%v)", left, err)
		}
	})
	return w
}

func (w *world) put(person models.PersonID, content []byte) models.Document {
	w.t.Helper()
	d, err := w.Put(w.t.Context(), documents.Intake{Person: person, By: person, Name: "Aufenthaltstitel.pdf", Body: bytes.NewReader(content), At: noon})
	if err != nil {
		w.t.Fatal(err)
	}
	return d
}

// refuses is how a file is refused; nil where it is taken.
func (w *world) refuses(content []byte) error {
	_, err := w.Put(w.t.Context(), documents.Intake{Person: w.anna, By: w.anna, Body: bytes.NewReader(content), At: noon})
	return err
}

func (w *world) read(d models.Document) ([]byte, error) {
	w.t.Helper()
	r, err := w.Open(w.t.Context(), d)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

// objects are the keys in the bucket.
func (w *world) objects() []string {
	w.t.Helper()
	var out []string
	for o := range w.S3.ListObjects(w.t.Context(), w.Bucket, minio.ListObjectsOptions{Recursive: true}) {
		if o.Err != nil {
			w.t.Fatal(o.Err)
		}
		out = append(out, o.Key)
	}
	return out
}

// raw is what the S3 store holds for a document.
func (w *world) raw(d models.Document) []byte {
	w.t.Helper()
	o, err := w.S3.GetObject(w.t.Context(), w.Bucket, d.Object, minio.GetObjectOptions{})
	if err != nil {
		w.t.Fatal(err)
	}
	defer o.Close()
	out, err := io.ReadAll(o)
	if err != nil {
		w.t.Fatal(err)
	}
	return out
}

func (w *world) overwrite(d models.Document, content []byte) {
	w.t.Helper()
	_, err := w.S3.PutObject(w.t.Context(), w.Bucket, d.Object, bytes.NewReader(content), int64(len(content)), minio.PutObjectOptions{})
	if err != nil {
		w.t.Fatal(err)
	}
}

func TestEveryKindComesBackAsItWas(t *testing.T) {
	w := newWorld(t)
	for mediaType, content := range map[string][]byte{
		"application/pdf": pdf(3 << 20), // more than one segment of the cipher
		"image/jpeg":      jpegOf(40, 30),
		"image/png":       pngOf(40, 30),
		"image/heic":      heic(),
	} {
		d := w.put(w.anna, content)
		if d.MediaType != mediaType || d.Size != int64(len(content)) {
			t.Errorf("%s: kept as %s with %d bytes", mediaType, d.MediaType, d.Size)
		}
		if got, err := w.read(d); err != nil || !bytes.Equal(got, content) {
			t.Errorf("%s: %d bytes came back for %d (%v)", mediaType, len(got), len(content), err)
		}
		if name, err := w.Name(t.Context(), d); err != nil || name != "Aufenthaltstitel.pdf" {
			t.Errorf("%s: its name is %q, %v", mediaType, name, err)
		}
		stored, err := w.store.Document(store.As(t.Context(), store.Identity{Parts: []store.Part{store.PartVault}}), d.ID)
		if err != nil || !cmp.Equal(stored, d) {
			t.Errorf("%s: the row differs: %s (%v)", mediaType, cmp.Diff(d, stored), err)
		}
		if raw := w.raw(d); bytes.Contains(raw, content[:16]) {
			t.Errorf("%s: the S3 store holds plain bytes", mediaType)
		}
	}
}

func TestEqualBytesAreStoredOncePerPerson(t *testing.T) {
	w := newWorld(t)
	content := pdf(1000)
	first := w.put(w.anna, content)
	if again := w.put(w.anna, content); !cmp.Equal(first, again) {
		t.Errorf("the second upload is another document: %s", cmp.Diff(first, again))
	}
	theirs := w.put(w.omar, content)
	if theirs.ID == first.ID || bytes.Equal(theirs.Digest, first.Digest) {
		t.Error("two people's equal files can be seen to be equal")
	}
	if n := len(w.objects()); n != 2*3 {
		t.Errorf("%d objects, want an original, a copy and a preview for each person", n)
	}
}

func TestEqualBytesAtOnce(t *testing.T) {
	w := newWorld(t)
	var group sync.WaitGroup
	got := make([]models.Document, 6)
	for i := range got {
		group.Go(func() {
			d, err := w.Put(t.Context(), documents.Intake{Person: w.anna, By: w.anna, Body: bytes.NewReader(pdf(1000)), At: noon})
			if err != nil {
				t.Error(err)
			}
			got[i] = d
		})
	}
	group.Wait()
	for _, d := range got {
		if d.ID != got[0].ID {
			t.Errorf("documents %s and %s of equal bytes", d.ID, got[0].ID)
		}
	}
	left := w.objects()
	slices.Sort(left)
	if want := got[0].Objects(); len(left) != 3 || !cmp.Equal(left, slices.Sorted(slices.Values(want))) {
		t.Errorf("objects %v, want only %v", left, want)
	}
}

func TestTamperingShows(t *testing.T) {
	w := newWorld(t)
	d := w.put(w.anna, pdf(2<<20))
	good := w.raw(d)
	flipped := bytes.Clone(good)
	flipped[len(flipped)/2] ^= 1
	other := w.put(w.anna, pdf(2<<20+1))
	for name, bad := range map[string][]byte{
		"one flipped bit": flipped, "cut off": good[:len(good)-1], "cut at a segment": good[:1<<20], "another document": w.raw(other), "nothing": {},
	} {
		w.overwrite(d, bad)
		if _, err := w.read(d); err == nil {
			t.Errorf("%s: read without an error", name)
		}
	}
	w.overwrite(d, good)
	if _, err := w.read(d); err != nil {
		t.Errorf("restored: %v", err)
	}
	if err := w.S3.RemoveObject(t.Context(), w.Bucket, d.Object, minio.RemoveObjectOptions{}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Open(t.Context(), d); models.KindOf(err) != models.KindUnavailable {
		t.Errorf("a lost object: %v", err)
	}
}

func TestShreddedPersonsDocumentsAreGone(t *testing.T) {
	w := newWorld(t)
	d := w.put(w.anna, pdf(1000))
	if err := w.ring.Destroy(t.Context(), keys.PersonOwner(w.anna)); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Open(t.Context(), d); models.KindOf(err) != models.KindNotFound {
		t.Errorf("reading after shredding: %v", err)
	}
	_, err := w.Put(t.Context(), documents.Intake{Person: w.anna, By: w.anna, Body: bytes.NewReader(pdf(1000)), At: noon})
	if models.KindOf(err) != models.KindNotFound {
		t.Errorf("uploading after shredding: %v", err)
	}
}

// endless counts what is taken from 200 MB of PDF.
type endless struct {
	head  io.Reader
	taken int64
}

func (e *endless) Read(p []byte) (int, error) {
	n, err := e.head.Read(p)
	e.taken += int64(n)
	return n, err
}

func TestHugeUploadIsNotReadToItsEnd(t *testing.T) {
	w := newWorld(t)
	w.Limit = 1 << 20
	body := &endless{head: io.MultiReader(strings.NewReader("%PDF-1.7\n"), io.LimitReader(zeros{}, 200<<20))}
	_, err := w.Put(t.Context(), documents.Intake{Person: w.anna, By: w.anna, Body: body, At: noon})
	var p *models.Problem
	if !errors.As(err, &p) || p.Kind != models.KindTooLarge || p.Key != "upload.size" {
		t.Errorf("got %v", err)
	}
	if body.taken > w.Limit+1 {
		t.Errorf("%d bytes were read, the limit is %d", body.taken, w.Limit)
	}
	exact := pdf(int(w.Limit))
	if d := w.put(w.anna, exact); d.Size != w.Limit {
		t.Errorf("a file of exactly the limit has %d bytes", d.Size)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestUploadThatBreaksOff(t *testing.T) {
	w := newWorld(t)
	body := io.MultiReader(bytes.NewReader(pdf(1000)), brokenPipe{})
	_, err := w.Put(t.Context(), documents.Intake{Person: w.anna, By: w.anna, Body: body, At: noon})
	if models.KindOf(err) != models.KindInvalid || len(w.objects()) != 0 {
		t.Errorf("half an upload: %v, objects %v", err, w.objects())
	}
}

type brokenPipe struct{}

func (brokenPipe) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestNoOrphanWithoutARow(t *testing.T) {
	w := newWorld(t)
	_, err := w.Put(t.Context(), documents.Intake{Person: w.anna, By: "nobody", Body: bytes.NewReader(pdf(1000)), At: noon})
	if err == nil || len(w.objects()) != 0 {
		t.Errorf("a refused row left objects %v (%v)", w.objects(), err)
	}
}

func TestStoreAway(t *testing.T) {
	w := newWorld(t)
	if err := w.Ready(t.Context()); err != nil {
		t.Errorf("ready: %v", err)
	}
	w.Bucket = "there-is-none"
	if err := w.Ready(t.Context()); models.KindOf(err) != models.KindUnavailable {
		t.Errorf("no bucket: %v", err)
	}
	_, err := w.Put(t.Context(), documents.Intake{Person: w.anna, By: w.anna, Body: bytes.NewReader(pdf(1000)), At: noon})
	if models.KindOf(err) != models.KindUnavailable {
		t.Errorf("no bucket to put into: %v", err)
	}
}
