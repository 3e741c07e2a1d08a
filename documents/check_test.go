package documents_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"testing"

	"handinhand/documents"
	"handinhand/models"
)

// book is a PDF 1.7 of objects, the first of which is the catalogue; size pads it with
// a comment to exactly so many bytes, where it is larger.
func book(size int, trailer string, objects ...string) []byte {
	out := []byte("%PDF-1.7\n")
	offsets := ""
	for i, object := range objects {
		offsets += fmt.Sprintf("%010d 00000 n \n", len(out))
		out = fmt.Appendf(out, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	end := func(start int) string {
		return fmt.Sprintf("\nxref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n",
			len(objects)+1, offsets, len(objects)+1, trailer, start)
	}
	out = append(out, '%')
	for range size - len(out) - len(end(size)) - 2 {
		out = append(out, byte('a'+len(out)%23))
	}
	for len(out)+len(end(len(out)+1)) < size {
		out = append(out, 'z')
	}
	return append(out, end(len(out)+1)...)
}

func stream(dictionary, content string) string {
	return fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", dictionary, len(content), content)
}

// pdf is a PDF of one page and exactly size bytes; equal sizes are equal bytes.
func pdf(size int) []byte {
	return book(size, "", "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 4 0 R >>", stream("", "0 0 100 100 re f"))
}

func pngOf(width, height int) []byte {
	var out bytes.Buffer
	if err := png.Encode(&out, image.NewGray(image.Rect(0, 0, width, height))); err != nil {
		panic(err)
	}
	return out.Bytes()
}

func jpegOf(width, height int) []byte {
	var out bytes.Buffer
	if err := jpeg.Encode(&out, image.NewGray(image.Rect(0, 0, width, height)), nil); err != nil {
		panic(err)
	}
	return out.Bytes()
}

// pngDeclaring is a small PNG whose header declares a huge picture.
func pngDeclaring(width, height uint32) []byte {
	out := pngOf(1, 1)
	binary.BigEndian.PutUint32(out[16:], width)
	binary.BigEndian.PutUint32(out[20:], height)
	binary.BigEndian.PutUint32(out[29:], crc32.ChecksumIEEE(out[12:29]))
	return out
}

// moving is a PNG that says of itself that it has two frames (APNG, acTL).
func moving() []byte {
	still := pngOf(4, 4)
	chunk := []byte("acTL\x00\x00\x00\x02\x00\x00\x00\x00")
	chunk = binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(chunk))
	return bytes.Join([][]byte{still[:33], {0, 0, 0, 8}, chunk, still[33:]}, nil)
}

// zipped is a zip archive.
func zipped() []byte {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	f, err := z.Create("inside.txt")
	if err == nil {
		_, err = f.Write([]byte("hidden"))
	}
	if err := errors.Join(err, z.Close()); err != nil {
		panic(err)
	}
	return out.Bytes()
}

func TestRefusals(t *testing.T) {
	w := newWorld(t)
	join := func(parts ...[]byte) []byte { return bytes.Join(parts, nil) }
	jpg := jpegOf(40, 30)
	for name, c := range map[string]struct {
		content []byte
		kind    models.Kind
		key     string
	}{
		"nothing":                    {nil, models.KindUnsupported, "upload.empty"},
		"plain text":                 {[]byte("Sehr geehrte Damen und Herren"), models.KindUnsupported, "upload.type"},
		"a web page":                 {[]byte("<!doctype html><script>alert(1)</script>"), models.KindUnsupported, "upload.type"},
		"a program":                  {[]byte("\x7fELF\x02\x01\x01\x00aaaaaaaaaaaaaaaa"), models.KindUnsupported, "upload.type"},
		"a GIF":                      {[]byte("GIF89a\x01\x00\x01\x00\x00\x00\x00;"), models.KindUnsupported, "upload.type"},
		"a zip":                      {zipped(), models.KindUnsupported, "upload.type"},
		"a moving PNG":               {moving(), models.KindUnsupported, "upload.moving"},
		"a moving WebP":              {[]byte("RIFF\x1a\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x02\x00\x00\x00\x00\x00\x00\x00\x00\x00"), models.KindUnsupported, "upload.type"},
		"an SVG":                     {[]byte(`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`), models.KindUnsupported, "upload.type"},
		"a program of Windows":       {append([]byte("MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00"), make([]byte, 2000)...), models.KindUnsupported, "upload.type"},
		"a web page before a PDF":    {join([]byte("<html><script>alert(1)</script>"), pdf(1000)), models.KindUnsupported, "upload.broken"},
		"a zip behind a PDF":         {join(pdf(1000), zipped()), models.KindUnsupported, "upload.second"},
		"a zip in a PDF":             {join(pdf(1000), zipped(), []byte("\n%%EOF\n")), models.KindUnsupported, "upload.second"},
		"a zip behind a JPEG":        {join(jpg, zipped()), models.KindUnsupported, "upload.second"},
		"a PDF without end":          {pdf(5000)[:4900], models.KindUnsupported, "upload.broken"},
		"a JPEG without picture":     {jpg[:20], models.KindUnsupported, "upload.broken"},
		"a PNG with a broken header": {append(pngOf(4, 4)[:20], 0xff, 0xff), models.KindUnsupported, "upload.broken"},
		"2.5 gigapixels":             {pngDeclaring(50_000, 50_000), models.KindTooLarge, "upload.pixels"},
		"an AVIF":                    {[]byte("\x00\x00\x00\x18ftypavif\x00\x00\x00\x00mif1avif\x00\x00\x00\x00meta"), models.KindUnsupported, "upload.type"},
		"a HEIC of a header only":    {heic()[:24], models.KindUnsupported, "upload.broken"},
		"a HEIC that lies":           {append([]byte("\xff\xff\xff\xffftypheic\x00\x00\x00\x00mif1heic"), 1, 2), models.KindUnsupported, "upload.type"},
		"a video":                    {[]byte("\x00\x00\x00\x18ftypisom\x00\x00\x00\x00mp42isom\x00\x00\x00\x00mdat"), models.KindUnsupported, "upload.type"},
	} {
		_, err := w.Put(t.Context(), documents.Intake{
			Person: w.anna, By: w.anna, Name: "harmless.pdf", Body: bytes.NewReader(c.content), At: noon,
		})
		var p *models.Problem
		if !errors.As(err, &p) || p.Kind != c.kind || p.Key != c.key {
			t.Errorf("%s: got %v, want %s %s", name, err, c.kind, c.key)
		}
	}
	if objects := w.objects(); len(objects) != 0 {
		t.Errorf("refused files left objects %v", objects)
	}
}

// TestOddFilesBecomeGoodCopies: what is unusual and no harm is taken, and its copy is a
// usual file of the same picture and nothing else.
func TestOddFilesBecomeGoodCopies(t *testing.T) {
	w := newWorld(t)
	encoded := func(picture image.Image) []byte {
		var out bytes.Buffer
		if err := png.Encode(&out, picture); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	size := image.Rect(0, 0, 90, 70)
	for name, content := range map[string][]byte{
		"16 bits of grey":         encoded(image.NewGray16(size)),
		"a transparent PNG":       encoded(image.NewNRGBA(size)),
		"a PNG of one colour":     encoded(image.NewPaletted(size, color.Palette{color.White})),
		"a JPEG with code behind": append(jpegOf(90, 70), "<?php system($_GET[0]); ?>"...),
		"a JPEG with a comment":   append([]byte("\xff\xd8\xff\xfe\x00\x18<?php system(1); ?>..."), jpegOf(90, 70)[2:]...),
		"a PNG with code behind":  append(pngOf(90, 70), "<?php system($_GET[0]); ?>"...),
		"20 million pixels":       jpegOf(5184, 3888),
	} {
		t.Run(name, func(t *testing.T) {
			d := w.put(w.anna, content)
			copied := w.all(w.OpenCopy(t.Context(), d))
			picture, _, err := image.Decode(bytes.NewReader(copied))
			if err != nil || name != "20 million pixels" && picture.Bounds() != size || bytes.Contains(copied, []byte("php")) {
				t.Errorf("the copy is %v (%v), or tells more than pixels", picture.Bounds(), err)
			}
			if _, err := jpeg.Decode(bytes.NewReader(w.all(w.OpenPreview(t.Context(), d)))); err != nil {
				t.Errorf("the preview: %v", err)
			}
		})
	}
}

func TestNamesAreCleaned(t *testing.T) {
	w := newWorld(t)
	size := 1000
	for given, kept := range map[string]string{
		"Titel.pdf":               "Titel.pdf",
		"../../etc/passwd":        "passwd",
		`C:\Users\Anna\Titel.pdf`: "Titel.pdf",
		"a\x00b\r\nc.pdf":         "abc.pdf",
		"invoice\u202efdp.exe":    "invoicefdp.exe",
		"":                        "document",
		"..":                      "document",
		"Відомість \xff про доходи.jpg": "Відомість  про доходи.jpg",
	} {
		size++
		d, err := w.Put(t.Context(), documents.Intake{Person: w.anna, By: w.anna, Name: given, Body: bytes.NewReader(pdf(size)), At: noon})
		if err != nil {
			t.Fatal(err)
		}
		if name, err := w.Name(t.Context(), d); err != nil || name != kept {
			t.Errorf("%q is kept as %q (%v), want %q", given, name, err, kept)
		}
	}
}
