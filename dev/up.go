package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// defaultDirectory is used where neither --dir nor --ephemeral is given.
const defaultDirectory = ".handinhand"

// upCommand is "up".
type upCommand struct {
	Dir       string `placeholder:"DIR" xor:"place" help:"Data directory; what is in it survives restarts. Default: .handinhand"`
	Ephemeral bool   `xor:"place" help:"Use a new temporary directory, without waiting for the disk, and remove it at the end."`
	Reset     bool   `help:"Remove the state of earlier runs first."`

	Personas     string `placeholder:"FILE" help:"JSON file with the personas of the OpenID Connect provider. Default: three that come with the program."`
	PortTemporal int    `placeholder:"PORT" help:"Temporal's port on 127.0.0.1. Default: any free one."`
	PortS3       int    `name:"port-s3" placeholder:"PORT" help:"Port of the S3 gateway on 127.0.0.1. Default: any free one."`
	PortOIDC     int    `name:"port-oidc" placeholder:"PORT" help:"Port of the OpenID Connect provider on localhost. Default: any free one."`
	PortPostgres int    `placeholder:"PORT" help:"Let PostgreSQL also listen on this port on 127.0.0.1, with a password. Default: private unix socket only."`

	Only        []string `placeholder:"PART,..." help:"Start these parts only: postgres, temporal, s3, oidc."`
	Without     []string `placeholder:"PART,..." help:"Do not start these parts."`
	DatabaseURL string   `name:"database-url" placeholder:"URL" help:"PostgreSQL that Temporal uses when postgres is not started here; its role must be able to create databases."`

	WithParent bool `help:"Stop also when standard input reaches its end: hold its other side open and the stack ends with you, even if you are killed."`
}

// Help explains what the list of options cannot.
func (upCommand) Help() string {
	return `Progress goes to standard error. When everything answers, standard output gets exactly one line of JSON:
database_url, app_database_url, temporal_address, temporal_namespace, s3_endpoint, s3_access_key, s3_secret_key, s3_bucket, s3_tls, oidc_issuer,
oidc_client_id, oidc_client_secret; those of parts that were not started are left out.

HANDINHAND_POSTGRES_BIN names the directory of initdb and postgres where they are neither in /usr/lib/postgresql/*/bin nor on PATH.`
}

// addresses is the JSON line. The fields of parts that were not started are left out.
type addresses struct {
	DatabaseURL       string `json:"database_url,omitempty"`     // as the owner of the product's database
	AppDatabaseURL    string `json:"app_database_url,omitempty"` // as the role that the product works as
	TemporalAddress   string `json:"temporal_address,omitempty"` // host:port
	TemporalNamespace string `json:"temporal_namespace,omitempty"`
	S3Endpoint        string `json:"s3_endpoint,omitempty"` // host:port
	S3AccessKey       string `json:"s3_access_key,omitempty"`
	S3SecretKey       string `json:"s3_secret_key,omitempty"`
	S3Bucket          string `json:"s3_bucket,omitempty"`
	S3TLS             *bool  `json:"s3_tls,omitempty"`
	OIDCIssuer        string `json:"oidc_issuer,omitempty"`
	OIDCClientID      string `json:"oidc_client_id,omitempty"`
	OIDCClientSecret  string `json:"oidc_client_secret,omitempty"`
}

// Run brings the stack up, prints the addresses and stays until it is told to stop.
func (u *upCommand) Run(std streams) (err error) {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	if u.WithParent {
		ctx = endWith(ctx, std.in)
	}
	plan, err := u.plan()
	if err != nil {
		return err
	}
	dir, err := u.open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, dir.release()) }()
	quiet, err := divertOutput(dir)
	if err != nil {
		return err
	}
	defer quiet()

	stack := &stack{dir: dir, plan: plan, steps: &progress{out: std.status}}
	defer func() { err = errors.Join(err, stack.stop(stop)) }()
	began := time.Now()
	if err := stack.start(ctx); err != nil {
		if ctx.Err() != nil {
			return fmt.Errorf("stopped before everything was ready")
		}
		return err
	}
	stack.steps.done(began, "all ready")
	line := json.NewEncoder(std.out)
	line.SetEscapeHTML(false) // the database URL has an ampersand, and people read this line too
	if err := line.Encode(stack.addresses); err != nil {
		return fmt.Errorf("cannot print the addresses: %w", err)
	}
	return stack.wait(ctx)
}

// plan checks what can be checked before anything is touched.
func (u *upCommand) plan() (plan, error) {
	parts, err := selectParts(u.Only, u.Without)
	if err != nil {
		return plan{}, err
	}
	if parts[partTemporal] && !parts[partPostgres] && u.DatabaseURL == "" {
		return plan{}, fmt.Errorf("the Temporal server needs a PostgreSQL: start postgres too, or give the URL of one with --database-url")
	}
	if parts[partPostgres] && u.DatabaseURL != "" {
		return plan{}, fmt.Errorf("--database-url is for a PostgreSQL that is not started here: add --without postgres or leave it out")
	}
	p := plan{parts: parts, ports: map[string]int{}, databaseURL: u.DatabaseURL}
	wishes := []struct {
		part, flag string
		port       int
	}{
		{partTemporal, "--port-temporal", u.PortTemporal}, {partS3, "--port-s3", u.PortS3},
		{partOIDC, "--port-oidc", u.PortOIDC}, {partPostgres, "--port-postgres", u.PortPostgres},
	}
	for _, wish := range wishes {
		if !parts[wish.part] {
			continue
		}
		if err := checkPort(wish.port, wish.flag); err != nil {
			return plan{}, err
		}
		p.ports[wish.part] = wish.port
	}
	if parts[partOIDC] {
		p.personas, err = loadPersonas(u.Personas)
	}
	return p, err
}

func (u *upCommand) open() (*directory, error) {
	path := u.Dir
	if path == "" && !u.Ephemeral {
		path = defaultDirectory
	}
	dir, err := openDirectory(path)
	if err != nil || !u.Reset {
		return dir, err
	}
	return dir, dir.reset()
}

// endWith returns a context that ends when nothing can be read any more. Its other side is closed by the kernel when the parent dies.
func endWith(ctx context.Context, in io.Reader) context.Context {
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		io.Copy(io.Discard, in)
		cancel()
	}()
	return ctx
}

// divertOutput sends what libraries print on standard output to a file: a program reads ours. It returns how to undo it.
func divertOutput(dir *directory) (func(), error) {
	log, err := dir.log("s3.log")
	if err != nil {
		return nil, err
	}
	original := os.Stdout
	os.Stdout = log
	return func() {
		os.Stdout = original
		log.Close()
	}, nil
}
