package casework

import (
	"slices"

	"handinhand/models"
)

// Actor is who acts in one request. Agency is zero unless they act for one.
type Actor struct {
	Person models.PersonID
	Name   string // as the identity provider says it; stored only where an officer signs with it
	Locale string // BCP 47 language of the reader, e.g. "de"
	Roles  []models.Role
	Agency models.Agency
}

// Is tells whether the actor has a role.
func (a Actor) Is(r models.Role) bool { return slices.Contains(a.Roles, r) }

// SignedIn tells whether there is an actor at all.
func (a Actor) SignedIn() bool { return a.Person != "" }

// In is the same actor reading another language.
func (a Actor) In(locale string) Actor { a.Locale = locale; return a }
