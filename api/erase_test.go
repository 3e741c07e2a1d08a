package api

import (
	"bytes"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"

	"handinhand/casework"
	"handinhand/documents"
	"handinhand/models"
	"handinhand/store"
)

// handedIn is a paper that amal has handed in, and the document behind it.
func (j *journey) handedIn() (path string, d models.Document) {
	j.t.Helper()
	task := j.own("apply")
	paper := j.handIn(amal, task, "residence-title")
	vault := store.As(j.t.Context(), store.Identity{Parts: []store.Part{store.PartVault}})
	ref, err := j.work.Store.Reference(vault, paper.ID)
	must(j.t, err)
	d, err = j.work.Store.Document(vault, *ref.Document)
	must(j.t, err)
	return "/cases/" + string(j.id) + "/papers/" + paper.ID, d
}

// TestErasureReachesTheBucket forgets a person, from the API to what the S3 store holds.
func TestErasureReachesTheBucket(t *testing.T) {
	r := newRig(t)
	r.work.Keys.BuryIn(documents.Folder(t.TempDir()))
	j := r.begin(t)
	path, d := j.handedIn()
	if file := j.get(amal, path); file.StatusCode != http.StatusOK {
		t.Fatalf("before: %s", file.Status)
	}
	must(t, r.work.Erase(t.Context(), d.Person))
	// Who they were is not known: who signs in as amal is somebody new.
	refused(t, http.StatusNotFound, "not-found", j.get(amal, path))
	if list := want[casework.List[casework.CaseLine]](t, http.StatusOK, j.get(amal, "/cases")); len(list.Items) != 0 {
		t.Errorf("amal still has the cases %v", list.Items)
	}
	if _, err := r.work.Vault.Open(t.Context(), d); models.KindOf(err) != models.KindNotFound {
		t.Errorf("the vault still opens the document: %v", err)
	}
	if risen, err := r.work.Rebury(t.Context()); err != nil || len(risen) != 0 {
		t.Errorf("what was erased is there again: %v %v", risen, err)
	}
	r.work.Vault.Now = func() time.Time { return time.Now().AddDate(0, 0, 2) }
	found, err := r.work.Vault.Collect(t.Context(), r.work.Store)
	if err != nil || found.Removed != len(d.Objects()) {
		t.Errorf("%+v %v: want %d objects removed", found, err, len(d.Objects()))
	}
	for o := range r.work.Vault.S3.ListObjects(t.Context(), r.work.Vault.Bucket, minio.ListObjectsOptions{Recursive: true}) {
		t.Errorf("the bucket still holds %s (%v)", o.Key, o.Err)
	}
}

// TestServingChecksEachByte alters what the store holds of a document: no reader takes
// it for the document.
func TestServingChecksEachByte(t *testing.T) {
	r := newRig(t)
	j := r.begin(t)
	path, d := j.handedIn()
	object, err := r.work.Vault.S3.GetObject(t.Context(), r.work.Vault.Bucket, d.Object, minio.GetObjectOptions{})
	must(t, err)
	sealed, err := io.ReadAll(object)
	must(t, err)
	for name, altered := range map[string][]byte{
		"a bit flipped": func() []byte { b := bytes.Clone(sealed); b[len(b)-5] ^= 1; return b }(), "cut off": sealed[:len(sealed)-1],
	} {
		_, err = r.work.Vault.S3.PutObject(t.Context(), r.work.Vault.Bucket, d.Object, bytes.NewReader(altered), int64(len(altered)), minio.PutObjectOptions{})
		must(t, err)
		asked, err := http.NewRequestWithContext(t.Context(), http.MethodGet, r.URL+Base+path, nil)
		must(t, err)
		asked.Header.Set("Authorization", "Bearer "+r.issuer.token(t, amal))
		response, err := r.Client().Do(asked)
		if err != nil {
			continue // cut before the first byte
		}
		got, err := io.ReadAll(response.Body)
		_ = response.Body.Close()
		if err == nil || len(got) > 0 {
			t.Errorf("%s: %s and %d bytes were sent as if nothing were (%v)", name, response.Status, len(got), err)
		}
	}
}
