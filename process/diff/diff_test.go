package diff_test

import (
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"handinhand/library"
	"handinhand/process/diff"
	"handinhand/process/release"
)

// course is the shipped language course with some texts of its files replaced: file, old, new.
func course(t *testing.T, replace ...string) diff.Package {
	t.Helper()
	files := fstest.MapFS{}
	for _, shipped := range library.Packages() {
		if shipped.Name != "language-course" {
			continue
		}
		must(t, fs.WalkDir(shipped.Files, ".", func(name string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				var content []byte
				content, err = fs.ReadFile(shipped.Files, name)
				files[name] = &fstest.MapFile{Data: content}
			}
			return err
		}))
	}
	for i := 0; i < len(replace); i += 3 {
		before := string(files[replace[i]].Data)
		after := strings.Replace(before, replace[i+1], replace[i+2], 1)
		if before == after {
			t.Fatalf("%s has no %q", replace[i], replace[i+1])
		}
		files[replace[i]].Data = []byte(after)
	}
	r, _ := release.Load(files)
	return diff.Package{Files: files, Release: r}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func between(t *testing.T, old, new diff.Package) diff.Changes {
	t.Helper()
	c, err := diff.Between(old, new)
	must(t, err)
	return c
}

func TestTheSameIsNoChange(t *testing.T) {
	if c := between(t, course(t), course(t)); !c.None() {
		t.Errorf("%+v", c)
	}
}

// TestEachChangeIsTold changes one thing at a time: it is told, with its id and what is different, and nothing else is.
func TestEachChangeIsTold(t *testing.T) {
	for name, c := range map[string]struct {
		replace []string
		want    diff.Changes
	}{
		"a name": {[]string{"process.bpmn", `id="apply" name="Antrag ausfüllen"`, `id="apply" name="Antrag stellen"`}, diff.Changes{Process: []diff.Change{
			{How: diff.Changed, File: "process.bpmn", Kind: "userTask", ID: "apply", Name: "Antrag stellen", Details: []diff.Detail{{What: "name", Old: "Antrag ausfüllen", New: "Antrag stellen"}}}}}},
		"a lane": {[]string{"process.bpmn", "        <bpmn:flowNodeRef>assessFee</bpmn:flowNodeRef>\n", "",
			"process.bpmn", "<bpmn:flowNodeRef>apply</bpmn:flowNodeRef>", "<bpmn:flowNodeRef>apply</bpmn:flowNodeRef><bpmn:flowNodeRef>assessFee</bpmn:flowNodeRef>"}, diff.Changes{Process: []diff.Change{
			{How: diff.Moved, File: "process.bpmn", Kind: "userTask", ID: "assessFee", Name: "Befreiung prüfen",
				Details: []diff.Detail{{What: "lane", Old: "Bundesamt (BAMF) (lane-federal-office)", New: "Antragstellerin oder Antragsteller (lane-applicant)"}}}}}},
		"a title": {[]string{"application.form", "Familienname", "Nachname"}, diff.Changes{Forms: []diff.Change{
			{How: diff.Changed, File: "application.form", Kind: "textfield", ID: "familyName", Name: "Nachname", Details: []diff.Detail{{What: "label", Old: "Familienname", New: "Nachname"}}}}}},
		"a law": {[]string{"data.yaml", "AufenthG § 82(1)", "AufenthG § 82(2)"}, diff.Changes{Data: []diff.Change{
			{How: diff.Changed, File: "data.yaml", Kind: "item", ID: "item additional-paper", Name: "Weitere Unterlage", Details: []diff.Detail{{What: "statute", Old: "AufenthG § 82(1)", New: "AufenthG § 82(2)"}}}}}},
		"a switch's day": {[]string{"data.yaml", "      2026-02-01: closed\n", "      2026-03-01: closed\n"}, diff.Changes{Data: []diff.Change{
			{How: diff.Changed, File: "data.yaml", Kind: "switch", ID: "switch admission_44_4", Name: "Zulassung zum Kurs nach Ermessen (§ 44 Abs. 4 AufenthG)",
				Details: []diff.Detail{{What: "from / 2026-02-01", Old: "closed"}, {What: "from / 2026-03-01", New: "closed"}}}}}},
	} {
		t.Run(name, func(t *testing.T) {
			if d := cmp.Diff(c.want, between(t, course(t), course(t, c.replace...))); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestWhatIsDrawn tells what is only drawn elsewhere from what does something else.
func TestWhatIsDrawn(t *testing.T) {
	old := course(t)
	xml := string(old.Files.(fstest.MapFS)["process.bpmn"].Data)
	at := strings.Index(xml, `bpmnElement="apply"`)
	end := at + strings.Index(xml[at:], "/>") + 2
	shape := xml[at:end]
	width := shape[strings.Index(shape, ` width="`):]
	width = width[:strings.Index(width[8:], `"`)+9]
	c := between(t, old, course(t, "process.bpmn", shape, strings.Replace(shape, width, ` width="177"`, 1)))
	if !slices.Equal(c.Drawn, []string{"apply"}) || len(c.Process) != 0 {
		t.Errorf("%+v", c)
	}
}

// TestRulesHaveNames changes, adds, removes and moves rules of a table.
func TestRulesHaveNames(t *testing.T) {
	old := course(t)
	text := string(old.Files.(fstest.MapFS)["route.dmn"].Data)
	begin := strings.Index(text, "<rule ")
	end := begin + strings.Index(text[begin:], "</rule>") + len("</rule>")
	first := text[begin:end]
	second := text[end : end+strings.Index(text[end:], "</rule>")+len("</rule>")]
	id := func(rule string) string {
		rule = rule[strings.Index(rule, `id="`)+4:]
		return rule[:strings.Index(rule, `"`)]
	}
	swapped := between(t, old, course(t, "route.dmn", first+second, second+first))
	if len(swapped.Decisions) != 2 || swapped.Decisions[0].How != diff.Moved || swapped.Decisions[1].How != diff.Moved {
		t.Errorf("swapped: %+v", swapped.Decisions)
	}
	gone := between(t, old, course(t, "route.dmn", first, ""))
	if len(gone.Decisions) != 1 || gone.Decisions[0].How != diff.Removed || gone.Decisions[0].ID != id(first) {
		t.Errorf("gone: %+v", gone.Decisions)
	}
	added := between(t, course(t, "route.dmn", first, ""), old)
	if len(added.Decisions) != 1 || added.Decisions[0].How != diff.Added || added.Decisions[0].Name == "" {
		t.Errorf("added: %+v", added.Decisions)
	}
	for _, d := range added.Decisions[0].Details {
		if strings.HasPrefix(d.What, "inputEntry") {
			t.Errorf("a cell has no name: %+v", d)
		}
	}
}

// TestTextsAndFiles adds a text, takes a form away and a language.
func TestTextsAndFiles(t *testing.T) {
	old, new := course(t), course(t, "i18n/en.json", `"process.name":`, `"one.more": "text", "process.name":`)
	files := new.Files.(fstest.MapFS)
	delete(files, "supply.form")
	delete(files, "i18n/de.json")
	c := between(t, old, new)
	if len(c.Forms) < 2 || c.Forms[0].How != diff.Removed {
		t.Errorf("%+v", c.Forms)
	}
	added, removed := 0, 0
	for _, text := range c.Texts {
		switch {
		case text.How == diff.Added && text.Language == "en" && text.Key == "one.more" && text.New == "text":
			added++
		case text.How == diff.Removed && text.Language == "de" && text.Old != "":
			removed++
		default:
			t.Errorf("%+v", text)
		}
	}
	if added != 1 || removed < 100 {
		t.Errorf("%d added, %d removed", added, removed)
	}
}

// TestEveryElementCounts takes each flow out of the diagram: each is missed.
func TestEveryElementCounts(t *testing.T) {
	old := course(t)
	xml := string(old.Files.(fstest.MapFS)["process.bpmn"].Data)
	tried := 0
	for _, line := range strings.Split(xml, "\n") {
		if !strings.Contains(line, "<bpmn:sequenceFlow ") || !strings.HasSuffix(line, "/>") {
			continue
		}
		tried++
		new := diff.Package{Files: fstest.MapFS{"process.bpmn": {Data: []byte(strings.Replace(xml, line, "", 1))}}}
		c := between(t, diff.Package{Files: fstest.MapFS{"process.bpmn": {Data: []byte(xml)}}}, new)
		if len(c.Process) != 1 || c.Process[0].How != diff.Removed || c.Process[0].Kind != "sequenceFlow" || len(c.Process[0].Details) < 2 {
			t.Errorf("%s: %+v", line, c.Process)
		}
	}
	if tried < 20 {
		t.Fatalf("only %d flows", tried)
	}
}

func TestBrokenFilesAreNamed(t *testing.T) {
	_, err := diff.Between(course(t), course(t, "application.form", "{", "["))
	if err == nil || !strings.Contains(err.Error(), "application.form") {
		t.Errorf("%v", err)
	}
}
