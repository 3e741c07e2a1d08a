package studio

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"handinhand/casework"
	"handinhand/models"
	"handinhand/ui/page"
)

// ReleasesView is what was published of a process, is and will be.
type ReleasesView struct {
	Process, Name string
	Lines         []casework.PublicationLine
	MayRollBack   bool
	Problems      page.Problems
	Done          bool
}

// Releases shows the history of a process's releases.
func Releases(r *page.Request) error {
	_, done := r.GetQuery("done")
	return releases(r, r.Param("id"), nil, done)
}

func releases(r *page.Request, process string, broken error, done bool) error {
	if broken != nil && !toldHere(broken) {
		return broken
	}
	name, lines, err := r.Casework().Releases(r.Ctx(), r.Actor, process)
	if err != nil {
		return err
	}
	v, status := ReleasesView{Process: process, Name: name, Lines: lines, MayRollBack: r.Actor.Is(models.RoleProcessOwner), Done: done}, http.StatusOK
	if broken != nil {
		status, v.Problems = page.StatusOf(broken), findings(r, broken)
	}
	return r.Show(status, "studio/releases", v)
}

// DoRollBack takes a release back.
func DoRollBack(r *page.Request) error {
	id, err := strconv.ParseInt(r.Param("publication"), 10, 64)
	if err != nil {
		return models.Problemf(models.KindNotFound, "", "no such publication")
	}
	if _, err := r.Casework().RollBack(r.Ctx(), r.Actor, id, strings.TrimSpace(r.PostForm("why"))); err != nil {
		return releases(r, r.Param("id"), err, false)
	}
	return r.Go("/studio/processes/" + url.PathEscape(r.Param("id")) + "/releases?done=1")
}

// CompareView is two releases beside each other.
type CompareView struct {
	Process       string
	Before, After string
	Compared      Compared
}

// Compare shows what is different between two releases.
func Compare(r *page.Request) error {
	c, err := r.Casework().CompareReleases(r.Ctx(), r.Actor, r.Param("before"), r.Param("after"))
	if err != nil {
		return err
	}
	return r.Show(http.StatusOK, "studio/compare", CompareView{r.Param("id"), r.Param("before"), r.Param("after"), Compared{c}})
}

// Compared is a comparison with its lists for the diagrams' scripts.
type Compared struct{ casework.Comparison }

// In lists the elements that are different in a way.
func (c Compared) In(how string) string {
	var ids []string
	for _, change := range c.Changes.Process {
		if string(change.How) == how {
			ids = append(ids, change.ID)
		}
	}
	return strings.Join(ids, " ")
}
