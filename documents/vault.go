package documents

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash"
	"io"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"golang.org/x/sync/errgroup"

	"handinhand/models"
)

// DefaultLimit is the largest file in bytes when nothing else is configured: a
// scan of 20 pages, or what a phone photographs.
const DefaultLimit = 25 << 20

// Box is a person's key; *keys.Box is one.
type Box interface {
	Seal(plain, about []byte) ([]byte, error)
	Open(sealed, about []byte) ([]byte, error)
	Digest() hash.Hash
	WrapKey(key *keyset.Handle, about []byte) ([]byte, error)
	UnwrapKey(wrapped, about []byte) (*keyset.Handle, error)
}

// Rows keeps the metadata of documents; *store.Store does.
type Rows interface {
	// DocumentByDigest is a Problem of KindNotFound where there is none.
	DocumentByDigest(ctx context.Context, person models.PersonID, digest []byte) (models.Document, error)
	// AddDocument records d, or gives the person's document with equal bytes.
	AddDocument(ctx context.Context, d models.Document) (kept models.Document, added bool, err error)
}

// Vault stores documents. Its zero Limit is DefaultLimit, its zero Quarantine the
// system's directory for temporary files. Without a Renderer it takes JPEG and PNG only.
type Vault struct {
	S3         *minio.Client
	Bucket     string
	Keys       func(ctx context.Context, person models.PersonID) (Box, error)
	Rows       Rows
	Limit      int64  // bytes
	Clamd      string // address of the virus scanner; "" = none
	Quarantine string // directory
	Renderer   *Renderer
	Now        func() time.Time // nil: time.Now
}

// Intake is a file on its way in.
type Intake struct {
	Person models.PersonID // whose document it is
	By     models.PersonID // who brings it
	Name   string          // as the person calls the file; kept sealed
	Body   io.Reader
	At     time.Time
}

// Put takes a file in and gives its document: an older one when the person has
// equal bytes already. Problems: too-large ("upload.size", "upload.pixels",
// "upload.pages", "upload.heavy"), unsupported ("upload.type", "upload.second",
// "upload.moving", "upload.broken", "upload.empty", "upload.locked", "upload.malware"),
// unavailable (the S3 store, the renderer, "upload.queue" or "upload.unscanned").
func (v *Vault) Put(ctx context.Context, in Intake) (models.Document, error) {
	box, err := v.Keys(ctx, in.Person)
	if err != nil {
		return models.Document{}, err
	}
	plain, err := newSpool(v.Quarantine)
	if err != nil {
		return models.Document{}, err
	}
	defer plain.Close()
	digest := box.Digest()
	if err := plain.fill(io.TeeReader(in.Body, digest), v.limit()); err != nil {
		return models.Document{}, err
	}
	mediaType, err := check(plain.file, plain.size)
	if err != nil {
		return models.Document{}, err
	}
	if err := scan(ctx, v.Clamd, plain.file); err != nil {
		return models.Document{}, err
	}
	d := models.Document{
		ID: models.DocumentID(models.NewID()), Person: in.Person, Digest: digest.Sum(nil),
		MediaType: mediaType, Size: plain.size, AddedAt: in.At, AddedBy: in.By,
	}
	old, err := v.Rows.DocumentByDigest(ctx, d.Person, d.Digest)
	if err == nil || models.KindOf(err) != models.KindNotFound {
		return old, err
	}
	if d.SealedName, err = box.Seal([]byte(cleanName(in.Name)), aboutName(d.ID)); err != nil {
		return models.Document{}, err
	}
	if err := v.store(ctx, box, &d, plain); err != nil {
		return models.Document{}, err
	}
	return v.record(ctx, d)
}

// store encrypts a checked file and puts it under a random object key.
func (v *Vault) store(ctx context.Context, box Box, d *models.Document, plain *spool) error {
	key, err := dataKey(d.Size)
	if err != nil {
		return err
	}
	if d.SealedKey, err = box.WrapKey(key, aboutDocument(d.ID)); err != nil {
		return err
	}
	made, err := v.render(ctx, d.MediaType, plain)
	if err != nil {
		return err
	}
	defer made.Close()
	made.describe(d)
	err = v.putAll(ctx, key, sealing{&d.CopyObject, aboutCopy(d.ID), made.copied}, sealing{&d.PreviewObject, aboutPreview(d.ID), made.preview},
		sealing{&d.Object, aboutDocument(d.ID), plain})
	if err != nil {
		return errors.Join(err, v.discard(ctx, *d))
	}
	return nil
}

// sealing is a file that is to be put, what it is sealed as, and where its object's name
// goes.
type sealing struct {
	object *string
	about  []byte
	plain  *spool
}

// putAll puts files at once.
func (v *Vault) putAll(ctx context.Context, key *keyset.Handle, files ...sealing) error {
	puts, putting := errgroup.WithContext(ctx)
	for _, file := range files {
		puts.Go(func() (err error) {
			*file.object, err = v.put(putting, key, file.about, file.plain.file)
			return err
		})
	}
	return puts.Wait()
}

const objectPrefix = "documents/"

// put seals bytes into an object of the store and gives its random name.
func (v *Vault) put(ctx context.Context, key *keyset.Handle, about []byte, plain io.ReadSeeker) (string, error) {
	return v.putUnder(ctx, objectPrefix, key, about, plain)
}

func (v *Vault) putUnder(ctx context.Context, prefix string, key *keyset.Handle, about []byte, plain io.ReadSeeker) (string, error) {
	size, err := plain.Seek(0, io.SeekEnd)
	if err != nil {
		return "", fmt.Errorf("documents: measure a file: %w", err)
	}
	// Sealed as a whole first: so its length is known and a put can be repeated,
	// which plain S3 wants and a stream cannot give.
	if size <= smallFile {
		var sealed bytes.Buffer
		if err := encrypt(&sealed, key, about, plain); err != nil {
			return "", err
		}
		return v.send(ctx, prefix, bytes.NewReader(sealed.Bytes()), int64(sealed.Len()))
	}
	sealed, err := newSpool(v.Quarantine)
	if err != nil {
		return "", err
	}
	defer sealed.Close()
	if err := errors.Join(encrypt(sealed.file, key, about, plain), sealed.measure()); err != nil {
		return "", err
	}
	return v.send(ctx, prefix, sealed.file, sealed.size)
}

func (v *Vault) send(ctx context.Context, prefix string, sealed io.Reader, size int64) (string, error) {
	object := prefix + randomName()
	_, err := v.S3.PutObject(ctx, v.Bucket, object, sealed, size, minio.PutObjectOptions{
		ContentType: "application/octet-stream", DisableMultipart: true,
	})
	if err != nil {
		return "", unavailable("store a document", err)
	}
	return object, nil
}

// record writes the row of a stored object. Where there is no row in the end, or
// another's, the object goes.
func (v *Vault) record(ctx context.Context, d models.Document) (models.Document, error) {
	kept, added, err := v.Rows.AddDocument(ctx, d)
	if err == nil && added {
		return kept, nil
	}
	removed := v.discard(ctx, d)
	if err != nil {
		return models.Document{}, errors.Join(err, removed)
	}
	return kept, nil
}

// Remove takes from the store what it keeps of a document that nothing opens any more.
func (v *Vault) Remove(ctx context.Context, d models.Document) error { return v.discard(ctx, d) }

// discard removes what was stored of a document. After a cancellation it must still
// run. What it leaves behind is ciphertext that no row names.
func (v *Vault) discard(ctx context.Context, d models.Document) error {
	clean, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	var failed error
	for _, object := range d.Objects() {
		if err := v.S3.RemoveObject(clean, v.Bucket, object, minio.RemoveObjectOptions{}); err != nil {
			failed = errors.Join(failed, unavailable("remove a document", err))
		}
	}
	return failed
}

// Open gives a document's plain bytes, checked as they are read: bytes that were
// changed or cut off in the store are an error of Read. The caller closes it.
func (v *Vault) Open(ctx context.Context, d models.Document) (io.ReadCloser, error) {
	return v.open(ctx, d, d.Object, aboutDocument(d.ID))
}

// OpenCopy is Open for everyone but whose document it is: the copy that was rendered
// anew. Nobody else ever gets the original, so that one without a copy, from before
// there were copies of its kind, is KindUnavailable.
func (v *Vault) OpenCopy(ctx context.Context, d models.Document) (io.ReadCloser, error) {
	if d.CopyObject == "" {
		return nil, models.Problemf(models.KindUnavailable, "document.nocopy", "the document has no safe copy yet")
	}
	return v.open(ctx, d, d.CopyObject, aboutCopy(d.ID))
}

// OpenPreview is a JPEG of a document's first page, small; its size is PreviewSize.
func (v *Vault) OpenPreview(ctx context.Context, d models.Document) (io.ReadCloser, error) {
	if d.PreviewObject == "" {
		return nil, models.Problemf(models.KindNotFound, "not-found", "the document has no preview")
	}
	return v.open(ctx, d, d.PreviewObject, aboutPreview(d.ID))
}

func (v *Vault) open(ctx context.Context, d models.Document, name string, about []byte) (io.ReadCloser, error) {
	box, err := v.Keys(ctx, d.Person)
	if err != nil {
		return nil, err
	}
	key, err := box.UnwrapKey(d.SealedKey, aboutDocument(d.ID))
	if err != nil {
		return nil, err
	}
	return v.fetch(ctx, name, key, about)
}

// fetch opens an object with its data key.
func (v *Vault) fetch(ctx context.Context, name string, key *keyset.Handle, about []byte) (io.ReadCloser, error) {
	// One request: an absent object shows before the first byte. The client's own
	// GetObject would ask for the head first.
	object, _, _, err := minio.Core{Client: v.S3}.GetObject(ctx, v.Bucket, name, minio.GetObjectOptions{})
	if err != nil {
		return nil, unavailable("fetch a document", err)
	}
	plain, err := decrypt(object, key, about)
	if err != nil {
		_ = object.Close()
		return nil, err
	}
	return struct {
		io.Reader
		io.Closer
	}{plain, object}, nil
}

// Name is what its person called a document.
func (v *Vault) Name(ctx context.Context, d models.Document) (string, error) {
	box, err := v.Keys(ctx, d.Person)
	if err != nil {
		return "", err
	}
	name, err := box.Open(d.SealedName, aboutName(d.ID))
	return string(name), err
}

// Ready tells whether the S3 store answers and has the bucket.
func (v *Vault) Ready(ctx context.Context) error {
	there, err := v.S3.BucketExists(ctx, v.Bucket)
	if err != nil {
		return unavailable("reach the S3 store", err)
	}
	if !there {
		return models.Problemf(models.KindUnavailable, "unavailable", "the S3 store has no bucket %q: create it", v.Bucket)
	}
	return nil
}

func (v *Vault) now() time.Time {
	if v.Now == nil {
		return time.Now()
	}
	return v.Now()
}

func (v *Vault) limit() int64 {
	if v.Limit <= 0 {
		return DefaultLimit
	}
	return v.Limit
}

// What is sealed says what it is, so that it cannot be put in another's place.
func aboutDocument(id models.DocumentID) []byte { return []byte("document/" + string(id)) }
func aboutCopy(id models.DocumentID) []byte     { return []byte("document-copy/" + string(id)) }
func aboutPreview(id models.DocumentID) []byte  { return []byte("document-preview/" + string(id)) }
func aboutName(id models.DocumentID) []byte     { return []byte("document-name/" + string(id)) }

// unavailable hides the store's words: they name the object and its address.
func unavailable(what string, err error) error {
	if errors.Is(err, context.Canceled) {
		return fmt.Errorf("documents: %s: %w", what, context.Canceled)
	}
	code := minio.ToErrorResponse(err).Code
	if code == "" {
		code = "no answer"
	}
	return models.Problemf(models.KindUnavailable, "unavailable", "the S3 store failed to %s (%s)", what, code)
}
