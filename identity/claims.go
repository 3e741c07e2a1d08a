package identity

import (
	"slices"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/text/language"

	"handinhand/models"
)

// claims are those that we read of a token. Roles are in "roles" or, as Keycloak
// has them, in "realm_access".
type claims struct {
	Name     string   `json:"name"`
	Username string   `json:"preferred_username"`
	Locale   string   `json:"locale"`
	Roles    []string `json:"roles"`
	Realm    struct {
		Roles []string `json:"roles"`
	} `json:"realm_access"`
	Agency models.AgencyID `json:"agency"`
}

// known are the roles that mean something to us. A provider has others.
var known = []models.Role{
	models.RolePerson, models.RoleClerk, models.RoleProcessOwner, models.RoleOperator, models.RoleAuditor, models.RoleProtection, models.RoleSystem,
}

// identityOf reads a verified token.
func identityOf(token *oidc.IDToken) (models.Identity, error) {
	var c claims
	if err := token.Claims(&c); err != nil {
		return models.Identity{}, refused("the token's claims cannot be read", err)
	}
	id := models.Identity{
		Issuer: token.Issuer, Subject: token.Subject,
		Name: c.Name, Locale: baseLanguage(c.Locale), Agency: c.Agency,
	}
	if id.Subject == "" {
		return models.Identity{}, refused("the token has no subject", nil)
	}
	if id.Name == "" {
		id.Name = c.Username
	}
	given := append(slices.Clone(c.Roles), c.Realm.Roles...)
	for _, role := range known {
		if slices.Contains(given, string(role)) {
			id.Roles = append(id.Roles, role)
		}
	}
	return id, nil
}

// baseLanguage cuts a locale to its language: "de-AT" is "de". What is no locale
// is "".
func baseLanguage(locale string) string {
	tag, err := language.Parse(locale)
	if err != nil || locale == "" {
		return ""
	}
	base, _ := tag.Base()
	return base.String()
}
