package documents

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	_ "image/jpeg" // header decoder
	_ "image/png"  // header decoder
	"io"
	"slices"

	"github.com/gabriel-vasile/mimetype"

	"handinhand/documents/render"
	"handinhand/models"
)

// tailSize is how far from the end a zip's directory may begin (its record and
// the longest comment), and where a PDF's end marker is sought.
const tailSize = 22 + 65_535

// checks are the kinds of file that we take, by what their content says.
var checks = map[string]func(head, tail []byte, r io.ReadSeeker) error{
	"application/pdf": checkPDF,
	"image/jpeg":      checkImage,
	"image/png":       checkImage,
	"image/heic":      checkHEIF,
	"image/heif":      checkHEIF,
}

// check finds out a file's media type and whether it is one that we take.
func check(r io.ReadSeeker, size int64) (mediaType string, err error) {
	head, err := part(r, 0, min(size, 3072)) // as much as mimetype looks at
	if err != nil {
		return "", err
	}
	from := max(0, size-tailSize)
	tail, err := part(r, from, size-from)
	if err != nil {
		return "", err
	}
	mediaType = mimetype.Detect(head).String()
	if mediaType == "image/apng" {
		return "", models.Problemf(models.KindUnsupported, "upload.moving", "the PNG is a moving picture, of which a copy would show the beginning only")
	}
	look, ok := checks[mediaType]
	if !ok {
		return "", models.Problemf(models.KindUnsupported, "upload.type", "the file is neither PDF, JPEG, PNG nor HEIC")
	}
	if endsAsZip(tail) {
		return "", models.Problemf(models.KindUnsupported, "upload.second", "the file is also a zip archive")
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return "", fmt.Errorf("documents: read back an upload: %w", err)
	}
	return mediaType, look(head, tail, r)
}

func part(r io.ReadSeeker, from, size int64) ([]byte, error) {
	if _, err := r.Seek(from, io.SeekStart); err != nil {
		return nil, fmt.Errorf("documents: read back an upload: %w", err)
	}
	out := make([]byte, size)
	if _, err := io.ReadFull(r, out); err != nil {
		return nil, fmt.Errorf("documents: read back an upload: %w", err)
	}
	return out, nil
}

// endsAsZip finds a zip's end-of-central-directory record (APPNOTE 4.3.16). Only a
// single-disk one with entries counts, so that chance bytes of a picture do not.
func endsAsZip(tail []byte) bool {
	for rest := tail; ; {
		at := bytes.Index(rest, []byte("PK\x05\x06"))
		if at < 0 || len(rest)-at < 22 {
			return false
		}
		record := rest[at:]
		disks := binary.LittleEndian.Uint32(record[4:])
		here, all := binary.LittleEndian.Uint16(record[8:]), binary.LittleEndian.Uint16(record[10:])
		comment := int(binary.LittleEndian.Uint16(record[20:]))
		if disks == 0 && here == all && 22+comment <= len(record) {
			return true
		}
		rest = record[4:]
	}
}

// checkPDF wants the header at the very start and the end marker near the end
// (ISO 32000-1, 7.5.2 and 7.5.5; readers search the last 1024 bytes).
func checkPDF(head, tail []byte, _ io.ReadSeeker) error {
	if !bytes.HasPrefix(head, []byte("%PDF-")) || !bytes.Contains(tail[max(0, len(tail)-1024):], []byte("%%EOF")) {
		return broken("the PDF is cut off or damaged")
	}
	return nil
}

// checkImage looks at the header: a small file can declare a picture of gigabytes.
func checkImage(_, _ []byte, r io.ReadSeeker) error {
	header, _, err := image.DecodeConfig(r)
	if err != nil || header.Width <= 0 || header.Height <= 0 {
		return broken("the picture is damaged")
	}
	if header.Width > render.MaxPixels/header.Height {
		return refused(string(render.TooLarge))
	}
	return nil
}

// Brands of still images coded in HEVC (ISO/IEC 23008-12, annex B). "mif1" alone
// says only that it is some HEIF image.
var heifBrands = []string{"heic", "heix", "heim", "heis", "mif1"}

// checkHEIF wants a file type box (ISO/IEC 14496-12, 4.3) with a brand of ours,
// major or compatible, and something after it.
func checkHEIF(head, _ []byte, r io.ReadSeeker) error {
	if len(head) < 16 || string(head[4:8]) != "ftyp" {
		return broken("the picture is damaged")
	}
	box := int64(binary.BigEndian.Uint32(head))
	size, err := r.Seek(0, io.SeekEnd)
	if err != nil || box < 16 || box > int64(len(head)) || box >= size {
		return broken("the picture is damaged")
	}
	brands := append([]byte{}, head[8:12]...)
	brands = append(brands, head[16:box]...) // between them stands the minor version
	for i := 0; i+4 <= len(brands); i += 4 {
		if slices.Contains(heifBrands, string(brands[i:i+4])) {
			return nil
		}
	}
	return models.Problemf(models.KindUnsupported, "upload.type", "the file is neither PDF, JPEG, PNG nor HEIC")
}

func broken(why string) error {
	return models.Problemf(models.KindUnsupported, "upload.broken", "%s", why)
}
