package render

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"time"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/enums"
	pdferrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

const (
	dotsPerInch = 150       // small print stays readable
	pagePixels  = 4_000_000 // of one page; A4 at 150 dots has 2.2 million
	pageQuality = 82        // JPEG
	guestMemory = 256 << 20 // of PDFium
	guestPage   = 64 << 10  // WebAssembly counts memory in these
)

// open starts PDFium without a file system. It knows no JavaScript: this build has no
// engine for it.
func open() (pdfium.Pool, error) {
	config := wazero.NewRuntimeConfig().WithMemoryLimitPages(guestMemory / guestPage).
		WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling)
	if folder := os.Getenv(CacheVariable); folder != "" {
		cache, err := wazero.NewCompilationCacheWithDir(folder)
		if err != nil {
			return nil, fmt.Errorf("render: the folder for compiled code: %w", err)
		}
		config = config.WithCompilationCache(cache)
	}
	pool, err := webassembly.Init(webassembly.Config{
		Context: context.Background(), MaxIdle: 1, MaxTotal: 1, RuntimeConfig: config, FSConfig: wazero.NewFSConfig(), Stdout: io.Discard, Stderr: io.Discard,
	})
	if err != nil {
		return nil, fmt.Errorf("render: start PDFium: %w", err)
	}
	return pool, nil
}

// Warm compiles PDFium into the cache, so that the first upload does not wait for it.
func Warm() error {
	pool, err := open()
	if err != nil {
		return err
	}
	return pool.Close()
}

// pdf draws each page and binds the pictures into a new PDF.
func pdf(content []byte, copied, preview io.Writer) (Result, error) {
	pool, err := open()
	if err != nil {
		return Result{}, err
	}
	reader, err := pool.GetInstance(10 * time.Second)
	if err != nil {
		return Result{}, fmt.Errorf("render: start PDFium: %w", err)
	}
	file, err := reader.OpenDocument(&requests.OpenDocument{File: &content})
	switch {
	case errors.Is(err, pdferrors.ErrPassword), errors.Is(err, pdferrors.ErrSecurity):
		return Result{}, Locked
	case err != nil:
		return Result{}, Broken
	}
	counted, err := reader.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: file.Document})
	switch {
	case err != nil || counted.PageCount < 1:
		return Result{}, Broken
	case counted.PageCount > MaxPages:
		return Result{}, TooLong
	}
	binder := newBinder(copied)
	for number := range counted.PageCount {
		var thumbnail io.Writer
		if number == 0 {
			thumbnail = preview
		}
		if err := page(reader, file.Document, number, binder, thumbnail); err != nil {
			return Result{}, err
		}
	}
	return Result{Type: "application/pdf", Pages: counted.PageCount}, binder.finish()
}

// page draws one page, as it would be printed: with what is filled into its forms and
// the notes on it.
func page(reader pdfium.Pdfium, file references.FPDF_DOCUMENT, number int, binder *binder, thumbnail io.Writer) error {
	which := requests.Page{ByIndex: &requests.PageByIndex{Document: file, Index: number}}
	size, err := reader.GetPageSize(&requests.GetPageSize{Page: which})
	if err != nil || !drawable(size.Width, size.Height) {
		return Broken
	}
	scale := min(dotsPerInch/72.0, math.Sqrt(pagePixels/(size.Width*size.Height)))
	drawn, err := reader.RenderPageInPixels(&requests.RenderPageInPixels{
		Page: which, Document: &file, RenderForm: true, RenderFlags: enums.FPDF_RENDER_FLAG_ANNOT,
		Width: max(1, int(size.Width*scale)), Height: max(1, int(size.Height*scale)),
	})
	if err != nil {
		return Broken
	}
	defer drawn.Cleanup()
	picture := plain(drawn.Result.RenderedImage)
	var sheet bytes.Buffer
	if err := encode(&sheet, picture, pageQuality); err != nil {
		return err
	}
	if thumbnail != nil {
		if err := Thumbnail(thumbnail, picture); err != nil {
			return err
		}
	}
	return binder.add(sheet.Bytes(), picture, size.Width, size.Height)
}

// drawable tells whether a page has a size, in points, that paper may have. 14,400 is
// the most that a PDF's reader need take (ISO 32000-1, annex C.2).
func drawable(width, height float64) bool {
	return width >= 1 && height >= 1 && width <= 14_400 && height <= 14_400
}
