package cli

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"handinhand/demo"
)

// addresses is what the dev stack prints once it is ready.
type addresses struct {
	DatabaseURL       string `json:"database_url"`     // of the owner, for migrate
	AppDatabaseURL    string `json:"app_database_url"` // of serve and worker
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

// environment is the configuration of serve, worker and migrate that leads to
// this stack.
func (a addresses) environment(rootKey, listen, publicURL string) []string {
	return []string{
		"DATABASE_URL=" + a.app(),
		"MIGRATE_DATABASE_URL=" + a.DatabaseURL,
		"TEMPORAL_ADDRESS=" + a.TemporalAddress,
		"TEMPORAL_NAMESPACE=" + a.TemporalNamespace,
		"S3_ENDPOINT=" + a.S3Endpoint,
		"S3_BUCKET=" + a.S3Bucket,
		"S3_ACCESS_KEY=" + a.S3AccessKey,
		"S3_SECRET_KEY=" + a.S3SecretKey,
		"S3_TLS=" + strconv.FormatBool(a.S3TLS),
		"OIDC_ISSUER=" + a.OIDCIssuer,
		"OIDC_CLIENT_ID=" + a.OIDCClientID,
		"OIDC_CLIENT_SECRET=" + a.OIDCClientSecret,
		"ROOT_KEY_URL=" + rootKey,
		"LISTEN=" + listen,
		"PUBLIC_URL=" + publicURL,
	}
}

// app is the database as serve and worker see it.
func (a addresses) app() string {
	if a.AppDatabaseURL == "" { // of a stack that an older handinhand-dev made
		return a.DatabaseURL
	}
	return a.AppDatabaseURL
}

// config is the same for parts that run in this process.
func (a addresses) config(rootKey string) Config {
	return Config{
		DatabaseURL: Secret(a.app()), TemporalAddress: a.TemporalAddress, TemporalNamespace: a.TemporalNamespace,
		S3Endpoint: a.S3Endpoint, S3Bucket: a.S3Bucket, S3Region: "us-east-1", S3AccessKey: a.S3AccessKey, S3SecretKey: Secret(a.S3SecretKey), S3TLS: a.S3TLS,
		RootKeyURL: Secret(rootKey), MaxUpload: 25 << 20, LogLevel: "error", Patience: time.Minute,
	}
}

// startStack runs handinhand-dev and waits until it prints its addresses. Its
// progress goes to say, a line at a time.
func startStack(ctx context.Context, dir string, say func(string), args ...string) (*child, addresses, error) {
	program, err := stackProgram()
	if err != nil {
		return nil, addresses{}, err
	}
	personas := filepath.Join(dir, "personas.json")
	if err := os.WriteFile(personas, demo.PersonasJSON, 0o644); err != nil {
		return nil, addresses{}, fmt.Errorf("%w; choose another folder with --dir", err)
	}
	out, in := io.Pipe()
	args = append([]string{"up", "--with-parent", "--personas", personas}, args...)
	c, err := startChild(dir, "stack", program, nil, &hearing{out: in, say: say}, args...)
	if err != nil {
		return nil, addresses{}, err
	}
	go func() { <-c.exited; _ = in.CloseWithError(io.EOF) }()
	a, err := readAddresses(ctx, out)
	if err != nil {
		c.stop()
		return nil, addresses{}, fmt.Errorf("the stack did not come up:\n%s", c.lastWords())
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	return c, a, nil
}

func readAddresses(ctx context.Context, out io.Reader) (a addresses, err error) {
	line := make(chan error, 1)
	go func() {
		text, err := bufio.NewReader(out).ReadBytes('\n')
		if err == nil {
			err = json.Unmarshal(text, &a)
		}
		line <- err
	}()
	select {
	case err := <-line:
		return a, err
	case <-ctx.Done():
		return a, ctx.Err()
	}
}

// stackProgram finds handinhand-dev beside this program.
func stackProgram() (string, error) {
	self, err := os.Executable()
	if err != nil {
		return "", err
	}
	program := filepath.Join(filepath.Dir(self), "handinhand-dev")
	if _, err := os.Stat(program); err != nil {
		return "", fmt.Errorf("%s is missing; run make build", program)
	}
	return program, nil
}

// freePort is a port of this machine that nobody uses, and that no outgoing connection
// gets before its server opens it: those have the range from 32768 on (Linux).
func freePort() (int, error) {
	for range 50 {
		port := 20000 + mathrand.IntN(12000)
		if l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port))); err == nil {
			return port, l.Close()
		}
	}
	return 0, errors.New("no port of this machine between 20000 and 32000 is free")
}

// portIsFree tells in one sentence when a port is in use.
func portIsFree(port int, way string) error {
	l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return fmt.Errorf("port %d is in use by another program; stop it, or choose another port with %s", port, way)
	}
	return l.Close()
}

// rootKey reads or makes the key of a dev stack, kept beside its data.
func rootKey(dir string) (string, error) {
	file := filepath.Join(dir, "root.key")
	text, err := os.ReadFile(file)
	if err == nil {
		return strings.TrimSpace(string(text)), nil
	}
	if !errors.Is(err, os.ErrNotExist) {
		return "", err
	}
	url, err := newRootKey()
	if err != nil {
		return "", err
	}
	return url, os.WriteFile(file, []byte(url+"\n"), 0o600)
}

// newRootKey is a fresh key as a gocloud.dev/secrets URL.
func newRootKey() (string, error) {
	key := make([]byte, 32)
	if _, err := rand.Read(key); err != nil {
		return "", err
	}
	return "base64key://" + base64.URLEncoding.EncodeToString(key), nil
}
