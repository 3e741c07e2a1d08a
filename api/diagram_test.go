package api

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"handinhand/casework"
	"handinhand/models"
)

// TestADiagramShowsNoAnswers: who may see a case on its diagram sees which variables it reads and whose data they are, but
// the values of switches alone, which are about nobody; everybody else sees nothing.
func TestADiagramShowsNoAnswers(t *testing.T) {
	r := newRig(t)
	r.planJob(t)
	c := want[casework.Case](t, http.StatusCreated, r.send(t, request{as: amal, method: "POST", path: "/cases", body: NewCase{CaseType: "plan-job"}}))
	j := &journey{r, t, c.ID, c.Number}
	j.complete(amal, j.own("ask"), map[string]any{"wish": "rooibos"})
	path := "/cases/" + string(c.ID) + "/diagram"
	for _, who := range []person{owner, mender} {
		answer := r.send(t, request{as: who, method: "GET", path: path})
		if strings.Contains(string(answer.raw), "rooibos") {
			t.Errorf("%s reads an answer: %s", who.name, answer.raw)
		}
		seen := want[casework.Diagram](t, http.StatusOK, answer)
		i := slices.IndexFunc(seen.Variables, func(v casework.VariableShown) bool { return v.Name == "wish" })
		if i < 0 || !seen.Variables[i].Masked || seen.Variables[i].Value != nil || seen.Variables[i].ItemName != "Wunsch" || len(seen.Tokens) == 0 || len(seen.Visits) == 0 {
			t.Errorf("%s sees %+v", who.name, seen)
		}
	}
	for _, who := range []person{amal, weber, brandt, system, auditor} {
		if a := r.send(t, request{as: who, method: "GET", path: path}); a.StatusCode != http.StatusForbidden && a.StatusCode != http.StatusNotFound {
			t.Errorf("%s gets %s", who.name, a.Status)
		}
	}

	started := want[casework.Case](t, http.StatusCreated, r.send(t, request{as: amal, method: "POST", path: "/cases", body: NewCase{CaseType: "language-course", Agencies: map[models.AgencyRole]models.AgencyID{"course-provider": "school-a"}}}))
	seen := want[casework.Diagram](t, http.StatusOK, r.send(t, request{as: mender, method: "GET", path: "/cases/" + string(started.ID) + "/diagram"}))
	for _, v := range seen.Variables {
		if known := v.Name == "admission_44_4"; known == v.Masked || known && v.Value != "closed" {
			t.Errorf("of a case that has begun %s is shown as %v", v.Name, v.Value)
		}
	}
}
