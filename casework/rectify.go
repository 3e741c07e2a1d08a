package casework

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"handinhand/keys"
	"handinhand/models"
	"handinhand/policy"
	"handinhand/process/release"
	"handinhand/workflows"
)

// RightValue is what is right of one field, in the words of its form.
type RightValue struct {
	Field string `json:"field"`
	Label string `json:"label"`
	Value any    `json:"value"`
	Said  string `json:"said"` // Value as its form shows it
}

// Correction is an item of an own case with what the case knows of it, to say what is
// right instead.
type Correction struct {
	Case     CaseLine `json:"case"`
	Item     string   `json:"item"`
	ItemName string   `json:"itemName"`
	Fields   []Field  `json:"fields"` // none of a paper: then words alone say what is wrong
}

// Correction shows what the actor can say is right.
func (c *Casework) Correction(ctx context.Context, a Actor, id models.CaseID, item string) (Correction, error) {
	ctx = acting(ctx, a)
	row, err := c.Store.Case(ctx, id)
	if err != nil {
		return Correction{}, err
	}
	if err := c.may(a, policy.RaiseConcern, policy.Case(row)); err != nil {
		return Correction{}, err
	}
	cases, err := c.inside(ctx, a, row)
	if err != nil {
		return Correction{}, err
	}
	in := cases[0]
	declared, known := in.release.Item(item)
	if !known {
		return Correction{}, models.Problemf(models.KindNotFound, "not-found", "the case knows nothing of this kind")
	}
	rows, err := c.Store.Answers(ctx, id)
	if err != nil {
		return Correction{}, err
	}
	values, err := c.answers(ctx, rows)
	if err != nil {
		return Correction{}, err
	}
	view := Correction{Case: in.line(), Item: item, ItemName: in.itemName(item), Fields: []Field{}}
	for _, name := range declared.Fields {
		if value, answered := values[name]; answered {
			if text, is := value.(string); is && declared.ThirdParty {
				values[name] = mask(text)
			}
			view.Fields = append(view.Fields, formField(a, in.release, name, values)...)
		}
	}
	return view, nil
}

// formField is a field as the form asks that has it; none of a field that no form has.
func formField(a Actor, r *release.Release, name string, values map[string]any) []Field {
	for _, id := range sortedKeys(r.Forms) {
		if field, has := r.Forms[id].Field(name); has {
			v := fieldViews{actor: a, matter: matter{release: r}, values: values, prefix: "form." + id + ".", visible: map[string]bool{name: true}}
			shown := v.field(field.Component)
			shown.HideWhen = "" // what else was answered is no matter here
			return []Field{shown}
		}
	}
	return nil
}

// checkRight checks what is said to be right as the forms do that ask for it.
func (c *Casework) checkRight(ctx context.Context, row models.Case, in Concern) (map[string]any, error) {
	if len(in.Right) == 0 {
		return nil, nil
	}
	r, err := c.release(ctx, row.Release)
	if err != nil {
		return nil, err
	}
	invalid := models.Problemf(models.KindInvalid, "variables", "this cannot be right")
	clean, right := map[string]any{}, maps.Clone(in.Right)
	if declared, _ := r.Item(in.Item); declared.ThirdParty {
		if invalid.Fields, err = c.unmask(ctx, row, right); err != nil {
			return nil, err
		}
	}
	for _, name := range sortedKeys(right) {
		if item, _ := r.ItemOfField(name); item != in.Item || in.Kind != models.ConcernRectification {
			invalid.Fields = append(invalid.Fields, models.FieldProblem{Field: name, Rule: "undeclared"})
			continue
		}
		value, problems := checkField(r, name, right[name])
		invalid.Fields = append(invalid.Fields, problems...)
		clean[name] = value
	}
	if len(invalid.Fields) > 0 {
		return nil, invalid
	}
	return clean, nil
}

// unmask takes out of what is said to be right what the form has shown masked and came
// back as it was: nobody has changed that. What is masked in part is no value.
func (c *Casework) unmask(ctx context.Context, row models.Case, right map[string]any) ([]models.FieldProblem, error) {
	rows, err := c.Store.Answers(ctx, row.ID)
	if err != nil {
		return nil, err
	}
	known, err := c.answers(ctx, rows)
	if err != nil {
		return nil, err
	}
	var problems []models.FieldProblem
	for _, name := range sortedKeys(right) {
		text, _ := right[name].(string)
		was, _ := known[name].(string)
		if !strings.Contains(text, masking) {
			continue
		}
		if delete(right, name); !sameWords(text, mask(was)) {
			problems = append(problems, models.FieldProblem{Field: name, Rule: "masked"})
		}
	}
	return problems, nil
}

// sameWords compares texts but for the spaces between their words.
func sameWords(x, y string) bool { return slices.Equal(strings.Fields(x), strings.Fields(y)) }

func sealRight(box *keys.Box, id models.ConcernID, right map[string]any) ([]byte, error) {
	plain, err := json.Marshal(right)
	if err != nil {
		return nil, fmt.Errorf("casework: a correction: %w", err)
	}
	return box.Seal(plain, rightBinding(id))
}

func openRight(box *keys.Box, row models.Concern) (map[string]any, error) {
	plain, err := box.Open(row.SealedValues, rightBinding(row.ID))
	if err != nil {
		return nil, err
	}
	value, err := decode(plain)
	right, _ := value.(map[string]any)
	return right, err
}

func rightBinding(id models.ConcernID) []byte { return []byte("concern right\x00" + string(id)) }

// rightValues are what a correction says, in its reader's words.
func rightValues(a Actor, r *release.Release, box *keys.Box, row models.Concern) ([]RightValue, error) {
	if len(row.SealedValues) == 0 {
		return nil, nil
	}
	right, err := openRight(box, row)
	declared, _ := r.Item(row.Item)
	words := teller{actor: a, release: r, words: plainIn(a.Locale)}
	var out []RightValue
	for _, name := range sortedKeys(right) {
		if text, is := right[name].(string); is && declared.ThirdParty && a.Person == row.Person {
			right[name] = mask(text)
		}
		line := RightValue{Field: name, Label: name, Value: right[name], Said: words.value(name, right[name])}
		for _, f := range formField(a, r, name, right) {
			line.Label = f.Label
		}
		out = append(out, line)
	}
	return out, err
}

// putRight brings what a correction says into its case, when an agency says yes that may
// decide: the one that the item comes from, or any, where the applicant has told it. So
// later steps, transfers and decisions have it. Of agencies that were asked together the
// first counts; an older correction never undoes a newer one.
func (c *Casework) putRight(ctx context.Context, a Actor, concern *models.Concern) error {
	if concern.Fulfilled == nil || !*concern.Fulfilled || len(concern.SealedValues) == 0 {
		return nil
	}
	row, err := c.Store.Case(ctx, concern.Case)
	if err != nil {
		return err
	}
	r, err := c.release(ctx, row.Release)
	if err != nil {
		return err
	}
	decides, err := c.decidesOn(ctx, r, *concern)
	if err != nil || !decides {
		return err
	}
	if applied, err := c.Store.Applied(ctx, *concern); err != nil || applied {
		return err
	}
	box, err := c.Keys.Person(ctx, row.Person)
	if err != nil {
		return err
	}
	right, err := openRight(box, *concern)
	if err != nil {
		return err
	}
	if err := c.reset(ctx, a, row, r, concern.ID, right); err != nil {
		return err
	}
	answers, err := c.seal(ctx, Actor{Person: row.Person}, row.Person, models.Task{Case: row.ID}, right)
	if err != nil {
		return err
	}
	for i := range answers {
		answers[i].Draft = false
	}
	entry := concernEntry(a, *concern, models.AccessChanged, policy.AnswerConcern, now())
	concern.AppliedAt = &entry.At
	return c.Store.PutRight(ctx, answers, entry)
}

// decidesOn tells whether the agency that a correction went to may say what the case
// has of the item.
func (c *Casework) decidesOn(ctx context.Context, r *release.Release, concern models.Concern) (bool, error) {
	declared, _ := r.Item(concern.Item)
	if declared.Source == string(models.RoleApplicant) {
		return true, nil
	}
	bindings, err := c.Store.Bindings(ctx, concern.Case)
	for _, b := range bindings {
		if b.Agency == concern.Agency && string(b.Role) == declared.Source {
			return true, nil
		}
	}
	return false, err
}

// reset tells the running case those of the right values that its process reads. It is
// done once for each concern, however often it is tried.
func (c *Casework) reset(ctx context.Context, a Actor, row models.Case, r *release.Release, id models.ConcernID, right map[string]any) error {
	read := workflows.Variables{}
	for name, value := range right {
		if r.Reads(name) {
			read[name] = value
		}
	}
	if row.State != models.CaseRunning || len(read) == 0 {
		return nil
	}
	_, err := c.Workflows.Modify(ctx, row.ID, "right/"+string(id), workflows.ModifyCase{Set: []workflows.SetVariables{{Variables: read}}, Doer: doer(a, policy.AnswerConcern)})
	if models.KindOf(err) == models.KindClosed {
		return nil // it has ended meanwhile
	}
	return err
}
