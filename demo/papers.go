package demo

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"strings"
)

// pdf is a small valid PDF 1.4 of one page with some lines of ASCII.
func pdf(lines ...string) []byte {
	var text strings.Builder
	text.WriteString("BT /F1 14 Tf 18 TL 60 780 Td\n")
	escape := strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`)
	for _, line := range lines {
		fmt.Fprintf(&text, "(%s) Tj T*\n", escape.Replace(line))
	}
	text.WriteString("ET")
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", text.Len(), text.String()),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
	}
	var out bytes.Buffer
	out.WriteString("%PDF-1.4\n")
	offsets := make([]int, len(objects))
	for i, object := range objects {
		offsets[i] = out.Len()
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	start := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, offset := range offsets {
		fmt.Fprintf(&out, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&out, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, start)
	return out.Bytes()
}

// photo is a small JPEG that looks like a card on a table. The tint makes photos
// of different people different files.
func photo(tint uint8) ([]byte, error) {
	const width, height, margin = 320, 200, 30
	picture := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			shade := color.RGBA{110, 80, 60, 255}
			switch card := x > margin && x < width-margin && y > margin && y < height-margin; {
			case card && x < 110 && y > 60 && y < 150:
				shade = color.RGBA{tint, 120, 150, 255}
			case card && x > 130 && y%18 < 4:
				shade = color.RGBA{60, 60, 70, 255}
			case card:
				shade = color.RGBA{225, 230, tint, 255}
			}
			picture.SetRGBA(x, y, shade)
		}
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, picture, nil); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
