package cli

import (
	"fmt"
	"strings"
	"testing"
)

func TestConfigSaysEverythingThatIsWrong(t *testing.T) {
	const password = "hunter2"
	broken := serveCommand{
		Config: Config{DatabaseURL: "mysql://user:" + password + "@host/db", S3Endpoint: "http://store", MaxUpload: 1, TemporalAddress: "temporal:7233", TimeZone: "Mars/Olympus"},
		Web:    Web{PublicURL: "city.example", OIDCIssuer: "https://sign-in.example", Listen: ":8080"},
	}
	err := broken.Validate()
	if err == nil {
		t.Fatal("a broken configuration is taken")
	}
	for _, name := range []string{"DATABASE_URL", "S3_ENDPOINT", "ROOT_KEY_URL", "MAX_UPLOAD", "PUBLIC_URL", "TIME_ZONE"} {
		if !strings.Contains(err.Error(), name) {
			t.Errorf("the error does not name %s:\n%v", name, err)
		}
	}
	for _, fine := range []string{"TEMPORAL_ADDRESS", "OIDC_ISSUER", "LISTEN"} {
		if strings.Contains(err.Error(), fine) {
			t.Errorf("the error names %s, which is fine:\n%v", fine, err)
		}
	}
	for _, printed := range []string{err.Error(), fmt.Sprintf("%v %+v %#v %s", broken, broken, broken, broken.DatabaseURL)} {
		if strings.Contains(printed, password) {
			t.Errorf("a secret is printed:\n%s", printed)
		}
	}
}

func TestReadAgencies(t *testing.T) {
	for text, want := range map[string]string{
		"- {id: a, role: r, name: {de: A}}":                         "",
		"- {id: a, role: r, zone: service, name: {de: A}, plce: B}": "plce",
		"- {id: a, role: applicant, name: {de: A}}":                 "nobody but the applicant",
		"- {id: a, role: r, zone: police, name: {de: A}}":           "zone",
		"- {id: a, role: r, name: {en: A}}":                         "needs at least de",
		"- {role: r, name: {de: A}}":                                "needs an id",
	} {
		agencies, err := readAgencies([]byte(text))
		switch {
		case want == "" && (err != nil || agencies[0].Zone != "enforcement"):
			t.Errorf("%s: %v %v; an agency without a zone must count as enforcement", text, agencies, err)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
			t.Errorf("%s: error %v, want one with %q", text, err, want)
		}
	}
}
