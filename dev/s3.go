package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
	"github.com/versity/versitygw/backend/meta"
	"github.com/versity/versitygw/backend/posix"
	"github.com/versity/versitygw/embedgw"
)

const (
	bucket     = "handinhand"
	healthPath = "/-/health" // no bucket may be called "-", so it hides none
	s3Patience = 30 * time.Second
	// copyLimit is S3's own limit for one CopyObject; the gateway refuses every copy where it is zero.
	copyLimit = 5 << 30
)

// startS3 serves the directory's objects over the S3 protocol and makes the product's bucket. port 0 chooses a free one.
//
// The gateway works in its root directory: this process changes there, so every other path of ours is absolute.
func startS3(ctx context.Context, dir *directory, s secrets, port int, steps *progress) (*running, string, error) {
	began := time.Now()
	backend, err := openObjects(dir, steps)
	if err != nil {
		return nil, "", fullDisk(fmt.Errorf("cannot open the S3 store: %w: give another place with --dir", err), dir.path)
	}
	ports, err := reserve("--port-s3", port)
	if err != nil {
		return nil, "", err
	}
	endpoint := hostPort(ports[0])
	serving, cancel := context.WithCancel(context.WithoutCancel(ctx))
	lost, ended := make(chan error, 1), make(chan struct{})
	go func() {
		defer close(ended)
		lost <- embedgw.RunVersityGW(serving, backend, &embedgw.Config{
			RootUserAccess: s.S3AccessKey, RootUserSecret: s.S3SecretKey,
			Ports: []string{endpoint}, HealthPath: healthPath,
			MaxConnections: 1024, MaxRequests: 512, MultipartMaxParts: 10_000,
			KeepAlive: true, Quiet: true,
		})
	}()
	part := &running{name: partS3, lost: lost, stop: func() error { cancel(); <-ended; return os.Chdir("/") }}
	if err := awaitS3(ctx, endpoint, lost); err != nil {
		cancel()
		return nil, "", err
	}
	if err := makeBucket(ctx, endpoint, s); err != nil {
		return nil, "", errors.Join(fullDisk(fmt.Errorf("cannot make the S3 bucket %s: %w", bucket, err), dir.path), part.stop())
	}
	steps.done(began, "s3: ready")
	return part, endpoint, nil
}

// openObjects opens the store. Object metadata are extended attributes, or files beside where the file system has none; what a
// directory began with it keeps. (The gateway refuses a sidecar whose name begins with the root's, hence meta-s3.)
func openObjects(dir *directory, steps *progress) (*posix.Posix, error) {
	root, beside := dir.file("s3"), dir.file("meta-s3")
	if err := os.MkdirAll(root, 0o700); err != nil {
		return nil, err
	}
	options := posix.PosixOpts{CopyObjectThreshold: copyLimit}
	_, err := os.Stat(beside)
	if err != nil && (meta.XattrMeta{}).Test(root) == nil {
		return posix.New(root, meta.XattrMeta{}, options)
	}
	if err != nil {
		steps.say("s3: %s has no extended attributes, so object metadata are kept in %s", root, beside)
		if err := os.MkdirAll(beside, 0o700); err != nil {
			return nil, err
		}
	}
	storer, err := meta.NewSideCar(beside)
	if err != nil {
		return nil, err
	}
	options.SideCarDir = beside
	return posix.New(root, storer, options)
}

// awaitS3 returns when the gateway answers.
func awaitS3(ctx context.Context, endpoint string, lost <-chan error) error {
	ctx, cancel := context.WithTimeout(ctx, s3Patience)
	defer cancel()
	healthy := make(chan error, 1)
	go func() {
		healthy <- retry(ctx, func() error { return askHealth(ctx, "http://"+endpoint+healthPath) })
	}()
	select {
	case err := <-lost:
		return fmt.Errorf("the S3 gateway did not start: %w", err)
	case err := <-healthy:
		if err != nil {
			return fmt.Errorf("the S3 gateway does not answer at %s: %w", endpoint, err)
		}
		return nil
	}
}

func askHealth(ctx context.Context, url string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("status %s", response.Status)
	}
	return nil
}

func makeBucket(ctx context.Context, endpoint string, s secrets) error {
	store, err := minio.New(endpoint, &minio.Options{Creds: credentials.NewStaticV4(s.S3AccessKey, s.S3SecretKey, "")})
	if err != nil {
		return err
	}
	exists, err := store.BucketExists(ctx, bucket)
	if err != nil || exists {
		return err
	}
	return store.MakeBucket(ctx, bucket, minio.MakeBucketOptions{})
}
