package studio

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"handinhand/casework"
	"handinhand/models"
	"handinhand/ui/page"
)

// MigrateView is the form of a plan: where the cases of a release stand, and what
// they become. Wish is what was typed and is shown again.
type MigrateView struct {
	casework.Positions
	Wish     casework.PlanWish
	Problems page.Problems
	Plans    []casework.PlanLine
}

// Becomes is what a position becomes in the new release: as was typed, else by its id.
func (v MigrateView) Becomes(p casework.Position) string {
	if to, said := v.Wish.Elements[p.Element]; said {
		return to
	}
	return p.To
}

// Open are the positions of which nobody knows what they become.
func (v MigrateView) Open() (open []casework.Position) {
	for _, p := range v.Positions.Positions {
		if v.Becomes(p) == "" {
			open = append(open, p)
		}
	}
	return open
}

// At are the elements where cases stand, for the diagram's script.
func (v MigrateView) At() string {
	var ids []string
	for _, p := range v.Positions.Positions {
		ids = append(ids, p.Element)
	}
	return strings.Join(ids, " ")
}

// Picked, Passed and Reached tell what was chosen.
func (v MigrateView) Picked(element string) bool {
	return slices.Contains(v.Wish.Picked.Positions, element)
}

// Reached tells whether cases past a milestone stay.
func (v MigrateView) Reached(key string) bool {
	return slices.Contains(v.Wish.Rules.Milestones, key)
}

// Passed tells whether cases that have done a step stay.
func (v MigrateView) Passed(element string) bool {
	return slices.Contains(v.Wish.Rules.Past, element)
}

// Migrate shows where the cases of a release stand. A plan named in the address is
// shown again, to be written anew.
func Migrate(r *page.Request) error {
	wish := casework.PlanWish{From: r.Query("from"), To: r.Query("to")}
	if id := r.Query("plan"); id != "" {
		plan, err := r.Casework().Plan(r.Ctx(), r.Actor, models.PlanID(id))
		if err != nil {
			return err
		}
		wish = plan.Wish
	}
	return migrate(r, wish, nil)
}

// migrate shows the form with what went wrong, if that can be mended there.
func migrate(r *page.Request, wish casework.PlanWish, broken error) error {
	mendable := models.KindOf(broken) == models.KindConflict // the proof of the release does not hold
	if broken != nil && !page.Invalid(broken) && !mendable {
		return broken
	}
	v := MigrateView{Wish: wish}
	var err error
	if v.Positions, err = r.Casework().Positions(r.Ctx(), r.Actor, r.Param("id"), wish.From, wish.To, wish.Picked); err != nil {
		return err
	}
	plans, err := r.Casework().Plans(r.Ctx(), r.Actor, r.Param("id"), casework.Page{})
	if err != nil {
		return err
	}
	v.Plans = plans.Items
	status := http.StatusOK
	if broken != nil {
		status, v.Problems = http.StatusUnprocessableEntity, reasons(r, broken)
	}
	return r.Show(status, "studio/migrate", v)
}

// DoPlan writes a plan and tries it, or counts the picked cases again.
func DoPlan(r *page.Request) error {
	wish, err := readWish(r)
	if err != nil || r.PostForm("do") == "show" {
		return migrate(r, wish, err)
	}
	plan, err := r.Casework().MakePlan(r.Ctx(), r.Actor, wish)
	if err != nil {
		return migrate(r, wish, err)
	}
	if _, err := r.Casework().DoPlan(r.Ctx(), r.Actor, plan.ID, casework.TryPlan); err != nil {
		return err
	}
	return r.Go("/studio/plans/" + url.PathEscape(string(plan.ID)))
}

// readWish reads the form of a plan.
func readWish(r *page.Request) (w casework.PlanWish, err error) {
	form := r.Context.Request
	if err := form.ParseForm(); err != nil {
		return w, models.Problemf(models.KindInvalid, "", "the form cannot be read")
	}
	sent := form.PostForm
	w = casework.PlanWish{
		From: sent.Get("from"), To: sent.Get("to"), Recompute: sent.Get("recompute") != "",
		Picked:   models.PickedCases{Positions: sent["at"], Agency: models.AgencyID(sent.Get("agency"))},
		Rules:    models.StayRules{Milestones: sent["stay-milestone"], Past: chosen(sent["stay-past"]), Incident: sent.Get("stay-incident") != ""},
		Elements: map[string]string{}, Agencies: map[models.AgencyRole]models.AgencyID{}, Notice: models.Texts{},
	}
	for _, name := range sortedNames(sent) {
		value := strings.TrimSpace(sent.Get(name))
		if old, ok := strings.CutPrefix(name, "map-"); ok && value != "" && value != old {
			w.Elements[old] = value
		}
		if role, ok := strings.CutPrefix(name, "role-"); ok && value != "" {
			w.Agencies[models.AgencyRole(role)] = models.AgencyID(value)
		}
		if language, ok := strings.CutPrefix(name, "notice-"); ok && value != "" {
			w.Notice[language] = value
		}
	}
	if w.PerStep, err = strconv.Atoi(sent.Get("per-step")); err != nil && sent.Get("per-step") != "" {
		return w, models.Problemf(models.KindInvalid, "plan.step", "per step: %q is no number", sent.Get("per-step"))
	}
	for name, day := range map[string]**time.Time{"from-day": &w.Picked.StartedFrom, "before-day": &w.Picked.StartedBefore, "stay-before": &w.Rules.StartedBefore} {
		at, err := r.Say.Midnight(sent.Get(name))
		if err != nil {
			return w, models.Problemf(models.KindInvalid, "plan.day", "%q is no day", sent.Get(name))
		}
		*day = at
	}
	return w, nil
}

func chosen(values []string) []string {
	return slices.DeleteFunc(slices.Clone(values), func(v string) bool { return v == "" })
}

func sortedNames(sent url.Values) []string {
	names := make([]string, 0, len(sent))
	for name := range sent {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
