package release_test

import (
	"io/fs"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"handinhand/library"
	"handinhand/process/release"
)

// shipped is a copy of a real package that a test may break.
func shipped(t testing.TB) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	for _, p := range library.Packages() {
		if p.Name != "language-course" {
			continue
		}
		err := fs.WalkDir(p.Files, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			content, err := fs.ReadFile(p.Files, name)
			files[name] = &fstest.MapFile{Data: content}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(files) == 0 {
		t.Fatal("the library has no language-course")
	}
	return files
}

func load(t testing.TB, files fs.FS) *release.Release {
	t.Helper()
	r, findings := release.Load(files)
	if r == nil || len(findings) > 0 {
		t.Fatalf("the package does not load cleanly: %v", findings)
	}
	return r
}

func TestTask(t *testing.T) {
	r := load(t, shipped(t))
	task, ok := r.Task("proof")
	if !ok || task.Form == nil || task.Form.ID != "proof" {
		t.Fatalf("Task(proof) = %+v, %v", task, ok)
	}
	got := struct {
		Role         string
		Requirements []release.Requirement
	}{task.Role, task.Requirements}
	want := got
	want.Role = "immigration-office"
	want.Requirements = []release.Requirement{
		{Item: "registration-confirmation", Kind: "document", Optional: true, Purpose: "integration-course", LegalBasis: "eu-gdpr:A6-1-e", Statute: "IntV § 7(2)"},
		{Item: "name", Kind: "fact", Purpose: "integration-course", LegalBasis: "eu-gdpr:A6-1-e", Statute: "IntV § 7(2)"},
		{Item: "registration-proof", Kind: "fact", Purpose: "integration-course", LegalBasis: "eu-gdpr:A6-1-e", Statute: "IntV § 7(2)"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	register, _ := r.Task("register")
	if d := cmp.Diff([]release.Production{{Item: "registration-confirmation", Kind: "document", Optional: true}}, register.Produces); d != "" {
		t.Error(d)
	}
	for _, id := range []string{"start", "route", "sendRegistration", "nothing"} {
		if _, ok := r.Task(id); ok {
			t.Errorf("%s counts as a task of a person", id)
		}
	}
}

func TestTransfer(t *testing.T) {
	r := load(t, shipped(t))
	got, ok := r.Transfer("sendRegistration")
	want := release.Transfer{
		Recipient: "federal-office", Purpose: "integration-course", LegalBasis: "eu-gdpr:A6-1-e", Statute: "IntV § 8(2)", Expires: "P30D",
		Items: []string{
			"name", "birth-date", "birth-place", "address", "nationalities", "sex", "literacy", "education", "german", "childcare", "availability", "contact",
			"entitlement", "test-result", "course",
		},
	}
	if d := cmp.Diff(want, got); !ok || d != "" {
		t.Error(ok, d)
	}
	if _, ok := r.Transfer("tellStart"); ok {
		t.Error("a notice counts as a transfer")
	}
}

func TestLookups(t *testing.T) {
	r := load(t, shipped(t))
	roles := []release.Role{
		{Name: "applicant", Zone: "applicant"}, {Name: "federal-office", Zone: "service"}, {Name: "immigration-office", Zone: "enforcement"},
		{Name: "test-centre", Zone: "service"}, {Name: "course-provider", Zone: "service"},
	}
	if d := cmp.Diff(roles, r.Roles()); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"applied", "entitled", "tested", "registered", "started"}, r.Milestones()); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"de", "en", "ar"}, r.Locales()); d != "" {
		t.Error(d)
	}
	if item, ok := r.ItemOfField("givenNames"); item != "name" || !ok {
		t.Errorf("ItemOfField(givenNames) = %q, %v", item, ok)
	}
	if _, ok := r.ItemOfField("shoeSize"); ok {
		t.Error("a field that nobody declared has an item")
	}
	if item, ok := r.Item("identity-document"); !ok || !item.Unobtainable || item.Kind() != "document" {
		t.Errorf("Item(identity-document) = %+v, %v", item, ok)
	}
	for variable, want := range map[string]bool{"caseNumber": true, "benefit": true, "admission_44_4": true, "route": true, "passportName": false, "email": false} {
		if got := r.Reads(variable); got != want {
			t.Errorf("Reads(%s) = %v", variable, got)
		}
	}
}

func TestText(t *testing.T) {
	files := shipped(t)
	r := load(t, files)
	for _, c := range []struct{ locale, key, want string }{
		{"en", "role.test-centre.name", "Test centre"},
		{"de", "role.test-centre.name", "Teststelle"},
		{"fa", "role.test-centre.name", "Teststelle"},
		{"en", "no.such.key", "no.such.key"},
	} {
		if got := r.Text(c.locale, c.key); got != c.want {
			t.Errorf("Text(%s, %s) = %q, want %q", c.locale, c.key, got, c.want)
		}
	}
}
