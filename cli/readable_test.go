package cli

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/minio/minio-go/v7"

	"handinhand/demo"
	"handinhand/internal/stacktest"
	"handinhand/store"
)

// canaries are what the people of the demo say and hand in: names in several scripts, birth
// dates in several forms, addresses, reasons, names of files and text in documents. None of
// it is a word of the program or of a process.
var canaries = []string{
	"Haddad", "Левченко", "Aydın", "Rahimi",
	"1991-04-12", "12.04.1991", "1983-02-17", "1988-11-02",
	"Lindenweg 7", "applicant@mail.example", "+49 30 1234567",
	"Mein Vertrag wurde verlängert", "Eine Freundin hat einen Platz bekommen", "nur für einen vorübergehenden Zweck erteilt", "ist die Rückseite nicht zu sehen",
	"passport.pdf", "Demo: identity-document", "Demo: entitlement-certificate", "Applicant amal",
}

// TestNothingReadable looks, after the demo with all its cases, for what people said and
// handed in, however it may be written: in every file of the whole stack (logs, what the
// S3 store holds, pages and write-ahead log of PostgreSQL), in every row of every table of
// ours and of Temporal's with its visibility, and in the S3 store by its interface.
func TestNothingReadable(t *testing.T) {
	t.Parallel()
	d := startDev(t)
	story := demo.NewStory(d.place(), func(demo.Line) {})
	if err := story.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	n := newNeedles(canaries...)
	searchObjects(t, d.Addresses, n)
	admin := stacktest.Superuser(t, d.Addresses.DatabaseURL)
	for database, least := range map[string]int{"handinhand": 500, "temporal": 100, "temporal_visibility": 8} {
		searchTables(t, strings.Replace(admin, "/handinhand?", "/"+database+"?", 1), database, n, least)
	}
	searchFiles(t, d.Dir, n, "logs")
	var data string // of PostgreSQL, beside that of the S3 store
	s, err := store.Open(t.Context(), admin)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.DB.WithContext(t.Context()).Raw(`SELECT current_setting('data_directory')`).Scan(&data).Error; err != nil {
		t.Fatal(err)
	}
	searchFiles(t, filepath.Dir(filepath.Dir(data)), n, "postgres", "s3")
}

// searchFiles reads every file below a folder, while programs write there, and wants to have
// seen something in some of its folders. Who the demo's personas are is the identity
// provider's to know.
func searchFiles(t *testing.T, dir string, n needles, folders ...string) {
	t.Helper()
	read := map[string]int64{}
	err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() || entry.Name() == "personas.json" {
			return nil // or gone meanwhile
		}
		file, err := os.Open(name)
		if err != nil {
			return nil
		}
		defer file.Close()
		found, size, err := n.in(file)
		rel, _ := filepath.Rel(dir, name)
		for _, text := range found {
			t.Errorf("the file %s holds %q", rel, text)
		}
		read[strings.Split(rel, string(filepath.Separator))[0]] += size
		return err
	})
	t.Logf("bytes that were searched: %v", read)
	for _, folder := range folders {
		if read[folder] < 10_000 {
			t.Errorf("too little of %s was searched: %v", folder, err)
		}
	}
}

// searchTables reads every table of a database. What is binary shows as hex.
func searchTables(t *testing.T, dsn, database string, n needles, least int) {
	t.Helper()
	s, err := store.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var tables []string
	db := s.DB.WithContext(t.Context())
	err = db.Raw(`SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`).Scan(&tables).Error
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for _, table := range tables {
		var lines []string
		if err := db.Raw(`SELECT t::text FROM ` + table + ` t`).Scan(&lines).Error; err != nil {
			t.Fatal(err)
		}
		rows += len(lines)
		found, _, err := n.in(strings.NewReader(strings.Join(lines, "\n")))
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range found {
			t.Errorf("table %s of %s holds %q", table, database, text)
		}
	}
	t.Logf("%s: %d rows of %d tables", database, rows, len(tables))
	if rows < least {
		t.Errorf("only %d rows of %s were searched", rows, database)
	}
}

// searchObjects reads everything that the S3 store holds, names too.
func searchObjects(t *testing.T, a addresses, n needles) {
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
		found, _, _ := n.in(strings.NewReader(entry.Key + "\n" + string(content)))
		for _, magic := range []string{"%PDF-", "\x00\x10JFIF\x00"} {
			if strings.Contains(string(content), magic) {
				found = append(found, magic)
			}
		}
		for _, text := range slices.Compact(found) {
			t.Errorf("the object %s holds %q in the clear", entry.Key, text)
		}
		read++
	}
	t.Logf("%d objects", read)
	if read < 30 {
		t.Errorf("only %d objects were searched", read)
	}
}
