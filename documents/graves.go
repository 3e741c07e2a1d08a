package documents

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/minio/minio-go/v7"

	"handinhand/models"
)

// Graves keeps the tombstones of destroyed keys in a bucket of their own, which no
// backup of the documents' bucket or of the database brings back to an older state. It
// is a keys.Graves.
type Graves struct {
	S3     *minio.Client
	Bucket string
}

const gravePrefix = "tombstones/"

// Folder keeps tombstones in a folder, for whoever backs the whole S3 store up in one.
// Programs on several machines must share it. It is a keys.Graves.
type Folder string

// Keep sets a tombstone; setting it again is fine.
func (f Folder) Keep(_ context.Context, name string, stone []byte) error {
	err := os.MkdirAll(string(f), 0o700)
	if err == nil {
		err = f.write(name, stone)
	}
	if err != nil {
		return models.Problemf(models.KindUnavailable, "unavailable", "cannot keep a tombstone: %w", err)
	}
	return nil
}

// write is done when it is on the disk, whole.
func (f Folder) write(name string, stone []byte) error {
	file, err := os.CreateTemp(string(f), ".new-")
	if err != nil {
		return err
	}
	_, err = file.Write(stone)
	err = errors.Join(err, file.Sync(), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), filepath.Join(string(f), name))
	}
	if err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	return nil
}

// All calls do with every tombstone.
func (f Folder) All(_ context.Context, do func([]byte) error) error {
	entries, err := os.ReadDir(string(f))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	for _, entry := range entries {
		if entry.IsDir() || strings.HasPrefix(entry.Name(), ".") {
			continue
		}
		stone, err := os.ReadFile(filepath.Join(string(f), entry.Name()))
		if err != nil {
			return models.Problemf(models.KindUnavailable, "unavailable", "cannot read a tombstone: %w", err)
		}
		if err := do(stone); err != nil {
			return err
		}
	}
	if err != nil {
		return models.Problemf(models.KindUnavailable, "unavailable", "cannot list the tombstones: %w", err)
	}
	return nil
}

// Keep sets a tombstone; setting it again is fine.
func (g Graves) Keep(ctx context.Context, name string, stone []byte) error {
	_, err := g.S3.PutObject(ctx, g.Bucket, gravePrefix+name, bytes.NewReader(stone), int64(len(stone)), minio.PutObjectOptions{DisableMultipart: true})
	if err != nil {
		return unavailable("keep a tombstone", err)
	}
	return nil
}

// All calls do with every tombstone.
func (g Graves) All(ctx context.Context, do func([]byte) error) error {
	ctx, stop := context.WithCancel(ctx) // the listing goes on until then
	defer stop()
	for entry := range g.S3.ListObjects(ctx, g.Bucket, minio.ListObjectsOptions{Prefix: gravePrefix, Recursive: true}) {
		if entry.Err != nil {
			return unavailable("list the tombstones", entry.Err)
		}
		stone, err := g.read(ctx, entry.Key)
		if err != nil {
			return err
		}
		if err := do(stone); err != nil {
			return err
		}
	}
	return nil
}

func (g Graves) read(ctx context.Context, key string) ([]byte, error) {
	object, err := g.S3.GetObject(ctx, g.Bucket, key, minio.GetObjectOptions{})
	if err != nil {
		return nil, unavailable("read a tombstone", err)
	}
	defer object.Close()
	stone, err := io.ReadAll(object)
	if err != nil {
		return nil, unavailable("read a tombstone", err)
	}
	return stone, nil
}
