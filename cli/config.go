package cli

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Config is everything that serve, worker and migrate need to know. Each field
// is a flag and an environment variable; nothing is read from anywhere else.
type Config struct {
	DatabaseURL Secret `name:"database-url" env:"DATABASE_URL" required:"" help:"PostgreSQL, as postgres://user:password@host/database."`

	TemporalAddress   string `env:"TEMPORAL_ADDRESS" default:"127.0.0.1:7233" help:"Temporal's frontend, host:port."`
	TemporalNamespace string `env:"TEMPORAL_NAMESPACE" default:"handinhand" help:"Temporal namespace of the cases; made by migrate when missing."`

	S3Endpoint  string `name:"s3-endpoint" env:"S3_ENDPOINT" required:"" help:"S3-compatible store, host:port."`
	S3Bucket    string `name:"s3-bucket" env:"S3_BUCKET" default:"handinhand" help:"Bucket for sealed documents; made by migrate when missing."`
	S3Region    string `name:"s3-region" env:"S3_REGION" default:"us-east-1" help:"Region that requests are signed for."`
	S3AccessKey string `name:"s3-access-key" env:"S3_ACCESS_KEY" required:"" help:"Access key of the store."`
	S3SecretKey Secret `name:"s3-secret-key" env:"S3_SECRET_KEY" required:"" help:"Secret key of the store."`
	S3TLS       bool   `name:"s3-tls" env:"S3_TLS" help:"Speak TLS to the store."`

	RootKeyURL Secret `name:"root-key-url" env:"ROOT_KEY_URL" required:"" help:"Key that wraps all keys, base64key://…, hashivault://KEY or awskms:///KEY?region=REGION."`

	TombstonesURL string `name:"tombstones-url" env:"TOMBSTONES_URL" help:"Where destroyed keys leave their tombstones, s3://bucket (of the same store) or file:///folder; no backup of the database or of the documents may cover it. Default: s3:// and the name of the bucket with -tombstones."`

	FormerRootKeyURL Secret `name:"former-root-key-url" env:"FORMER_ROOT_KEY_URL" help:"The root key before, while keys rotate runs."`

	ClamdAddress string `env:"CLAMD_ADDRESS" help:"Virus scanner, host:port or the path of a socket; where set, nothing is taken in without it."`

	TimeZone  string        `env:"TIME_ZONE" default:"Europe/Berlin" help:"Time zone in which pages show times, and in which the days begin from which releases are valid."`
	MaxUpload int64         `env:"MAX_UPLOAD" default:"26214400" help:"Largest document that is taken, in bytes."`
	LogLevel  string        `env:"LOG_LEVEL" default:"info" enum:"debug,info,warn,error" help:"Least level that is logged (${enum})."`
	Patience  time.Duration `env:"START_PATIENCE" default:"60s" help:"How long to wait at start for the parts to answer."`

	WithParent bool `hidden:"" help:"Stop when standard input ends, so that a killed parent leaves nothing behind."`
}

// Web is what serve needs on top.
type Web struct {
	Listen           string `env:"LISTEN" default:"127.0.0.1:8080" help:"Address to listen on."`
	PublicURL        string `name:"public-url" env:"PUBLIC_URL" default:"http://localhost:8080" help:"Where browsers reach this server; decides on secure cookies."`
	Area             string `env:"AREA" default:"http://publications.europa.eu/resource/authority/country/DEU" help:"IRI of the area that the agencies serve, for the register in CPSV-AP: a country, a NUTS region, a municipality."`
	OIDCIssuer       string `name:"oidc-issuer" env:"OIDC_ISSUER" required:"" help:"OpenID Connect issuer that people and systems sign in with."`
	OIDCClientID     string `name:"oidc-client-id" env:"OIDC_CLIENT_ID" default:"handinhand" help:"Client id at the issuer."`
	OIDCClientSecret Secret `name:"oidc-client-secret" env:"OIDC_CLIENT_SECRET" required:"" help:"Client secret at the issuer."`
}

// Secret is a text that is never printed.
type Secret string

func (Secret) String() string               { return "(secret)" }
func (Secret) GoString() string             { return "(secret)" }
func (Secret) MarshalText() ([]byte, error) { return []byte("(secret)"), nil }

// Validate says at once what is wrong with the configuration, and never prints
// a secret's value.
func (c Config) Validate() error {
	return errors.Join(
		isURL("DATABASE_URL", string(c.DatabaseURL), "postgres", "postgresql"),
		isURL("ROOT_KEY_URL", string(c.RootKeyURL)),
		isHostPort("TEMPORAL_ADDRESS", c.TemporalAddress),
		isHostPort("S3_ENDPOINT", c.S3Endpoint),
		c.apart(),
		inRange("MAX_UPLOAD", c.MaxUpload, 1<<10, 1<<30),
		isZone("TIME_ZONE", c.TimeZone),
	)
}

// zone is where days begin; Validate has checked it.
func (c Config) zone() *time.Location {
	zone, err := time.LoadLocation(c.TimeZone)
	if err != nil {
		return time.UTC
	}
	return zone
}

func isZone(name, value string) error {
	if _, err := time.LoadLocation(value); err != nil {
		return fmt.Errorf("%s: %q is not a time zone of the tz database, such as Europe/Berlin", name, value)
	}
	return nil
}

// Validate is called by kong after parsing, as Config's.
func (w Web) Validate() error {
	return errors.Join(
		isURL("PUBLIC_URL", w.PublicURL, "http", "https"),
		isURL("AREA", w.Area, "http", "https"),
		isURL("OIDC_ISSUER", w.OIDCIssuer, "http", "https"),
		isHostPort("LISTEN", w.Listen),
	)
}

// isURL checks a URL's scheme; no schemes means any.
func isURL(name, value string, schemes ...string) error {
	if value == "" {
		return fmt.Errorf("%s is not set", name)
	}
	u, err := url.Parse(value)
	if err != nil || u.Scheme == "" {
		return fmt.Errorf("%s is not a URL", name)
	}
	if len(schemes) > 0 && !slices.Contains(schemes, u.Scheme) {
		return fmt.Errorf("%s begins with %s://, but must begin with %s://", name, u.Scheme, strings.Join(schemes, ":// or "))
	}
	return nil
}

func isHostPort(name, value string) error {
	if value == "" {
		return fmt.Errorf("%s is not set", name)
	}
	_, port, err := net.SplitHostPort(value)
	if _, number := strconv.ParseUint(port, 10, 16); err != nil || number != nil {
		return fmt.Errorf("%s: %q is not host:port", name, value)
	}
	return nil
}

func inRange(name string, value, least, most int64) error {
	if value < least || value > most {
		return fmt.Errorf("%s: %d is not between %d and %d", name, value, least, most)
	}
	return nil
}
