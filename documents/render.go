package documents

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"image/jpeg"
	"image/png"
	"io"

	"handinhand/documents/render"
	"handinhand/models"
)

// unfolding bounds how many pictures are unfolded in our own memory at once.
var unfolding = tokens(atOnce)

const copyQuality = 90 // JPEG: text on a photographed paper stays readable

// pictures are decoded to pixels and encoded anew right here, so that nothing but the
// pixels is left: place, device and time (EXIF) go with everything else that may hide
// in a file. Every other kind is the Renderer's.
var pictures = map[string]func(io.Writer, image.Image) error{
	"image/jpeg": func(w io.Writer, picture image.Image) error {
		return jpeg.Encode(w, picture, &jpeg.Options{Quality: copyQuality})
	},
	"image/png": func(w io.Writer, picture image.Image) error { return png.Encode(w, picture) },
}

// rendering is what becomes of a file: its safe copy and a small picture of its first
// page.
type rendering struct {
	copied, preview *spool
	mediaType       string // of the copy
	pages           int
}

func newRendering(dir string) (*rendering, error) {
	copied, err := newSpool(dir)
	if err != nil {
		return nil, err
	}
	preview, err := newSpool(dir)
	if err != nil {
		copied.Close()
		return nil, err
	}
	return &rendering{copied: copied, preview: preview}, nil
}

// describe writes into a document's row what became of it.
func (r *rendering) describe(d *models.Document) {
	d.CopyType, d.CopySize, d.Pages, d.PreviewSize = r.mediaType, r.copied.size, r.pages, r.preview.size
}

// Close lets the files go.
func (r *rendering) Close() { r.copied.Close(); r.preview.Close() }

// render makes the safe copy of a checked file.
func (v *Vault) render(ctx context.Context, mediaType string, plain *spool) (*rendering, error) {
	to, err := newRendering(v.Quarantine)
	if err != nil {
		return nil, err
	}
	if encode, ok := pictures[mediaType]; ok {
		err = redraw(to, mediaType, encode, plain)
	} else {
		err = v.Renderer.render(ctx, mediaType, plain, to)
	}
	if err != nil {
		to.Close()
		return nil, err
	}
	return to, nil
}

func redraw(to *rendering, mediaType string, encode func(io.Writer, image.Image) error, plain *spool) error {
	<-unfolding
	defer func() { unfolding <- struct{}{} }()
	if err := plain.rewind(); err != nil {
		return err
	}
	head := make([]byte, 64<<10) // EXIF stands in the first segment
	n, err := io.ReadFull(plain.file, head)
	if err != nil && n == 0 {
		return fmt.Errorf("documents: render: %w", err)
	}
	if err := plain.rewind(); err != nil {
		return err
	}
	picture, _, err := image.Decode(plain.file)
	if err != nil {
		return broken("the picture is damaged")
	}
	if mediaType == "image/jpeg" {
		picture = upright(picture, orientation(head[:n]))
	}
	if err := encode(to.copied.file, picture); err != nil {
		return fmt.Errorf("documents: render: %w", err)
	}
	if err := render.Thumbnail(to.preview.file, picture); err != nil {
		return err
	}
	to.mediaType, to.pages = mediaType, 1
	return errors.Join(to.copied.measure(), to.preview.measure())
}

// orientation is how a camera was held (EXIF 2.32, tag 0x0112): 1 to 8, 1 where the
// file does not say.
func orientation(head []byte) int {
	at := bytes.Index(head, []byte("Exif\x00\x00"))
	if at < 0 || len(head) < at+14 {
		return 1
	}
	tiff := head[at+6:]
	var order binary.ByteOrder = binary.LittleEndian
	if string(tiff[:2]) == "MM" {
		order = binary.BigEndian
	}
	directory := int64(order.Uint32(tiff[4:]))
	if directory+2 > int64(len(tiff)) {
		return 1
	}
	entries := int64(order.Uint16(tiff[directory:]))
	for i := range entries {
		entry := directory + 2 + 12*i
		if entry+12 > int64(len(tiff)) {
			return 1
		}
		if order.Uint16(tiff[entry:]) == 0x0112 {
			if value := int(order.Uint16(tiff[entry+8:])); value >= 1 && value <= 8 {
				return value
			}
		}
	}
	return 1
}

// upright turns and mirrors a picture as its orientation says, because the copy does
// not say it any more.
func upright(picture image.Image, how int) image.Image {
	if how == 1 {
		return picture
	}
	b := picture.Bounds()
	from := image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	draw.Draw(from, from.Bounds(), picture, b.Min, draw.Src)
	w, h := b.Dx(), b.Dy()
	size := image.Rect(0, 0, w, h)
	if how >= 5 {
		size = image.Rect(0, 0, h, w)
	}
	out := image.NewRGBA(size)
	for y := range h {
		for x := range w {
			tx, ty := x, y
			switch how {
			case 2:
				tx = w - 1 - x
			case 3:
				tx, ty = w-1-x, h-1-y
			case 4:
				ty = h - 1 - y
			case 5:
				tx, ty = y, x
			case 6:
				tx, ty = h-1-y, x
			case 7:
				tx, ty = h-1-y, w-1-x
			case 8:
				tx, ty = y, w-1-x
			}
			copy(out.Pix[out.PixOffset(tx, ty):][:4], from.Pix[from.PixOffset(x, y):][:4])
		}
	}
	return out
}
