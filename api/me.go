package api

import (
	"context"

	"handinhand/casework"
	"handinhand/models"
)

// Me is who is signed in.
type Me struct {
	Name   string               `json:"name" doc:"As the sign-in provider says it."`
	Locale string               `json:"locale" doc:"Language of the answers."`
	Roles  []models.Role        `json:"roles"`
	Agency *casework.AgencyLine `json:"agency,omitempty" doc:"The agency that they act for."`
}

func (m *mount) me(_ context.Context, a casework.Actor, _ *none) (*body[Me], error) {
	me := Me{Name: a.Name, Locale: a.Locale, Roles: a.Roles}
	if a.Agency.ID != "" {
		me.Agency = &casework.AgencyLine{ID: a.Agency.ID, Role: a.Agency.Role, Name: a.Agency.Name.In(a.Locale), Place: a.Agency.Place}
	}
	return bodyOf(me, nil)
}
