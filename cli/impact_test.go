package cli

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"handinhand/casework"
	"handinhand/library"
	"handinhand/models"
	"handinhand/policy"
)

// TestVerifySignedPack checks the file that everyone can have of a signed impact pack, and
// one that somebody has changed.
func TestVerifySignedPack(t *testing.T) {
	a := newArchive(t)
	work, done, err := a.config.buried(t.Context())
	a.must(err)
	defer done()
	work.Policy, err = policy.New()
	a.must(err)
	shipped := library.Packages()[0]
	_, _, err = work.PublishFiles(t.Context(), shipped.Files, "test")
	a.must(err)
	person, err := work.Store.EnsurePerson(t.Context(), "issuer", "officer", "de")
	a.must(err)
	pack, err := work.Impact(t.Context(), "de", shipped.Name)
	a.must(err)
	_, err = work.SignImpact(t.Context(), casework.Actor{Person: person.ID, Name: "Ruth\nEngel", Roles: []models.Role{models.RoleProtection}}, shipped.Name, pack.Digest)
	a.must(err)
	signed, err := work.SignedImpact(t.Context(), shipped.Name)
	a.must(err)
	body, err := json.MarshalIndent(signed, "", "  ")
	a.must(err)
	kept, forged := filepath.Join(t.TempDir(), "kept.json"), filepath.Join(t.TempDir(), "forged.json")
	a.must(os.WriteFile(kept, body, 0o600))
	a.must(os.WriteFile(forged, []byte(strings.Replace(string(body), `"special": false`, `"special": true`, 1)), 0o600))
	verify := func(file string) (string, error) {
		return output(t, func(ctx context.Context) error {
			return (&verifyLogCommand{Config: a.config, Pack: []string{file}}).Run(ctx)
		})
	}
	if said, err := verify(kept); err != nil || !strings.Contains(said, "was signed by Ruth Engel (data-protection)") {
		t.Errorf("of the kept pack it says %q (%v)", said, err)
	}
	if said, err := verify(forged); err == nil || !strings.Contains(err.Error(), "hash") {
		t.Errorf("of the forged pack it says %q (%v)", said, err)
	}
}
