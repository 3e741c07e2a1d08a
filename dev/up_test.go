package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
)

// One life of a directory: first start, orderly stop, second start, kill, third start.
func TestLifeOfAStack(t *testing.T) {
	dir := placeForAll(t) + "/stack"
	options := []string{"--personas", "testdata/personas.json"}

	first := up(t, dir, options...)
	keepRow(t, first)
	keepObject(t, first)
	keepCase(t, first)
	signInWorks(t, first)
	systemTokenWorks(t, first)
	t.Run("second start on the same directory is refused", func(t *testing.T) {
		says(t, refused(t, program(t, self(t), "up", "--dir", dir)), "already running", dir, "--dir")
	})
	first.signal(t, syscall.SIGINT)
	first.end(t)

	second := up(t, dir, options...)
	stateIsKept(t, second)
	sameSecrets(t, first, second)
	if diff := cmp.Diff(1, strings.Count(second.stderr.String(), "postgres: ready")); diff != "" {
		t.Error(diff)
	}
	second.signal(t, syscall.SIGKILL)
	second.cmd.Wait()
	for len(workers(t, dir)) > 0 { // its death signal ends PostgreSQL; a hang here is the failure
		time.Sleep(20 * time.Millisecond)
	}

	third := up(t, dir, options...)
	stateIsKept(t, third)
	third.stdin.Close()
	third.end(t)
}

func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	connection, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatalf("%s: %v", url, err)
	}
	t.Cleanup(func() { connection.Close(context.Background()) })
	return connection
}

func keepRow(t *testing.T, s *started) {
	t.Helper()
	connection := connect(t, s.DatabaseURL)
	for _, statement := range []string{
		"CREATE TABLE kept (word text)",
		"INSERT INTO kept VALUES ('row')",
		"CREATE DATABASE of_a_test", // a test may have its own
		"DROP DATABASE of_a_test",
	} {
		if _, err := connection.Exec(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	var who, database, superuser, most string
	row := connection.QueryRow(t.Context(), "SELECT current_user, current_database(), current_setting('is_superuser'), current_setting('max_connections')")
	if err := row.Scan(&who, &database, &superuser, &most); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"handinhand", "handinhand", "off", "200"}, []string{who, database, superuser, most}); diff != "" {
		t.Error(diff)
	}
}

func objects(t *testing.T, s *started) *minio.Client {
	t.Helper()
	store, err := minio.New(s.S3Endpoint, &minio.Options{Creds: credentials.NewStaticV4(s.S3AccessKey, s.S3SecretKey, ""), Secure: *s.S3TLS})
	if err != nil {
		t.Fatal(err)
	}
	return store
}

func keepObject(t *testing.T, s *started) {
	t.Helper()
	put := func(options minio.PutObjectOptions) error {
		_, err := objects(t, s).PutObject(t.Context(), s.S3Bucket, "a/b", strings.NewReader("object"), 6, options)
		return err
	}
	if err := put(minio.PutObjectOptions{ContentType: "text/plain"}); err != nil {
		t.Fatal(err)
	}
	var onlyOnce minio.PutObjectOptions
	onlyOnce.SetMatchETagExcept("*")
	if err := put(onlyOnce); minio.ToErrorResponse(err).StatusCode != 412 {
		t.Errorf("If-None-Match: * over an object: want 412, got %v", err)
	}
}

func temporalClient(t *testing.T, s *started) client.Client {
	t.Helper()
	temporal, err := client.Dial(client.Options{HostPort: s.TemporalAddress, Namespace: s.TemporalNamespace, Logger: silent{}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(temporal.Close)
	return temporal
}

func keepCase(t *testing.T, s *started) {
	t.Helper()
	temporal := temporalClient(t, s)
	described, err := temporal.WorkflowService().DescribeNamespace(t.Context(), &workflowservice.DescribeNamespaceRequest{Namespace: s.TemporalNamespace})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(30*24*time.Hour, described.GetConfig().GetWorkflowExecutionRetentionTtl().AsDuration()); diff != "" {
		t.Error(diff)
	}
	_, err = temporal.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{ID: "kept", TaskQueue: "none"}, "anything")
	if err != nil {
		t.Fatal(err)
	}
}

func stateIsKept(t *testing.T, s *started) {
	t.Helper()
	var word string
	if err := connect(t, s.DatabaseURL).QueryRow(t.Context(), "SELECT word FROM kept").Scan(&word); err != nil || word != "row" {
		t.Errorf("the row is not kept: %q, %v", word, err)
	}
	object, err := objects(t, s).GetObject(t.Context(), s.S3Bucket, "a/b", minio.GetObjectOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer object.Close()
	content, err := io.ReadAll(object)
	if err != nil || !bytes.Equal(content, []byte("object")) {
		t.Errorf("the object is not kept: %q, %v", content, err)
	}
	if info, err := object.Stat(); err != nil || info.ContentType != "text/plain" {
		t.Errorf("the object's metadata are not kept: %q, %v", info.ContentType, err)
	}
	if _, err := temporalClient(t, s).DescribeWorkflowExecution(t.Context(), "kept", ""); err != nil {
		t.Errorf("the workflow is not kept: %v", err)
	}
}

func sameSecrets(t *testing.T, a, b *started) {
	t.Helper()
	if diff := cmp.Diff(
		[]string{a.S3AccessKey, a.S3SecretKey, a.OIDCClientSecret, a.DatabaseURL},
		[]string{b.S3AccessKey, b.S3SecretKey, b.OIDCClientSecret, b.DatabaseURL}); diff != "" {
		t.Error(diff)
	}
}

// An ephemeral stack lives on a directory of its own and leaves nothing.
func TestEphemeral(t *testing.T) {
	place := placeForAll(t)
	cmd := program(t, self(t), "up", "--with-parent", "--ephemeral", "--only", "postgres,s3,oidc")
	cmd.Env = append(cmd.Env, "TMPDIR="+place)
	s := await(t, place, cmd)
	if diff := cmp.Diff("", s.TemporalAddress+s.TemporalNamespace); diff != "" {
		t.Errorf("fields of a part that was not started: %s", diff)
	}
	var fsync string
	if err := connect(t, s.DatabaseURL).QueryRow(t.Context(), "SHOW fsync").Scan(&fsync); err != nil || fsync != "off" {
		t.Errorf("fsync %q, %v", fsync, err)
	}
	s.signal(t, syscall.SIGTERM)
	s.end(t)
	left, err := os.ReadDir(place)
	if err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// Temporal runs on a PostgreSQL that somebody else runs; the TCP port has a password.
func TestParts(t *testing.T) {
	place := placeForAll(t)
	ports, err := reserve("", 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	database := up(t, place+"/database", "--only", "postgres", "--port-postgres", itoa(ports[0]))
	says(t, database.DatabaseURL, "127.0.0.1:"+itoa(ports[0]))
	connect(t, database.DatabaseURL)
	if _, err := pgx.Connect(t.Context(), "postgres://postgres@"+hostPort(ports[0])+"/postgres?sslmode=disable"); err == nil {
		t.Error("the TCP port lets the superuser in without a password")
	}
	engine := up(t, place+"/engine", "--without", "postgres,s3,oidc", "--database-url", database.DatabaseURL, "--port-temporal", itoa(ports[1]))
	if diff := cmp.Diff(addresses{TemporalAddress: hostPort(ports[1]), TemporalNamespace: "handinhand"}, engine.addresses); diff != "" {
		t.Error(diff)
	}
	keepCase(t, engine)
	engine.signal(t, syscall.SIGINT)
	engine.end(t)
	database.signal(t, syscall.SIGINT)
	database.end(t)
}

// --reset starts clean.
func TestReset(t *testing.T) {
	dir := placeForAll(t) + "/stack"
	first := up(t, dir, "--only", "postgres,s3")
	keepRow(t, first)
	first.stdin.Close()
	first.end(t)
	second := up(t, dir, "--only", "postgres,s3", "--reset")
	keepRow(t, second) // fails where the table is already there
	if first.S3SecretKey == second.S3SecretKey {
		t.Error("the secrets are still the old ones")
	}
}
