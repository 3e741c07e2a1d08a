package render

import (
	"fmt"
	"image"
	"io"
	"strings"
)

// binder writes a PDF 1.4 whose pages are JPEG pictures and nothing else
// (ISO 32000-1, 7.5).
type binder struct {
	to      io.Writer
	written int64
	offsets []int64 // of the objects, the first is number 1
	pages   []string
	err     error
}

func newBinder(to io.Writer) *binder {
	b := &binder{to: to}
	b.print("%%PDF-1.4\n%%\xe2\xe3\xcf\xd3\n")
	b.offsets = make([]int64, 2) // the catalogue and the tree of pages come last
	return b
}

func (b *binder) print(format string, args ...any) {
	if b.err == nil {
		var n int
		n, b.err = fmt.Fprintf(b.to, format, args...)
		b.written += int64(n)
	}
}

// object writes an object with a stream, or without when that is nil, and gives its number.
func (b *binder) object(dictionary string, stream []byte) int {
	b.offsets = append(b.offsets, b.written)
	number := len(b.offsets)
	b.print("%d 0 obj\n%s\n", number, dictionary)
	if stream != nil {
		b.print("stream\n%s\nendstream\n", stream)
	}
	b.print("endobj\n")
	return number
}

// add appends a page of a size in points.
func (b *binder) add(picture []byte, shape image.Image, width, height float64) error {
	colours := "DeviceRGB"
	if _, grey := shape.(*image.Gray); grey {
		colours = "DeviceGray"
	}
	size := shape.Bounds()
	drawn := b.object(fmt.Sprintf("<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /%s /BitsPerComponent 8 /Filter /DCTDecode /Length %d >>",
		size.Dx(), size.Dy(), colours, len(picture)), picture)
	draw := fmt.Sprintf("q %.2f 0 0 %.2f 0 0 cm /P Do Q", width, height)
	content := b.object(fmt.Sprintf("<< /Length %d >>", len(draw)), []byte(draw))
	page := b.object(fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %.2f %.2f] /Contents %d 0 R /Resources << /XObject << /P %d 0 R >> >> >>",
		width, height, content, drawn), nil)
	b.pages = append(b.pages, fmt.Sprintf("%d 0 R", page))
	return b.err
}

func (b *binder) finish() error {
	b.offsets[0] = b.written
	b.print("1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n")
	b.offsets[1] = b.written
	b.print("2 0 obj\n<< /Type /Pages /Kids [%s] /Count %d >>\nendobj\n", strings.Join(b.pages, " "), len(b.pages))
	start := b.written
	b.print("xref\n0 %d\n0000000000 65535 f \n", len(b.offsets)+1)
	for _, offset := range b.offsets {
		b.print("%010d 00000 n \n", offset)
	}
	b.print("trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(b.offsets)+1, start)
	return b.err
}
