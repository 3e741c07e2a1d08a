package cli

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"handinhand/casework"
	"handinhand/models"
	"handinhand/process/release"
)

// TestExportAndImport carries a process out to a folder and back in: each the second time changes nothing.
func TestExportAndImport(t *testing.T) {
	k := newTalk(t)
	work, who, err := k.operator(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	who.Roles = []models.Role{models.RoleProcessOwner}
	files, err := work.ExportPackage(t.Context(), who, "hearer")
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(t.TempDir(), "hearer")
	for _, stale := range []string{"old.form", "SOURCES.md", ".git/config"} {
		if _, err := writeChanged(filepath.Join(folder, stale), []byte("x")); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		if err := writeFolder(folder, files); err != nil {
			t.Fatal(err)
		}
	}
	names, err := packageFiles(folder)
	if want := append(sortedNames(files), "SOURCES.md"); err != nil || !slices.Equal(names, sortedWords(want)) {
		t.Errorf("the folder has %v, want %v (%v)", names, want, err)
	}
	if _, err := os.Stat(filepath.Join(folder, ".git", "config")); err != nil {
		t.Error("what is no part of a package was touched:", err)
	}
	bring := func(into models.DraftID) (casework.ProcessDraft, bool) {
		t.Helper()
		uploads, err := readUploads(folder)
		if err != nil {
			t.Fatal(err)
		}
		d, fresh, err := work.ImportPackage(t.Context(), who, into, casework.NewDraft{Uploads: uploads})
		if err != nil {
			t.Fatal(err)
		}
		return d, fresh
	}
	first, fresh := bring("")
	again, repeated := bring("")
	if !fresh || repeated || again.ID != first.ID || first.CaseType != "hearer" {
		t.Errorf("imported %v then %v: %+v %+v", fresh, repeated, first, again)
	}
	if _, err := writeChanged(filepath.Join(folder, "extra.form"), []byte("{}")); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(folder, "SOURCES.md")); err != nil {
		t.Fatal(err)
	}
	if _, fresh := bring(first.ID); !fresh {
		t.Error("a changed folder changes nothing")
	}
	changed, fresh := bring(first.ID)
	if fresh || slices.ContainsFunc(changed.Files, func(f casework.DraftFile) bool { return f.Path == "SOURCES.md" }) {
		t.Errorf("fresh %v, files %+v", fresh, changed.Files)
	}
	files["SOURCES.md"] = []byte("why") // explains, and does not stand in the way of publication
	one, err := casework.ZipPackage(files)
	two, err2 := casework.ZipPackage(files)
	if err != nil || err2 != nil || !slices.Equal(one, two) {
		t.Error("equal files give other bytes", err, err2)
	}
	if _, err := release.Unpack(one); err != nil {
		t.Error(err)
	}
}

func sortedWords(words []string) []string {
	slices.Sort(words)
	return words
}
