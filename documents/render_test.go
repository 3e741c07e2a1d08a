package documents_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"slices"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"

	"handinhand/keys"
	"handinhand/models"
)

// withEXIF is a JPEG whose left half is red and right half is blue, with an EXIF
// segment that names a place and says how the camera was held.
func withEXIF(t *testing.T, orientation uint16) []byte {
	t.Helper()
	picture := image.NewRGBA(image.Rect(0, 0, 64, 32))
	for y := range 32 {
		for x := range 64 {
			shade := color.RGBA{200, 0, 0, 255}
			if x >= 32 {
				shade = color.RGBA{0, 0, 200, 255}
			}
			picture.SetRGBA(x, y, shade)
		}
	}
	var plain bytes.Buffer
	if err := jpeg.Encode(&plain, picture, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	tiff := []byte("II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00")
	tiff = binary.LittleEndian.AppendUint16(tiff, orientation)
	segment := append([]byte("Exif\x00\x00"), append(tiff, "\x00\x00\x00\x00\x00\x00 GPS 52.5200 13.4050"...)...)
	out := []byte{0xFF, 0xD8, 0xFF, 0xE1}
	out = binary.BigEndian.AppendUint16(out, uint16(len(segment)+2))
	return append(append(out, segment...), plain.Bytes()[2:]...)
}

func TestTheCopyHoldsPixelsOnly(t *testing.T) {
	w := newWorld(t)
	for orientation, size := range map[uint16]image.Point{1: {64, 32}, 3: {64, 32}, 6: {32, 64}, 8: {32, 64}} {
		original := withEXIF(t, orientation)
		d := w.put(w.anna, original)
		if got, err := w.read(d); err != nil || !bytes.Equal(got, original) {
			t.Errorf("the original came back otherwise (%v)", err)
		}
		body, err := w.OpenCopy(t.Context(), d)
		if err != nil {
			t.Fatal(err)
		}
		copied, err := io.ReadAll(body)
		body.Close()
		if err != nil || int64(len(copied)) != d.CopySize || bytes.Contains(copied, []byte("GPS")) || bytes.Contains(copied, []byte("Exif")) {
			t.Errorf("the copy has %d bytes (%v), or tells more than pixels", len(copied), err)
		}
		picture, err := jpeg.Decode(bytes.NewReader(copied))
		if err != nil || picture.Bounds().Size() != size {
			t.Fatalf("orientation %d: the copy is %v (%v)", orientation, picture.Bounds(), err)
		}
		red := map[uint16]image.Point{1: {8, 16}, 3: {56, 16}, 6: {16, 8}, 8: {16, 56}}[orientation]
		if r, _, b, _ := picture.At(red.X, red.Y).RGBA(); r < b {
			t.Errorf("orientation %d: the copy is turned the wrong way", orientation)
		}
	}
}

func TestASweepFindsWhatIsDamaged(t *testing.T) {
	w := newWorld(t)
	whole, flipped, lost, copied := w.put(w.anna, pdf(1000)), w.put(w.anna, pdf(1001)), w.put(w.omar, pdf(1002)), w.put(w.omar, jpegOf(40, 30))
	raw := w.raw(flipped)
	raw[len(raw)-1] ^= 1
	w.overwrite(flipped, raw)
	remove := func(object string) {
		if err := w.S3.RemoveObject(t.Context(), w.Bucket, object, minio.RemoveObjectOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	remove(lost.Object)
	remove(copied.CopyObject)
	sweep, err := w.Verify(t.Context(), w.store)
	if err != nil {
		t.Fatal(err)
	}
	damaged := map[models.DocumentID]bool{}
	for _, id := range sweep.Damaged {
		damaged[id] = true
	}
	if sweep.Whole != 1 || len(damaged) != 3 || !damaged[flipped.ID] || !damaged[lost.ID] || !damaged[copied.ID] || damaged[whole.ID] {
		t.Errorf("the sweep says %+v", sweep)
	}
}

func TestWhatBelongsToNobodyIsCollected(t *testing.T) {
	w := newWorld(t)
	kept, erased := w.put(w.anna, jpegOf(40, 30)), w.put(w.omar, jpegOf(40, 30))
	if err := w.ring.Destroy(t.Context(), keys.PersonOwner(w.omar)); err != nil {
		t.Fatal(err)
	}
	stray := models.Document{Object: "documents/stray"}
	w.overwrite(stray, []byte("x"))
	want := slices.Sorted(slices.Values(append(erased.Objects(), stray.Object)))
	for _, c := range []struct {
		later   time.Duration
		removed int
	}{{time.Hour, 0}, {25 * time.Hour, 4}} {
		w.Now = func() time.Time { return time.Now().Add(c.later) }
		found, err := w.Collect(t.Context(), w.store)
		if slices.Sort(found.Orphans); err != nil || found.Removed != c.removed || !slices.Equal(found.Orphans, want) {
			t.Errorf("after %v: %+v %v, want %d of %v removed", c.later, found, err, c.removed, want)
		}
	}
	if left := w.objects(); !slices.Equal(slices.Sorted(slices.Values(left)), slices.Sorted(slices.Values(kept.Objects()))) {
		t.Errorf("left are %v", left)
	}
	if sweep, err := w.Verify(t.Context(), w.store); err != nil || sweep.Whole != 1 || sweep.Shredded != 1 || len(sweep.Damaged) != 0 {
		t.Errorf("the sweep after says %+v %v", sweep, err)
	}
}
