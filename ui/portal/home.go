package portal

import (
	"net/http"
	"slices"

	"handinhand/casework"
	"handinhand/models"
	"handinhand/ui/page"
)

// HomeView is the applicant's home: the newest running case in full, the others
// as lines.
type HomeView struct {
	Current *casework.Case
	Seen    *casework.AccessLine // the last read in that case
	Others  []casework.CaseLine
	Next    string // address of the next part of the list
}

// Elsewhere is what the current case waits for from others.
func (v HomeView) Elsewhere() []casework.Waiting {
	return slices.DeleteFunc(slices.Clone(v.Current.Now), func(w casework.Waiting) bool { return w.Who == "" })
}

// Home is the start page: who we are, or the applicant's cases.
func Home(r *page.Request) error {
	if !r.Actor.SignedIn() {
		return r.Show(http.StatusOK, "portal/welcome", nil)
	}
	if !r.Actor.Is(models.RolePerson) {
		return elsewhere(r)
	}
	at := r.PageOf()
	list, err := r.Casework().Cases(r.Ctx(), r.Actor, at)
	if err != nil {
		return err
	}
	v := HomeView{Others: list.Items}
	if list.Next != "" {
		v.Next = "/?after=" + list.Next
	}
	if at.Cursor == "" {
		err = v.open(r)
	}
	if err != nil {
		return err
	}
	return r.Show(http.StatusOK, "portal/home", v)
}

// elsewhere sends people who are no applicants to their own face.
func elsewhere(r *page.Request) error {
	if home := page.Home(r.Actor.Roles); home != "/" {
		return r.Go(home)
	}
	return models.Problemf(models.KindForbidden, "role", "no face is for these roles")
}

// open loads the first case that still runs.
func (v *HomeView) open(r *page.Request) error {
	for i, line := range v.Others {
		if line.State == models.CaseEnded {
			continue
		}
		c, err := r.Casework().Case(r.Ctx(), r.Actor, line.ID)
		if err != nil {
			return err
		}
		seen, err := r.Casework().Accesses(r.Ctx(), r.Actor, line.ID, casework.Page{Size: 100})
		if err != nil {
			return err
		}
		v.Current = &c
		v.Others = append(v.Others[:i:i], v.Others[i+1:]...)
		if last := slices.IndexFunc(seen.Items, casework.AccessLine.Saw); last >= 0 {
			v.Seen = &seen.Items[last]
		}
		return nil
	}
	return nil
}
