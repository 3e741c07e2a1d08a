package documents

import (
	"bytes"
	"context"
	"io"

	"github.com/minio/minio-go/v7"
)

// Graves keeps the tombstones of destroyed keys in the S3 store, apart from the
// database that holds the keys. It is a keys.Graves.
type Graves struct {
	S3     *minio.Client
	Bucket string
}

const gravePrefix = "tombstones/"

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
