package render

import (
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
)

// previewSide is the longer side of a preview in pixels.
const previewSide = 480

// encode writes a JPEG; a picture without colour as one of grey, which is a third of
// the work.
func encode(w io.Writer, picture image.Image, quality int) error {
	if err := jpeg.Encode(w, plain(picture), &jpeg.Options{Quality: quality}); err != nil {
		return fmt.Errorf("render: write a picture: %w", err)
	}
	return nil
}

// plain is a picture on white paper.
func plain(picture image.Image) image.Image {
	p, ok := picture.(*image.RGBA)
	if !ok {
		return picture
	}
	grey := true
	for i := 0; i+4 <= len(p.Pix); i += 4 {
		if rest := 255 - p.Pix[i+3]; rest > 0 { // colours are premultiplied
			p.Pix[i], p.Pix[i+1], p.Pix[i+2], p.Pix[i+3] = p.Pix[i]+rest, p.Pix[i+1]+rest, p.Pix[i+2]+rest, 255
		}
		grey = grey && p.Pix[i] == p.Pix[i+1] && p.Pix[i] == p.Pix[i+2]
	}
	if !grey {
		return p
	}
	out := image.NewGray(p.Rect)
	for y := range p.Rect.Dy() {
		line := p.Pix[y*p.Stride:]
		for x := range p.Rect.Dx() {
			out.Pix[y*out.Stride+x] = line[4*x]
		}
	}
	return out
}

// shrink makes a picture at most side pixels long and wide, each pixel the mean of
// those it stands for.
func shrink(picture image.Image, side int) image.Image {
	b := picture.Bounds()
	long := max(b.Dx(), b.Dy())
	if long <= side {
		return picture
	}
	w, h := max(1, b.Dx()*side/long), max(1, b.Dy()*side/long)
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		top, bottom := b.Min.Y+y*b.Dy()/h, b.Min.Y+(y+1)*b.Dy()/h
		for x := range w {
			left, right := b.Min.X+x*b.Dx()/w, b.Min.X+(x+1)*b.Dx()/w
			out.SetRGBA(x, y, mean(picture, image.Rect(left, top, max(right, left+1), max(bottom, top+1))))
		}
	}
	return out
}

// mean is the mean colour of an area. Of a large one every nth pixel is looked at: a
// preview needs no more.
func mean(picture image.Image, area image.Rectangle) color.RGBA {
	step := max(1, area.Dx()/4)
	var r, g, b, a, n uint32
	for y := area.Min.Y; y < area.Max.Y; y += step {
		for x := area.Min.X; x < area.Max.X; x += step {
			red, green, blue, alpha := picture.At(x, y).RGBA()
			r, g, b, a, n = r+red>>8, g+green>>8, b+blue>>8, a+alpha>>8, n+1
		}
	}
	return color.RGBA{uint8(r / n), uint8(g / n), uint8(b / n), uint8(a / n)}
}
