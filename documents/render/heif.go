package render

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"

	"github.com/gen2brain/heic"
)

// heif unfolds a HEIC picture and writes it as JPEG, which every browser shows. The
// picture comes upright out of the decoder.
func heif(content []byte, copied, preview io.Writer) (Result, error) {
	// Built without the tag nodynamic, the decoder prefers a library of the machine,
	// which no WebAssembly keeps in bounds.
	if heic.Dynamic() == nil {
		return Result{}, errors.New("render: HEIC needs a program built with the tag nodynamic, because this machine has a libheif")
	}
	if err := measured(content); err != nil {
		return Result{}, err
	}
	picture, err := heic.Decode(bytes.NewReader(content))
	// The decoder takes rows to be shorter than they are in pictures smaller than these.
	if err != nil || picture.Bounds().Dx() < 64 || picture.Bounds().Dy() < 64 {
		return Result{}, Broken
	}
	if err := encode(copied, picture, 90); err != nil {
		return Result{}, err
	}
	return Result{Type: "image/jpeg", Pages: 1}, Thumbnail(preview, picture)
}

// measured looks at every size that a file states (ImageSpatialExtentsProperty,
// ISO/IEC 23008-12, 6.5.3), before anything is unfolded: of the picture and of its
// tiles. One that states none is none.
func measured(content []byte) error {
	stated := error(Broken)
	for rest := content; ; {
		at := bytes.Index(rest, []byte("ispe"))
		if at < 0 || len(rest)-at < 16 {
			return stated
		}
		width, height := uint64(binary.BigEndian.Uint32(rest[at+8:])), uint64(binary.BigEndian.Uint32(rest[at+12:]))
		// "ispe" may also be chance bytes of the picture; its box says 20 bytes.
		if at >= 4 && binary.BigEndian.Uint32(rest[at-4:]) == 20 {
			if stated = nil; width*height > MaxPixels {
				return TooLarge
			}
		}
		rest = rest[at+4:]
	}
}
