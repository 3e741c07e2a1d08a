package cli

import (
	"bytes"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"handinhand/demo"
	"handinhand/internal/stacktest"
	"handinhand/store"
)

// TestNothingReadable looks, after a whole registration, for what the applicant
// said, in every log and in every row of every table.
func TestNothingReadable(t *testing.T) {
	t.Parallel()
	d := startDev(t, "--no-seed")
	story := demo.NewStory(d.place(), func(demo.Line) {})
	if err := story.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, canary := range []string{"Haddad", "1991-04-12"} {
		searchLogs(t, filepath.Join(d.Dir, "logs"), canary)
		searchTables(t, stacktest.Superuser(t, d.Addresses.DatabaseURL), canary)
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

func searchTables(t *testing.T, dsn, canary string) {
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
	if rows < 20 {
		t.Fatalf("only %d rows were searched", rows)
	}
}

func hexOf(text string) []byte { return []byte(hex.EncodeToString([]byte(text))) }
