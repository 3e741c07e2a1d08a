package page

import (
	"strings"

	"handinhand/models"
)

// Link is an entry of the navigation.
type Link struct {
	Path    string
	Key     string // of its text
	Current bool   // the reader is there or below
	Exact   bool
}

var links = []struct {
	Link
	role []models.Role
}{
	{Link{Path: "/", Key: "nav.cases"}, []models.Role{models.RolePerson}},
	{Link{Path: "/start", Key: "nav.start"}, []models.Role{models.RolePerson}},
	{Link{Path: "/data", Key: "nav.data"}, []models.Role{models.RolePerson}},
	{Link{Path: "/work", Key: "nav.inbox"}, []models.Role{models.RoleClerk}},
	{Link{Path: "/work/notices", Key: "nav.notices"}, []models.Role{models.RoleClerk}},
	{Link{Path: "/work/concerns", Key: "nav.concerns"}, []models.Role{models.RoleClerk}},
	{Link{Path: "/work/attestations", Key: "nav.attestations"}, []models.Role{models.RoleClerk}},
	{Link{Path: "/work/emergency", Key: "nav.emergency"}, []models.Role{models.RoleClerk}},
	{Link{Path: "/protection", Key: "nav.concerns"}, []models.Role{models.RoleProtection}},
	{Link{Path: "/studio", Key: "nav.processes"}, []models.Role{models.RoleProcessOwner, models.RoleOperator}},
}

// Links is the navigation for who is signed in.
func (f Frame) Links() []Link {
	var shown []Link
	for _, l := range links {
		for _, role := range l.role {
			if f.Actor.Is(role) {
				l.Exact = f.Path == l.Path
				l.Current = l.Exact || under(f.Path, l.Path)
				shown = append(shown, l.Link)
				break
			}
		}
	}
	return shown
}

// under tells whether a page belongs below a navigation entry; the start page
// owns the cases and tasks of an applicant.
func under(path, entry string) bool {
	switch entry {
	case "/":
		return strings.HasPrefix(path, "/cases/") || strings.HasPrefix(path, "/tasks/") || strings.HasPrefix(path, "/helping")
	case "/data":
		return strings.HasPrefix(path, "/data/") || strings.HasPrefix(path, "/attestations/")
	case "/work/emergency":
		return strings.HasPrefix(path, "/work/emergenc")
	case "/protection":
		return strings.HasPrefix(path, "/protection/")
	case "/work":
		return strings.HasPrefix(path, "/work/tasks/")
	}
	return strings.HasPrefix(path, entry+"/")
}

// Home is the face where people land after signing in.
func Home(roles []models.Role) string {
	for _, l := range links {
		for _, has := range roles {
			for _, role := range l.role {
				if role == has {
					return l.Path
				}
			}
		}
	}
	return "/"
}
