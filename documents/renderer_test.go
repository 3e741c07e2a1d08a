package documents_test

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"strings"
	"syscall"
	"testing"
	"time"

	"handinhand/documents"
	"handinhand/models"
)

// trap is a PDF with everything that a PDF can do to its reader, and a form that is
// filled in.
func trap() []byte {
	return book(0, "/Info 11 0 R",
		"<< /Type /Catalog /Pages 2 0 R /OpenAction 5 0 R /Names << /EmbeddedFiles << /Names [(a) 7 0 R] >> /JavaScript << /Names [(j) 6 0 R] >> >> /AcroForm << /Fields [9 0 R] >> >>",
		"<< /Type /Pages /Kids [3 0 R 3 0 R] /Count 2 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 4 0 R /AA << /O 6 0 R >> /Annots [9 0 R 12 0 R] >>",
		stream("", "0 0 50 100 re f"),
		"<< /S /Launch /F (calc.exe) >>",
		"<< /S /JavaScript /JS (app.alert\\(1\\)) >>",
		"<< /Type /Filespec /F (a.exe) /EF << /F 8 0 R >> >>",
		stream("/Type /EmbeddedFile", "MZ attached"),
		"<< /Type /Annot /Subtype /Widget /FT /Tx /T (t) /V (x) /Rect [100 0 200 100] /F 4 /AP << /N 10 0 R >> >>",
		stream("/Type /XObject /Subtype /Form /BBox [0 0 100 100]", "1 0 0 rg 0 0 100 100 re f"),
		"<< /Author (Amal Muster) /Producer (spy) >>",
		"<< /Type /Annot /Subtype /Link /Rect [0 0 50 50] /A << /S /URI /URI (http://spy.example/) >> >>",
	)
}

func TestAPDFIsCleanedByRendering(t *testing.T) {
	w := newWorld(t)
	original := trap()
	d := w.put(w.anna, original)
	if got, err := w.read(d); err != nil || !bytes.Equal(got, original) {
		t.Errorf("the original came back otherwise (%v)", err)
	}
	copied := w.all(w.OpenCopy(t.Context(), d))
	if d.Pages != 2 || d.CopyType != "application/pdf" || int64(len(copied)) != d.CopySize {
		t.Errorf("the copy is %d pages of %s, %d bytes for %d", d.Pages, d.CopyType, len(copied), d.CopySize)
	}
	for _, left := range []string{"JavaScript", "/JS", "Launch", "OpenAction", "EmbeddedFile", "attached", "URI", "Annot", "AcroForm", "/AA", "Author", "Producer"} {
		if bytes.Contains(copied, []byte(left)) {
			t.Errorf("the copy still has %s", left)
		}
	}
	small, err := jpeg.Decode(bytes.NewReader(w.all(w.OpenPreview(t.Context(), d))))
	if err != nil {
		t.Fatal(err)
	}
	dark, field, paper := at(small, 0.1), at(small, 0.75), at(small, 0.4)
	if dark[0] > 60 || paper[1] < 200 || field[0] < 200 || field[1] > 60 {
		t.Errorf("the page shows %v, %v and, in its form, %v", dark, paper, field)
	}
	// The copy is itself a file that would be taken: it is whole.
	if again := w.put(w.omar, copied); again.Pages != 2 {
		t.Errorf("the copy has %d pages when it is read again", again.Pages)
	}
}

// at is the colour halfway down a picture.
func at(picture image.Image, across float64) [3]uint32 {
	b := picture.Bounds()
	r, g, blue, _ := picture.At(int(float64(b.Dx())*across), b.Dy()/2).RGBA()
	return [3]uint32{r >> 8, g >> 8, blue >> 8}
}

func (w *world) all(body io.ReadCloser, err error) []byte {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
	defer body.Close()
	content, err := io.ReadAll(body)
	if err != nil {
		w.t.Fatal(err)
	}
	return content
}

// bomb is a PDF of less than a megabyte with a picture of 900 million pixels.
func bomb(t *testing.T) []byte {
	packed := blank(t, 900, 1_000_000)
	return book(0, "", "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 4 0 R /Resources << /XObject << /I 5 0 R >> >> >>",
		stream("", "200 0 0 100 0 0 cm /I Do"),
		stream("/Type /XObject /Subtype /Image /Width 30000 /Height 30000 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode", packed))
}

// blank is parts times size zero bytes in the zlib format (RFC 1950), made without packing them all: the packed form of one
// part is repeated.
func blank(t *testing.T, parts, size int) string {
	t.Helper()
	var part bytes.Buffer
	z, err := flate.NewWriter(&part, flate.BestCompression)
	if err == nil {
		_, err = io.Copy(z, io.LimitReader(zeros{}, int64(size)))
	}
	if err == nil {
		err = z.Flush()
	}
	if err != nil {
		t.Fatal(err)
	}
	sum := binary.BigEndian.AppendUint32(nil, uint32(parts*size%65521)<<16|1) // Adler-32 of zeros
	return "\x78\xda" + strings.Repeat(part.String(), parts) + "\x03\x00" + string(sum)
}

// forever is a PDF whose page draws forms that draw forms, 10^9 in all.
func forever() []byte {
	objects := []string{"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>",
		stream("", strings.Repeat("/X Do ", 10))}
	for next := 6; next < 14; next++ {
		objects = append(objects, stream(fmt.Sprintf("/Type /XObject /Subtype /Form /BBox [0 0 200 100] /Resources << /XObject << /X %d 0 R >> >>", next),
			strings.Repeat("/X Do ", 10)))
	}
	return book(0, "", append(objects, stream("/Type /XObject /Subtype /Form /BBox [0 0 200 100]", "0 0 9 9 re f"))...)
}

func TestPDFsThatAreRefused(t *testing.T) {
	w := newWorld(t)
	sized := func(box string) []byte {
		return book(0, "", "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
			"<< /Type /Page /Parent 2 0 R /MediaBox ["+box+"] >>")
	}
	for name, c := range map[string]struct {
		content []byte
		kind    models.Kind
		key     string
	}{
		"locked": {book(0, "/ID [<00><00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <"+strings.Repeat("ab", 32)+"> /U <"+strings.Repeat("cd", 32)+"> >>",
			"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"),
			models.KindUnsupported, "upload.locked"},
		"101 pages": {book(0, "", "<< /Type /Catalog /Pages 2 0 R >>",
			"<< /Type /Pages /Kids ["+strings.Repeat("3 0 R ", 101)+"] /Count 101 >>", "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"),
			models.KindTooLarge, "upload.pages"},
		"no page":          {book(0, "", "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [] /Count 0 >>"), models.KindUnsupported, "upload.broken"},
		"nothing inside":   {[]byte("%PDF-1.7\nnothing\n%%EOF\n"), models.KindUnsupported, "upload.broken"},
		"a page of a mile": {sized("0 0 1000000 1000000"), models.KindUnsupported, "upload.broken"},
	} {
		d, err := w.Put(t.Context(), documents.Intake{Person: w.anna, By: w.anna, Body: bytes.NewReader(c.content), At: noon})
		var p *models.Problem
		if !errors.As(err, &p) || p.Kind != c.kind || p.Key != c.key {
			t.Errorf("%s: got %+v %v, want %s %s", name, d, err, c.kind, c.key)
		}
	}
	if objects := w.objects(); len(objects) != 0 {
		t.Errorf("refused files left objects %v", objects)
	}
}

// TestBombsStayInBounds: what a bomb becomes is PDFium's choice, what it costs is ours.
func TestBombsStayInBounds(t *testing.T) {
	w := newWorld(t)
	for name, content := range map[string][]byte{"a picture of 900 million pixels": bomb(t), "a thousand million forms": forever()} {
		start := time.Now()
		_, err := w.Put(t.Context(), documents.Intake{Person: w.anna, By: w.anna, Body: bytes.NewReader(content), At: noon})
		var p *models.Problem
		if err != nil && (!errors.As(err, &p) || p.Kind != models.KindTooLarge && p.Kind != models.KindUnsupported) {
			t.Errorf("%s: %v", name, err)
		}
		if took := time.Since(start); took > time.Minute {
			t.Errorf("%s: took %v", name, took)
		}
		t.Logf("%s: %v after %v", name, err, time.Since(start))
	}
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_CHILDREN, &used); err != nil {
		t.Fatal(err)
	}
	if megabytes := used.Maxrss >> 10; megabytes > 1000 {
		t.Errorf("a renderer took %d MB", megabytes)
	} else {
		t.Logf("at most %d MB", megabytes)
	}
}
