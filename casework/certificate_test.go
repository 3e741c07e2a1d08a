package casework

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"handinhand/library"
	"handinhand/models"
	"handinhand/process/finding"
)

// shipped is the language course, with some of its process file taken out.
func shipped(t *testing.T, without string) fs.FS {
	t.Helper()
	for _, pkg := range library.Packages() {
		if pkg.Name != "language-course" {
			continue
		}
		copied := fstest.MapFS{}
		must(t, fs.WalkDir(pkg.Files, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			text, err := fs.ReadFile(pkg.Files, name)
			if name == "process.bpmn" && without != "" {
				cut := regexp.MustCompile(without)
				if !cut.Match(text) {
					t.Fatalf("nothing in the process matches %s", without)
				}
				text = cut.ReplaceAll(text, nil)
			}
			copied[name] = &fstest.MapFile{Data: text}
			return err
		}))
		return copied
	}
	t.Fatal("there is no language course")
	return nil
}

// TestProofStandsInTheWay: a leak is not published, and no case starts without a
// certificate that holds today.
func TestProofStandsInTheWay(t *testing.T) {
	c, ctx := desk(t), t.Context()
	person, err := c.Store.EnsurePerson(ctx, "issuer", "subject", "de")
	must(t, err)
	a := Actor{Person: person.ID, Locale: "de", Roles: []models.Role{models.RolePerson}}
	starts := func() error {
		_, err := c.Start(ctx, a, Start{CaseType: "errand"})
		return err
	}
	_, _, err = c.PublishFiles(ctx, shipped(t, ""), "test")
	must(t, err)
	must(t, starts())

	register, err := c.Register(ctx, "de")
	must(t, err)
	if len(register) != 2 || register[1].ID != "language-course" || len(register[1].Agencies) < 4 || len(register[0].Agencies) != 0 {
		t.Errorf("the register is %+v", register)
	}

	pack, err := c.Impact(ctx, "de", "language-course")
	must(t, err)
	if !pack.Proven || pack.SignedAt.IsZero() || len(pack.Roles) < 5 || len(pack.Items) < 8 || len(pack.Risks) == 0 || pack.Items[0].Name == pack.Items[0].Item || pack.Items[0].Purpose == "" {
		t.Errorf("the impact pack is %+v", pack)
	}

	_, findings, err := c.PublishFiles(ctx, shipped(t, `<hih:transfer [^>]*statute="IntV § 7\(2\)" ?/>`), "test")
	if models.KindOf(err) != models.KindInvalid {
		t.Errorf("publishing a leak: %v, want invalid", err)
	}
	leaks := 0
	for _, f := range findings {
		if f.Rule == "firewall" && f.Severity == finding.Error && f.Element == "proof" && len(f.Path) > 2 {
			leaks++
		}
	}
	if leaks == 0 {
		t.Errorf("the leak has no counter-example: %v", findings)
	}
	must(t, starts()) // what is published still holds

	provider := models.Agency{ID: "provider", Role: "course-provider", Zone: models.ZoneEnforcement, Name: models.Texts{"de": "Kursträger"}}
	must(t, c.ImportAgencies(ctx, []models.Agency{provider}))
	if err := starts(); models.KindOf(err) != models.KindConflict || !strings.Contains(err.Error(), "zone has changed") {
		t.Errorf("after an agency changed its zone: %v, want not-proven", err)
	}
	doubts, err := c.Doubts(ctx)
	must(t, err)
	if len(doubts) != 2 || doubts["language-course"] == nil || !strings.Contains(doubts["language-course"].Error(), "zone") {
		t.Errorf("the incident is %v", doubts)
	}
	lines, err := c.Processes(ctx, Actor{Person: person.ID, Locale: "de", Roles: []models.Role{models.RoleProcessOwner}})
	must(t, err)
	if len(lines) != 2 || lines[1].Doubt == "" {
		t.Errorf("process owners are not told: %+v", lines)
	}
	if _, _, err := c.PublishFiles(ctx, shipped(t, ""), "test"); models.KindOf(err) != models.KindInvalid {
		t.Errorf("publishing with a provider that enforces: %v, want invalid", err)
	}
	provider.Zone = models.ZoneService
	must(t, c.ImportAgencies(ctx, []models.Agency{provider}))
	must(t, starts())

	must(t, c.Store.AddCertificates(ctx, models.Certificate{Note: "forged", SignedAt: now(), ValidFrom: now().Add(-time.Minute)}))
	if err := starts(); models.KindOf(err) != models.KindConflict {
		t.Errorf("with a forged certificate: %v, want not-proven", err)
	}
	_, _, err = c.PublishFiles(ctx, errand, "test")
	must(t, err)
	must(t, starts())
}
