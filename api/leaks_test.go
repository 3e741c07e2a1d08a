package api

import (
	"io/fs"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"handinhand/casework"
	"handinhand/internal/sketch"
	"handinhand/models"
	"handinhand/process/finding"
	"handinhand/process/release"
)

// TestSeededLeaksAreRefused proposes every seeded leak as its owner would: the proof stands in the way, and the answer
// shows the way that the data would have gone.
func TestSeededLeaksAreRefused(t *testing.T) {
	r := newRig(t)
	files, err := filepath.Glob("../process/analysis/testdata/leaks/*.txtar")
	must(t, err)
	if len(files) < 60 {
		t.Fatalf("only %d seeded leaks", len(files))
	}
	caught, called := 0, 0
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			must(t, err)
			c := sketch.Read(t, archive)
			r.settle(t, c)
			defer r.forget(t, c)
			way, why := r.refusal(t, c, (*sketch.Sketch).Package)
			if !way { // what crosses from one release to another needs the first one to be published
				way, why = r.refusal(t, c, (*sketch.Sketch).Mended)
			}
			switch {
			case way:
				caught++
			case slices.ContainsFunc(why, func(f finding.Finding) bool { return f.Rule == "unknown-process" }):
				called++ // no release may call a process of another one, so there is no way to show
			default:
				t.Errorf("%s: no publication was refused with a way; %v", c.Comment, why)
			}
		})
	}
	t.Logf("seeded leaks refused by the API with their way: %d of %d; %d more because they call another release", caught, len(files), called)
}

// settle lets the agencies of a corpus stand where its policy says; a role that it does not know is enforcement.
func (r *rig) settle(t *testing.T, c sketch.Corpus) {
	t.Helper()
	var rows []models.Agency
	for _, s := range c.Sketches {
		for _, role := range s.Roles() {
			zone := models.Zone(c.Policy.Zones[role])
			if zone == "" {
				zone = models.ZoneEnforcement
			}
			rows = append(rows, models.Agency{ID: models.AgencyID("sketch-" + role), Role: models.AgencyRole(role), Zone: zone, Name: models.Texts{"de": role}})
		}
	}
	for _, row := range rows {
		must(t, r.work.ImportAgencies(t.Context(), []models.Agency{row}))
	}
}

// refusal proposes the processes of a corpus, approves what is not refused, and tells whether one was refused with a way.
func (r *rig) refusal(t *testing.T, c sketch.Corpus, files func(*sketch.Sketch) fs.FS) (way bool, why []finding.Finding) {
	t.Helper()
	for _, s := range c.Sketches {
		bundle, err := release.Pack(files(s))
		must(t, err)
		a := r.send(t, request{as: owner, method: "POST", path: "/proposals", body: bundle})
		if a.StatusCode == http.StatusCreated {
			p := want[Proposed](t, http.StatusCreated, a).Proposal
			decision := ProposalDecision{Approve: true, Version: p.Version}
			want[Proposed](t, http.StatusOK, r.send(t, request{as: second, method: "POST", path: "/proposals/" + p.ID + "/decision", body: decision}))
			continue
		}
		if a.StatusCode == http.StatusConflict {
			continue // it is published: the corpus before has put it there
		}
		for _, e := range refused(t, http.StatusUnprocessableEntity, "invalid", a).Findings {
			way = way || e.Rule == "firewall" && len(e.Path) > 0
			why = append(why, e)
		}
	}
	return way, why
}

// forget puts a process that says nothing in the place of each that was published.
func (r *rig) forget(t *testing.T, c sketch.Corpus) {
	t.Helper()
	for _, s := range c.Sketches {
		quiet := sketch.Parse(t, s.Name, "lane applicant applicant start wait end\nstart -> wait -> end\n")
		if _, findings, err := r.work.PublishFiles(t.Context(), quiet.Mended(), "test"); err != nil {
			t.Fatal(findings)
		}
	}
}

// TestAChangedZoneStopsNewCases: from the moment that an agency stands elsewhere no case
// begins, its owner is told why, and what runs goes on; put back, all is well.
func TestAChangedZoneStopsNewCases(t *testing.T) {
	r := newRig(t)
	running := r.begin(t)
	moved := slices.Clone(agencies)
	moved[2].Zone = models.ZoneEnforcement
	must(t, r.work.ImportAgencies(t.Context(), moved))
	body := NewCase{CaseType: "language-course", Agencies: map[models.AgencyRole]models.AgencyID{"course-provider": "school-a"}}
	refused(t, http.StatusConflict, "conflict", r.send(t, request{as: amal, method: "POST", path: "/cases", body: body}))
	doubt := func() string {
		lines := want[casework.List[casework.ProcessLine]](t, http.StatusOK, r.send(t, request{as: owner, method: "GET", path: "/processes"})).Items
		return lines[slices.IndexFunc(lines, func(l casework.ProcessLine) bool { return l.ID == "language-course" })].Doubt
	}
	if said := doubt(); !strings.Contains(said, "zone") {
		t.Errorf("the owner is told %q", said)
	}
	running.apply()
	must(t, r.work.ImportAgencies(t.Context(), agencies))
	if said := doubt(); said != "" {
		t.Errorf("after it was put back the owner is told %q", said)
	}
	r.begin(t)
}
