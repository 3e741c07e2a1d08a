package models

// AgencyRole is the part that a body plays in a process, e.g. "federal-office".
// It is the same word in a lane's hih:agency, in a Binding and in an Agency.
type AgencyRole string

// RoleApplicant is the one AgencyRole that is no agency.
const RoleApplicant AgencyRole = "applicant"

// Zone says what a body may do with data. No zone means enforcement.
type Zone string

const (
	ZoneApplicant   Zone = "applicant"
	ZoneService     Zone = "service"
	ZoneExpert      Zone = "expert"
	ZoneEnforcement Zone = "enforcement"
)

// Agency is a body that takes part in cases (CPSV-AP PublicOrganisation).
type Agency struct {
	ID    AgencyID   `gorm:"primaryKey" json:"id" yaml:"id"`
	Role  AgencyRole `json:"role" yaml:"role"`
	Zone  Zone       `json:"zone" yaml:"zone"`
	Name  Texts      `gorm:"serializer:json;type:jsonb" json:"name" yaml:"name"`
	Place string     `json:"place,omitempty" yaml:"place"`
}

// Texts holds one text per language tag, e.g. {"de": "Ausländerbehörde"}.
type Texts map[string]string

// In is the text in a language, else in German (the law's language), else "".
func (t Texts) In(locale string) string {
	if s, ok := t[locale]; ok {
		return s
	}
	return t["de"]
}

// Role is what a signed-in actor may be.
type Role string

const (
	RolePerson       Role = "applicant"
	RoleClerk        Role = "clerk"
	RoleProcessOwner Role = "process-owner"
	RoleOperator     Role = "operator"
	RoleAuditor      Role = "auditor"         // sees the access log, never what was read
	RoleProtection   Role = "data-protection" // the data-protection officer: sees concerns, deadlines and the log, never what a case is about
	RoleSystem       Role = "system"          // an agency's computer, not a person
)

// Identity is what the OIDC provider says of who signed in.
type Identity struct {
	Issuer, Subject string
	Name, Locale    string
	Roles           []Role
	Agency          AgencyID
}

// Person is someone known to the platform. Nothing readable about them is here:
// the name comes from the provider at sign-in and from answers in a case.
type Person struct {
	ID      PersonID `gorm:"primaryKey"`
	Issuer  string
	Subject string
	Locale  string
}
