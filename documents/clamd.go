package documents

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"handinhand/models"
)

// scanPatience is how long clamd may take for one file.
const scanPatience = time.Minute

// scan lets clamd look at a file (clamd(8), INSTREAM). address is host:port or the
// path of a socket; "" means that nobody looks. Where clamd is configured and does
// not answer, nothing is taken in.
func scan(ctx context.Context, address string, plain io.ReadSeeker) error {
	if address == "" {
		return nil
	}
	if _, err := plain.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("documents: scan: %w", err)
	}
	network := "tcp"
	if strings.HasPrefix(address, "/") {
		network = "unix"
	}
	ctx, cancel := context.WithTimeout(ctx, scanPatience)
	defer cancel()
	conn, err := (&net.Dialer{}).DialContext(ctx, network, address)
	if err != nil {
		return unscanned()
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })()
	answer, err := converse(conn, plain)
	switch {
	case strings.Contains(answer, "size limit exceeded"):
		return models.Problemf(models.KindTooLarge, "upload.size", "the virus scanner takes no file of this size (StreamMaxLength of clamd)")
	case err != nil:
		return unscanned()
	case strings.HasSuffix(answer, " FOUND"):
		return models.Problemf(models.KindUnsupported, "upload.malware", "the virus scanner refuses the file")
	case !strings.HasSuffix(answer, " OK"):
		return unscanned()
	}
	return nil
}

// converse gives clamd a file and hears its answer. One that stops listening may have said
// why.
func converse(conn net.Conn, plain io.Reader) (string, error) {
	sent := instream(conn, plain)
	answer, err := io.ReadAll(io.LimitReader(conn, 4096))
	return strings.TrimRight(string(answer), "\x00\n"), errors.Join(sent, err)
}

func instream(conn io.Writer, plain io.Reader) error {
	if _, err := io.WriteString(conn, "zINSTREAM\x00"); err != nil {
		return err
	}
	chunk := make([]byte, 4+64<<10)
	for {
		n, err := io.ReadFull(plain, chunk[4:])
		if n > 0 {
			binary.BigEndian.PutUint32(chunk, uint32(n))
			if _, err := conn.Write(chunk[:4+n]); err != nil {
				return err
			}
		}
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			break
		}
		if err != nil {
			return err
		}
	}
	_, err := conn.Write([]byte{0, 0, 0, 0})
	return err
}

func unscanned() error {
	return models.Problemf(models.KindUnavailable, "upload.unscanned", "the virus scanner does not answer, so nothing is taken in")
}
