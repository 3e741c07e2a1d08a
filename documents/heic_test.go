package documents_test

import (
	"bytes"
	"encoding/binary"
	"image/jpeg"
	"testing"

	"handinhand/models"
)

// bits writes the syntax of HEVC (ITU-T H.265, 7 and 9).
type bits struct {
	out  []byte
	free int // bits of the last byte that are not used
}

func (b *bits) u(n int, v uint64) {
	for i := n - 1; i >= 0; i-- {
		if b.free == 0 {
			b.out, b.free = append(b.out, 0), 8
		}
		b.free--
		b.out[len(b.out)-1] |= byte(v>>i&1) << b.free
	}
}

// ue writes Exp-Golomb codes (9.2).
func (b *bits) ue(values ...uint64) {
	for _, v := range values {
		n := 0
		for (v+1)>>(n+1) > 0 {
			n++
		}
		b.u(n, 0)
		b.u(n+1, v+1)
	}
}

// flags writes one bit for each character.
func (b *bits) flags(s string) {
	for _, c := range s {
		b.u(1, uint64(c-'0'))
	}
}

// nal is a unit of a kind, ended and escaped (7.3.1, 7.4.2.1).
func (b *bits) nal(kind byte, stop bool) []byte {
	if stop {
		b.u(1, 1)
	}
	out := []byte{kind << 1, 1}
	zeros := 0
	for _, c := range b.out {
		if zeros >= 2 && c <= 3 {
			out, zeros = append(out, 3), 0
		}
		if zeros++; c != 0 {
			zeros = 0
		}
		out = append(out, c)
	}
	return out
}

// profile says Main Still Picture, level 1 (7.3.3).
func (b *bits) profile() {
	b.u(8, 3)
	b.u(32, 0x70000000)
	b.flags("1001")
	b.u(44, 0)
	b.u(8, 30)
}

// block writes a coding unit of 32x32 samples as they are, without any coding (pcm),
// each plane in one value. Arithmetic coding (9.3.4) is left for two
// bins, in which the context of part_mode stands at state n.
func (b *bits) block(n int, first, last bool, y, cb, cr byte) {
	span := 510
	if !first {
		span -= 2 // the slice does not end here
	}
	span -= []int{240, 227, 216, 205, 195, 185}[n] // part_mode 1, the likelier
	b.terminate(span)                              // pcm_flag 1
	b.free = 0
	for _, plane := range []struct {
		value byte
		size  int
	}{{y, 1024}, {cb, 256}, {cr, 256}} {
		b.out = append(b.out, bytes.Repeat([]byte{plane.value}, plane.size)...)
	}
	if last {
		b.terminate(510)
	}
}

// terminate codes the bin that ends coding, and flushes (9.3.4.5 and on).
func (b *bits) terminate(span int) {
	low, first, outstanding := span-2, true, 0
	put := func(v uint64) {
		if !first {
			b.u(1, v)
		}
		for first = false; outstanding > 0; outstanding-- {
			b.u(1, 1-v)
		}
	}
	for span = 2; span < 256; span, low = span<<1, low<<1 {
		switch {
		case low < 256:
			put(0)
		case low >= 512:
			low -= 512
			put(1)
		default:
			low -= 256
			outstanding++
		}
	}
	put(uint64(low >> 9 & 1))
	b.u(2, uint64(low>>7&3|1))
}

func box(kind string, parts ...[]byte) []byte {
	body := bytes.Join(parts, nil)
	return append(append(binary.BigEndian.AppendUint32(nil, uint32(8+len(body))), kind...), body...)
}

func be16(v ...int) (out []byte) {
	for _, n := range v {
		out = binary.BigEndian.AppendUint16(out, uint16(n))
	}
	return out
}

func be32(v ...int) (out []byte) {
	for _, n := range v {
		out = binary.BigEndian.AppendUint32(out, uint32(n))
	}
	return out
}

// heic is a HEIC picture of 96x64 pixels, left red and right blue, with EXIF that
// names a place. stated are width and height as the container says them.
func heic(stated ...int) []byte {
	if stated == nil {
		stated = []int{96, 64}
	}
	var vps, sps, pps, slice bits
	vps.flags("0000" + "11" + "000000" + "000" + "1")
	vps.u(16, 0xffff)
	vps.profile()
	vps.flags("1")
	vps.ue(0, 0, 0)
	vps.u(6, 0)
	vps.ue(0)
	vps.flags("00")
	sps.flags("0000" + "000" + "1")
	sps.profile()
	sps.ue(0, 1, 96, 64)
	sps.flags("0")
	sps.ue(0, 0, 0)
	sps.flags("1")
	sps.ue(0, 0, 0, 2, 0, 0, 2, 0, 0)
	sps.flags("000" + "1" + "0111" + "0111") // samples as they are have 8 bits
	sps.ue(2, 0)
	sps.flags("1")
	sps.ue(0)
	sps.flags("00000")
	pps.ue(0, 0)
	pps.flags("00" + "000" + "00")
	pps.ue(0, 0, 0)
	pps.flags("000")
	pps.ue(0, 0)
	pps.flags("0000000" + "101" + "00")
	pps.ue(0)
	pps.flags("00")
	slice.flags("10")
	slice.ue(0, 2, 0)
	slice.u(1, 1)
	slice.free = 0
	for n := range 6 {
		y, cb, cr := byte(81), byte(90), byte(240) // red
		if n%3 > 0 {
			y, cb, cr = 41, 240, 110 // blue
		}
		slice.block(n, n == 0, n == 5, y, cb, cr)
	}
	config := []byte{1, 3, 0x70, 0, 0, 0, 0x90, 0, 0, 0, 0, 0, 30, 0xf0, 0, 0xfc, 0xfd, 0xf8, 0xf8, 0, 0, 0x0f, 3}
	for i, unit := range [][]byte{vps.nal(32, true), sps.nal(33, true), pps.nal(34, true)} {
		config = append(append(append(config, byte(0x80|(32+i))), be16(1, len(unit))...), unit...)
	}
	picture := slice.nal(20, false)
	picture = append(be32(len(picture)), picture...)
	exif := append(be32(6), "Exif\x00\x00II*\x00\x08\x00\x00\x00\x00\x00 GPS 52.5200 13.4050"...)
	return container(stated, config, picture, exif)
}

// container wraps a picture (ISO/IEC 23008-12, ISO/IEC 14496-12).
func container(stated []int, config, picture, exif []byte) []byte {
	item := func(id int, kind string) []byte { return box("infe", be32(2<<24), be16(id, 0), []byte(kind+"\x00")) }
	kind := box("ftyp", []byte("heic"), be32(0), []byte("mif1heic"))
	meta := func(at int) []byte {
		return box("meta", be32(0),
			box("hdlr", be32(0, 0), []byte("pict"), make([]byte, 13)),
			box("pitm", be32(0), be16(1)),
			box("iinf", be32(0), be16(2), item(1, "hvc1"), item(2, "Exif")),
			box("iref", be32(0), box("cdsc", be16(2, 1, 1))),
			box("iprp", box("ipco", box("hvcC", config), box("ispe", be32(0), be32(stated...))),
				box("ipma", be32(0, 1), be16(1), []byte{2, 0x81, 2})),
			box("iloc", be32(0), []byte{0x44, 0}, be16(2), be16(1, 0, 1), be32(at, len(picture)), be16(2, 0, 1), be32(at+len(picture), len(exif))))
	}
	at := len(kind) + len(meta(0)) + 8
	return bytes.Join([][]byte{kind, meta(at), box("mdat", picture, exif)}, nil)
}

func TestHEICBecomesAPictureThatBrowsersShow(t *testing.T) {
	w := newWorld(t)
	d := w.put(w.anna, heic())
	if d.MediaType != "image/heic" || d.CopyType != "image/jpeg" || d.Pages != 1 {
		t.Errorf("%s became %s of %d pages", d.MediaType, d.CopyType, d.Pages)
	}
	copied := w.all(w.OpenCopy(t.Context(), d))
	picture, err := jpeg.Decode(bytes.NewReader(copied))
	if err != nil || picture.Bounds().Dx() != 96 || picture.Bounds().Dy() != 64 {
		t.Fatalf("the copy is %v (%v)", picture.Bounds(), err)
	}
	if left, right := at(picture, 0.1), at(picture, 0.8); left[0] < 200 || left[2] > 60 || right[2] < 200 || right[0] > 60 {
		t.Errorf("the copy is %v to the left, %v to the right", left, right)
	}
	if bytes.Contains(copied, []byte("GPS")) {
		t.Error("the copy says where the picture was taken")
	}
	if _, err := jpeg.Decode(bytes.NewReader(w.all(w.OpenPreview(t.Context(), d)))); err != nil {
		t.Errorf("preview: %v", err)
	}
}

func TestHEICsThatAreRefused(t *testing.T) {
	w := newWorld(t)
	whole := heic()
	for name, c := range map[string]struct {
		content []byte
		kind    models.Kind
	}{
		"2.5 gigapixels": {heic(50_000, 50_000), models.KindTooLarge},
		"cut off":        {whole[:len(whole)-900], models.KindUnsupported},
		"no size":        {bytes.Replace(whole, []byte("ispe"), []byte("free"), 1), models.KindUnsupported},
	} {
		if err := w.refuses(c.content); models.KindOf(err) != c.kind {
			t.Errorf("%s: %v", name, err)
		}
	}
}
