package stacktest

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// Bucket is a fresh bucket for one test, removed with its objects at its end.
func Bucket(t testing.TB, stack Addresses) (client *minio.Client, bucket string) {
	t.Helper()
	client, err := minio.New(stack.S3Endpoint, &minio.Options{
		Creds:  credentials.NewStaticV4(stack.S3AccessKey, stack.S3SecretKey, ""),
		Secure: stack.S3TLS,
		// Some S3 stores refuse trailing checksums.
		TrailingHeaders: false,
	})
	if err != nil {
		t.Fatalf("make an S3 client: %v", err)
	}
	bucket = fmt.Sprintf("test-%d-%s", os.Getpid(), strings.ReplaceAll(uuid.NewString(), "-", ""))
	ctx := context.Background()
	if err := client.MakeBucket(ctx, bucket, minio.MakeBucketOptions{}); err != nil {
		t.Fatalf("make a test bucket: %v", err)
	}
	t.Cleanup(func() {
		for object := range client.ListObjects(ctx, bucket, minio.ListObjectsOptions{Recursive: true}) {
			if err := client.RemoveObject(ctx, bucket, object.Key, minio.RemoveObjectOptions{}); err != nil {
				t.Errorf("empty the test bucket: %v", err)
			}
		}
		if err := client.RemoveBucket(ctx, bucket); err != nil {
			t.Errorf("remove the test bucket: %v", err)
		}
	})
	return client, bucket
}
