package api

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"

	"handinhand/casework"
	"handinhand/store"
)

// tus sends one request of the protocol.
func (j *journey) tus(as person, method, path string, header map[string]string, body io.Reader) answered {
	j.t.Helper()
	asked, err := http.NewRequestWithContext(j.t.Context(), method, j.URL+path, body)
	must(j.t, err)
	if as != nobody {
		asked.Header.Set("Authorization", "Bearer "+j.issuer.token(j.t, as))
	}
	asked.Header.Set("Tus-Resumable", "1.0.0")
	for name, value := range header {
		asked.Header.Set(name, value)
	}
	response, err := j.Client().Do(asked)
	must(j.t, err)
	defer response.Body.Close()
	raw, err := io.ReadAll(response.Body)
	must(j.t, err)
	return answered{response, raw}
}

func (j *journey) announce(as person, item string, size int) answered {
	j.t.Helper()
	return j.tus(as, "POST", Base+"/tasks/"+string(j.own("apply").ID)+"/items/"+item+"/uploads", map[string]string{
		"Upload-Length": fmt.Sprint(size), "Upload-Metadata": "kind cGRm,filename " + base64.StdEncoding.EncodeToString([]byte("Titel.pdf")),
	}, nil)
}

func (j *journey) part(as person, path string, offset int, content []byte) answered {
	j.t.Helper()
	return j.tus(as, "PATCH", path, map[string]string{"Upload-Offset": fmt.Sprint(offset), "Content-Type": offsetOctets}, bytes.NewReader(content))
}

// breaksOff sends the beginning of a part and is gone.
func (j *journey) breaksOff(path string, offset int, announced int, content []byte) {
	j.t.Helper()
	line, err := net.Dial("tcp", j.Listener.Addr().String())
	must(j.t, err)
	_, err = fmt.Fprintf(line, "PATCH %s HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer %s\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: %d\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s",
		path, j.issuer.token(j.t, amal), offset, offsetOctets, announced, content)
	must(j.t, err)
	must(j.t, line.Close())
}

func (j *journey) offset(path string) string {
	j.t.Helper()
	return j.tus(amal, "HEAD", path, nil, nil).Header.Get("Upload-Offset")
}

// parts are the objects of uploads that are not finished; none may be readable.
func (j *journey) parts() (n int) {
	j.t.Helper()
	vault := j.work.Vault
	for o := range vault.S3.ListObjects(j.t.Context(), vault.Bucket, minio.ListObjectsOptions{Prefix: "uploads/", Recursive: true}) {
		object, err := vault.S3.GetObject(j.t.Context(), vault.Bucket, o.Key, minio.GetObjectOptions{})
		must(j.t, err)
		raw, err := io.ReadAll(object)
		must(j.t, err)
		if bytes.Contains(raw, []byte("%PDF")) || bytes.Contains(raw, []byte("MediaBox")) {
			j.t.Errorf("%s can be read", o.Key)
		}
		n++
	}
	return n
}

func TestAnUploadGoesOnWhereTheLineBroke(t *testing.T) {
	j := newRig(t).begin(t)
	file := pdf(strings.Repeat("x", 200_000))
	begun := j.announce(amal, "residence-title", len(file))
	path := begun.Header.Get("Location")
	if begun.StatusCode != http.StatusCreated || !strings.HasPrefix(path, Base+"/uploads/") || begun.Header.Get("Upload-Expires") == "" {
		t.Fatalf("announcing: %s %v %s", begun.Status, begun.Header, begun.raw)
	}
	if a := j.part(amal, path, 0, file[:50_000]); a.StatusCode != http.StatusNoContent || a.Header.Get("Upload-Offset") != "50000" {
		t.Fatalf("the first part: %s %s", a.Status, a.raw)
	}
	j.breaksOff(path, 50_000, 100_000, file[50_000:80_000])
	until(j, "what came before the line broke", func() (string, bool) { return "", j.offset(path) == "80000" })
	if j.parts() != 2 {
		t.Errorf("%d parts are kept", j.parts())
	}
	for _, offset := range []int{0, 50_000, 90_000} {
		refused(t, http.StatusConflict, "conflict", j.part(amal, path, offset, file[:10]))
	}
	refused(t, http.StatusNotFound, "not-found", j.part(other, path, 80_000, file[80_000:]))
	refused(t, http.StatusUnauthorized, "unsigned-in", j.part(nobody, path, 80_000, file[80_000:]))
	refused(t, http.StatusRequestEntityTooLarge, "too-large", j.part(amal, path, 80_000, append(file[80_000:len(file):len(file)], 'x')))
	for range 2 { // the answer to the last part may be lost
		if a := j.part(amal, path, 80_000, file[80_000:]); a.StatusCode != http.StatusNoContent && a.StatusCode != http.StatusConflict {
			t.Errorf("the last part: %s %s", a.Status, a.raw)
		}
	}
	if a := j.part(amal, path, len(file), nil); a.StatusCode != http.StatusNoContent || j.offset(path) != fmt.Sprint(len(file)) {
		t.Errorf("an empty part at the end: %s %s", a.Status, a.raw)
	}
	papers := want[casework.Case](t, http.StatusOK, j.get(amal, "/cases/"+string(j.id))).Papers
	if len(papers) != 1 || papers[0].FileName != "Titel.pdf" || papers[0].Size != int64(len(file)) {
		t.Fatalf("the case has the papers %+v", papers)
	}
	if got := j.get(amal, "/cases/"+string(j.id)+"/papers/"+papers[0].ID); !bytes.Equal(got.raw, file) {
		t.Error("the paper is not the file")
	}
	if j.parts() != 0 {
		t.Errorf("%d parts stay behind", j.parts())
	}
}

func TestUploadsAreRefusedByTheSameRules(t *testing.T) {
	j := newRig(t).begin(t)
	begin := func(content []byte) string {
		return j.announce(amal, "residence-title", len(content)).Header.Get("Location")
	}
	refused(t, http.StatusNotFound, "not-found", j.announce(other, "residence-title", 10))
	refused(t, http.StatusUnprocessableEntity, "invalid", j.announce(amal, "no-such-item", 10))
	refused(t, http.StatusRequestEntityTooLarge, "too-large", j.announce(amal, "residence-title", maxUpload+1))
	refused(t, http.StatusUnsupportedMediaType, "unsupported", j.announce(amal, "residence-title", 0))
	refused(t, http.StatusUnprocessableEntity, "invalid", j.announce(amal, "residence-title", -1))
	if a := j.tus(amal, "PATCH", begin([]byte("x")), map[string]string{"Tus-Resumable": "0.2.2"}, nil); a.StatusCode != http.StatusPreconditionFailed || a.Header.Get("Tus-Version") != "1.0.0" {
		t.Errorf("another version: %s", a.Status)
	}
	if a := j.tus(nobody, "OPTIONS", Base+"/tasks/x/items/y/uploads", nil, nil); a.StatusCode != http.StatusNoContent || a.Header.Get("Tus-Extension") != tusExtensions || a.Header.Get("Tus-Max-Size") != fmt.Sprint(maxUpload) {
		t.Errorf("options: %s %v", a.Status, a.Header)
	}
	text := []byte("Sehr geehrte Damen und Herren")
	path := begin(text)
	refused(t, http.StatusUnsupportedMediaType, "unsupported", j.part(amal, path, 0, text))
	refused(t, http.StatusNotFound, "not-found", j.part(amal, path, 0, text)) // it is over

	path = begin(text)
	j.part(amal, path, 0, text[:5])
	if a := j.tus(amal, "DELETE", path, nil, nil); a.StatusCode != http.StatusNoContent || j.parts() != 0 {
		t.Errorf("giving up: %s, %d parts stay", a.Status, j.parts())
	}
	refused(t, http.StatusNotFound, "not-found", j.tus(amal, "DELETE", path, nil, nil))

	path = begin(text)
	j.part(amal, path, 0, text[:5])
	chores := store.As(t.Context(), store.Identity{Parts: []store.Part{store.PartChores}})
	must(t, j.work.Store.DB.WithContext(chores).Exec("UPDATE uploads SET expires_at = ?", time.Now().Add(-time.Minute)).Error)
	refused(t, http.StatusNotFound, "not-found", j.part(amal, path, 5, text[5:]))
	must(t, j.work.Purge(t.Context()))
	if j.parts() != 0 {
		t.Error("parts outlive the time of their upload")
	}
	for range 10 {
		begin(text)
	}
	refused(t, http.StatusConflict, "conflict", j.announce(amal, "residence-title", 10))
}
