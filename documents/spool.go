package documents

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"
	"unicode"

	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/streamingaead"

	"handinhand/models"
)

// spool is a temporary file that has no name: it is gone when it is closed, and
// when the process dies.
type spool struct {
	file *os.File
	size int64
}

func newSpool(dir string) (*spool, error) {
	file, err := os.CreateTemp(dir, "handinhand-")
	if err != nil {
		return nil, models.Problemf(models.KindUnavailable, "unavailable", "no room for a temporary file: %w", err)
	}
	if err := os.Remove(file.Name()); err != nil {
		_ = file.Close()
		return nil, fmt.Errorf("documents: unname a temporary file: %w", err)
	}
	return &spool{file: file}, nil
}

func (s *spool) Close() { _ = s.file.Close() }

func (s *spool) rewind() error {
	if _, err := s.file.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("documents: read back a temporary file: %w", err)
	}
	return nil
}

// measure finds out how much was written, and rewinds.
func (s *spool) measure() (err error) {
	if s.size, err = s.file.Seek(0, io.SeekEnd); err != nil {
		return fmt.Errorf("documents: measure a temporary file: %w", err)
	}
	return s.rewind()
}

// fill takes what r gives, and stops reading one byte after the limit.
func (s *spool) fill(r io.Reader, limit int64) error {
	n, err := io.Copy(s.file, io.LimitReader(r, limit+1))
	s.size = n
	var known *models.Problem
	switch {
	case errors.As(err, &known):
		return err
	case err != nil:
		return models.Problemf(models.KindInvalid, "upload.interrupted", "the upload broke off: %w", err)
	case n > limit:
		return models.Problemf(models.KindTooLarge, "upload.size", "the file has more than %d bytes", limit)
	case n == 0:
		return models.Problemf(models.KindUnsupported, "upload.empty", "the file is empty")
	}
	return s.rewind()
}

// smallFile is up to which size, in bytes, a file is sealed in memory, since making a
// temporary file costs more than all else, and in segments of 4 kB. Those of 1 MB, which
// are quicker for large files, cost two buffers of that size each time.
const smallFile = 1 << 20

// dataKey is a new key for a file of a size.
func dataKey(size int64) (*keyset.Handle, error) {
	template := streamingaead.AES256GCMHKDF1MBKeyTemplate()
	if size <= smallFile {
		template = streamingaead.AES256GCMHKDF4KBKeyTemplate()
	}
	key, err := keyset.NewHandle(template)
	if err != nil {
		return nil, fmt.Errorf("documents: make a data key: %w", err)
	}
	return key, nil
}

// encrypt writes the ciphertext of plain, from its start.
func encrypt(to io.Writer, key *keyset.Handle, about []byte, plain io.ReadSeeker) error {
	cipher, err := streamingaead.New(key)
	if err != nil {
		return fmt.Errorf("documents: encrypt: %w", err)
	}
	if _, err := plain.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("documents: encrypt: %w", err)
	}
	out, err := cipher.NewEncryptingWriter(to, about)
	if err != nil {
		return fmt.Errorf("documents: encrypt: %w", err)
	}
	if _, err := io.Copy(out, plain); err != nil {
		return fmt.Errorf("documents: encrypt: %w", err)
	}
	if err := out.Close(); err != nil {
		return fmt.Errorf("documents: encrypt: %w", err)
	}
	return nil
}

func decrypt(sealed io.Reader, key *keyset.Handle, about []byte) (io.Reader, error) {
	cipher, err := streamingaead.New(key)
	if err != nil {
		return nil, fmt.Errorf("documents: decrypt: %w", err)
	}
	plain, err := cipher.NewDecryptingReader(sealed, about)
	if err != nil {
		return nil, fmt.Errorf("documents: decrypt: %w", err)
	}
	return plain, nil
}

// cleanName is the last part of a path, of either kind, without control
// characters and not longer than a line.
func cleanName(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.In(r, unicode.Bidi_Control) {
			return -1 // the latter could show "exe.pdf" backwards
		}
		return r
	}, strings.ToValidUTF8(name, ""))
	if runes := []rune(name); len(runes) > 120 {
		name = string(runes[:120])
	}
	if name = strings.TrimSpace(name); strings.Trim(name, "./") == "" {
		return "document"
	}
	return name
}

// randomName says nothing about what it names.
func randomName() string {
	raw := make([]byte, 16)
	_, _ = rand.Read(raw) // never fails
	return hex.EncodeToString(raw)
}
