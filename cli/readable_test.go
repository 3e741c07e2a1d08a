package cli

import (
	"bytes"
	"encoding/hex"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/minio/minio-go/v7"

	"handinhand/demo"
	"handinhand/internal/stacktest"
	"handinhand/store"
)

// TestNothingReadable looks, after a whole registration, for what the applicant
// said and handed in: in every log, in every row of every table of ours and of
// Temporal's, and in every file of the S3 store.
func TestNothingReadable(t *testing.T) {
	t.Parallel()
	d := startDev(t, "--no-seed")
	story := demo.NewStory(d.place(), func(demo.Line) {})
	if err := story.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	canaries := []string{"Haddad", "1991-04-12", "Demo: residence-title", "Demo: entitlement-certificate"}
	for _, canary := range canaries {
		searchLogs(t, filepath.Join(d.Dir, "logs"), canary)
	}
	searchObjects(t, d.Addresses, canaries)
	admin := stacktest.Superuser(t, d.Addresses.DatabaseURL)
	for database, least := range map[string]int{"handinhand": 20, "temporal": 20, "temporal_visibility": 1} {
		for _, canary := range canaries {
			searchTables(t, strings.Replace(admin, "/handinhand?", "/"+database+"?", 1), canary, least)
		}
	}
}

func searchLogs(t *testing.T, dir, canary string) {
	t.Helper()
	read := 0
	err := filepath.WalkDir(dir, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(file)
		read += len(text)
		if bytes.Contains(text, []byte(canary)) {
			t.Errorf("%s holds %q", filepath.Base(file), canary)
		}
		return err
	})
	if err != nil || read == 0 {
		t.Fatalf("no logs were read: %v", err)
	}
}

func searchTables(t *testing.T, dsn, canary string, least int) {
	t.Helper()
	s, err := store.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var tables []string
	db := s.DB.WithContext(t.Context())
	if err := db.Raw(`SELECT quote_ident(table_name) FROM information_schema.tables WHERE table_schema = 'public'`).Scan(&tables).Error; err != nil {
		t.Fatal(err)
	}
	rows := 0
	for _, table := range tables {
		var lines []string
		// bytea shows as hex, so a plain text in it is looked for as such too.
		if err := db.Raw(`SELECT t::text FROM ` + table + ` t`).Scan(&lines).Error; err != nil {
			t.Fatal(err)
		}
		rows += len(lines)
		for _, line := range lines {
			if bytes.Contains([]byte(line), []byte(canary)) || bytes.Contains([]byte(line), hexOf(canary)) {
				t.Errorf("table %s holds %q in the clear", table, canary)
			}
		}
	}
	if rows < least {
		t.Fatalf("only %d rows were searched", rows)
	}
}

func hexOf(text string) []byte { return []byte(hex.EncodeToString([]byte(text))) }

// searchObjects reads everything that the S3 store holds, names too.
func searchObjects(t *testing.T, a addresses, canaries []string) {
	t.Helper()
	s3, err := a.config("base64key://").s3()
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	for entry := range s3.ListObjects(t.Context(), a.S3Bucket, minio.ListObjectsOptions{Recursive: true}) {
		if entry.Err != nil {
			t.Fatal(entry.Err)
		}
		object, err := s3.GetObject(t.Context(), a.S3Bucket, entry.Key, minio.GetObjectOptions{})
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(object)
		_ = object.Close()
		if err != nil {
			t.Fatal(err)
		}
		read++
		for _, canary := range append(canaries, "%PDF", "JFIF") {
			if bytes.Contains(content, []byte(canary)) || strings.Contains(entry.Key, canary) {
				t.Errorf("the object %s holds %q in the clear", entry.Key, canary)
			}
		}
	}
	if read < 3 {
		t.Fatalf("only %d objects were searched", read)
	}
}
