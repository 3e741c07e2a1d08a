package documents

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/draw"
	"image/jpeg"
	"image/png"
	"io"
)

// rendering bounds how many pictures are unfolded in memory at once.
var rendering = make(chan struct{}, 2)

const copyQuality = 90 // JPEG: text on a photographed paper stays readable

// renderable are the kinds of which a safe copy is made: decoded to pixels and
// encoded anew, so that nothing but the pixels is left. Place, device and time (EXIF)
// go with everything else that may hide in a file.
var renderable = map[string]func(io.Writer, image.Image) error{
	"image/jpeg": func(w io.Writer, picture image.Image) error {
		return jpeg.Encode(w, picture, &jpeg.Options{Quality: copyQuality})
	},
	"image/png": func(w io.Writer, picture image.Image) error { return png.Encode(w, picture) },
}

// render writes the safe copy of a checked file; none of a kind that has none.
func render(to *spool, mediaType string, plain io.ReadSeeker) (rendered bool, err error) {
	encode, ok := renderable[mediaType]
	if !ok {
		return false, nil
	}
	rendering <- struct{}{}
	defer func() { <-rendering }()
	if _, err := plain.Seek(0, io.SeekStart); err != nil {
		return false, fmt.Errorf("documents: render: %w", err)
	}
	head := make([]byte, 64<<10) // EXIF stands in the first segment
	n, err := io.ReadFull(plain, head)
	if err != nil && n == 0 {
		return false, fmt.Errorf("documents: render: %w", err)
	}
	if _, err := plain.Seek(0, io.SeekStart); err != nil {
		return false, fmt.Errorf("documents: render: %w", err)
	}
	picture, _, err := image.Decode(plain)
	if err != nil {
		return false, broken("the picture is damaged")
	}
	if mediaType == "image/jpeg" {
		picture = upright(picture, orientation(head[:n]))
	}
	if err := encode(to.file, picture); err != nil {
		return false, fmt.Errorf("documents: render: %w", err)
	}
	if to.size, err = to.file.Seek(0, io.SeekCurrent); err != nil {
		return false, fmt.Errorf("documents: render: %w", err)
	}
	return true, nil
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
