package stacktest

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
)

// Addresses are where a stack answers, in the JSON of `handinhand-dev up`.
type Addresses struct {
	DatabaseURL       string `json:"database_url"`
	TemporalAddress   string `json:"temporal_address"`
	TemporalNamespace string `json:"temporal_namespace"`
	S3Endpoint        string `json:"s3_endpoint"`
	S3AccessKey       string `json:"s3_access_key"`
	S3SecretKey       string `json:"s3_secret_key"`
	S3Bucket          string `json:"s3_bucket"`
	S3TLS             bool   `json:"s3_tls"`
	OIDCIssuer        string `json:"oidc_issuer"`
	OIDCClientID      string `json:"oidc_client_id"`
	OIDCClientSecret  string `json:"oidc_client_secret"`
}

// EnvStack names the file with the addresses of a running stack.
const EnvStack = "HANDINHAND_STACK"

// Stack is the stack of this test process, started when none is given.
func Stack(t testing.TB) Addresses {
	t.Helper()
	addresses, err := find()
	if err != nil {
		t.Fatal(err)
	}
	return addresses
}

var find = sync.OnceValues(func() (Addresses, error) {
	if file := os.Getenv(EnvStack); file != "" {
		line, err := os.ReadFile(file)
		if err != nil {
			return Addresses{}, fmt.Errorf("%s names no readable file: %w", EnvStack, err)
		}
		return parse(line)
	}
	return start()
})

// start runs a stack that ends with this process: `--with-parent` stops it when
// the pipe to its stdin closes, which the kernel does however we end.
func start() (Addresses, error) {
	root, err := Root()
	if err != nil {
		return Addresses{}, err
	}
	binary := filepath.Join(root, "bin", "handinhand-dev")
	if _, err := os.Stat(binary); err != nil {
		return Addresses{}, errors.New("the tests need PostgreSQL, Temporal and S3, but bin/handinhand-dev is missing: run make build")
	}
	dev := exec.Command(binary, "up", "--ephemeral", "--with-parent")
	dev.Stderr = os.Stderr
	held, err := dev.StdinPipe()
	if err != nil {
		return Addresses{}, fmt.Errorf("start the dev stack: %w", err)
	}
	out, err := dev.StdoutPipe()
	if err == nil {
		err = dev.Start()
	}
	if err != nil {
		return Addresses{}, fmt.Errorf("start the dev stack: %w", err)
	}
	reader := bufio.NewReader(out)
	line, err := reader.ReadBytes('\n')
	if err != nil {
		return Addresses{}, fmt.Errorf("the dev stack ended before it was ready: %w", errors.Join(err, dev.Wait()))
	}
	go func() {
		_, _ = io.Copy(io.Discard, reader) // a full pipe would block it
		runtime.KeepAlive(held)            // as garbage it would be closed, and the stack would stop
	}()
	return parse(line)
}

func parse(line []byte) (Addresses, error) {
	var a Addresses
	if err := json.Unmarshal(line, &a); err != nil {
		return a, fmt.Errorf("the dev stack's addresses are not JSON: %w", err)
	}
	if a.DatabaseURL == "" {
		return a, errors.New("the dev stack's addresses name no database_url")
	}
	return a, nil
}

// Root is the folder of the main module, above the working directory of any of
// its tests.
func Root() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errors.New("no go.mod above the working directory")
		}
		dir = parent
	}
}
