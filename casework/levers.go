package casework

import (
	"context"
	"slices"
	"time"

	"handinhand/models"
	"handinhand/policy"
	"handinhand/process/bpmn"
	"handinhand/process/release"
)

// Modification changes a case by hand. Cancel are keys of Levers.Tokens. Key makes
// it idempotent.
type Modification struct {
	Begin  []string
	Cancel []int64
	Set    map[string]any
	Key    string
}

// Changed tells which state of a case shows what was done to it by hand.
type Changed struct {
	Case     models.CaseID `json:"case"`
	Number   string        `json:"number"`
	Sequence int64         `json:"sequence"`
}

// Levers are what can be done to a case by hand. Nothing personal is in them.
type Levers struct {
	Case      OwnerCaseLine  `json:"case"`
	CaseType  string         `json:"caseType"`
	Name      string         `json:"name"` // of the process
	Release   string         `json:"release"`
	May       LeversMay      `json:"may"`
	Tokens    []TokenLine    `json:"tokens"`    // where it stands; can be cancelled
	Steps     []ProcessStep  `json:"steps"`     // can begin
	Variables []VariableLine `json:"variables"` // can be set
	Choices   []StepChoice   `json:"choices"`   // of ad-hoc sub-processes
	Releases  []ReleaseLine  `json:"releases"`  // that it can go over to, newest first
}

// LeversMay tells what the reader may do.
type LeversMay struct {
	Modify  bool `json:"modify"`
	Migrate bool `json:"migrate"`
}

// TokenLine is a place where a case stands.
type TokenLine struct {
	Key     int64     `json:"key"`
	Element string    `json:"element"`
	Name    string    `json:"name"`
	Since   time.Time `json:"since"`
}

// VariableLine is a variable that can be set; Item is "" of a switch.
type VariableLine struct {
	Name     string `json:"name"`
	Item     string `json:"item,omitempty"`
	ItemName string `json:"itemName,omitempty"`
}

// StepChoice is a step that can be chosen in an ad-hoc sub-process; Scope is the key
// of the sub-process's token.
type StepChoice struct {
	Scope     int64  `json:"scope"`
	Within    string `json:"within"`
	Element   string `json:"element"`
	Name      string `json:"name"`
	ScopeName string `json:"scopeName"`
}

// ReleaseLine is a release of a process.
type ReleaseLine struct {
	Hash        string    `json:"hash"`
	PublishedAt time.Time `json:"publishedAt"`
	Current     bool      `json:"current"` // new cases get it
}

// Levers are what the actor can do to a case by hand.
func (c *Casework) Levers(ctx context.Context, a Actor, id models.CaseID) (Levers, error) {
	ctx = acting(ctx, a)
	row, err := c.Store.Case(ctx, id)
	if err != nil {
		return Levers{}, err
	}
	if err := c.may(a, policy.ViewDiagram, policy.Case(row)); err != nil {
		return Levers{}, err
	}
	r, err := c.release(ctx, row.Release)
	if err != nil {
		return Levers{}, err
	}
	lines, err := c.ownerLines(ctx, a, []models.Case{row})
	if err != nil {
		return Levers{}, err
	}
	may := func(action policy.Action) bool {
		return row.State == models.CaseRunning && c.may(a, action, policy.Case(row)) == nil
	}
	view := Levers{Case: lines[0], CaseType: row.CaseType, Name: r.Text(a.Locale, "process.name"), Release: row.Release,
		May: LeversMay{may(policy.ModifyCase), may(policy.MigrateCase)}, Tokens: []TokenLine{}, Steps: beginnable(a, r), Variables: settable(a, r)}
	tokens, err := c.Store.Tokens(ctx, id)
	if err != nil {
		return Levers{}, err
	}
	for _, t := range tokens {
		view.Tokens = append(view.Tokens, TokenLine{t.Key, t.Element, stepName(a, r, t.Element), t.Since})
	}
	if view.Choices, err = c.choosable(ctx, a, row, r, tokens); err != nil {
		return Levers{}, err
	}
	view.Releases, err = c.releaseLines(ctx, row)
	return view, err
}

// beginnable are the steps that can begin by hand.
func beginnable(a Actor, r *release.Release) []ProcessStep {
	return slices.DeleteFunc(outline(a, r), func(s ProcessStep) bool {
		e, ok := r.Definition.Element(s.Element)
		return !ok || !canBegin(e)
	})
}

// settable are the variables that can be set by hand.
func settable(a Actor, r *release.Release) []VariableLine {
	lines := []VariableLine{}
	for _, id := range sortedKeys(r.Data.Items) {
		for _, field := range r.Data.Items[id].Fields {
			if r.Reads(field) {
				lines = append(lines, VariableLine{field, id, r.Text(a.Locale, "item."+id+".name")})
			}
		}
	}
	for _, name := range r.Data.Switches.Names() {
		if r.Reads(name) {
			lines = append(lines, VariableLine{Name: name})
		}
	}
	return lines
}

// stepName is what an element is called: in the package's words, as the diagram says,
// or else its id.
func stepName(a Actor, r *release.Release, element string) string {
	if name := optionalText(a, r, "element."+element+".name"); name != "" {
		return name
	}
	if e, ok := r.Element(element); ok && e.Name != "" {
		return e.Name
	}
	return element
}

func (c *Casework) releaseLines(ctx context.Context, row models.Case) ([]ReleaseLine, error) {
	rows, err := c.Store.ReleasesOf(ctx, row.CaseType)
	if err != nil {
		return nil, err
	}
	current, err := c.Store.CaseType(ctx, row.CaseType)
	lines := []ReleaseLine{}
	for _, x := range rows {
		if x.Hash != row.Release {
			lines = append(lines, ReleaseLine{x.Hash, x.PublishedAt, x.Hash == current.Release})
		}
	}
	return lines, err
}

// adHocs are the tokens of a case that stand at ad-hoc sub-processes.
func adHocs(r *release.Release, tokens []models.Token) []models.Token {
	return slices.DeleteFunc(slices.Clone(tokens), func(t models.Token) bool {
		e, ok := r.Element(t.Element)
		return !ok || e.Kind != bpmn.AdHocSubProcess
	})
}

// CaseByNumber finds a case by its number as an operator types it.
func (c *Casework) CaseByNumber(ctx context.Context, a Actor, typed string) (models.CaseID, error) {
	ctx = acting(ctx, a)
	proper, err := models.ParseCaseNumber(typed)
	if err != nil {
		return "", err
	}
	row, err := c.Store.CaseByNumber(ctx, proper)
	if err != nil {
		return "", err
	}
	return row.ID, c.may(a, policy.ViewDiagram, policy.Case(row))
}
