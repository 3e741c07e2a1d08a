package casework

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"handinhand/models"
	"handinhand/policy"
)

// Export is everything that the platform knows of somebody, for them to keep (GDPR
// Art. 15 and 20).
type Export struct {
	At      time.Time    `json:"at"`
	Person  string       `json:"person"` // id
	Cases   []ExportCase `json:"cases"`
	Cockpit Cockpit      `json:"cockpit"`
}

// ExportCase is all of one case.
type ExportCase struct {
	Case
	Answers  []ExportAnswer `json:"answers"`
	Reads    []AccessLine   `json:"reads"`
	Mandates []Mandate      `json:"mandates"`
}

// ExportAnswer is one thing that the case knows. Names of others are masked.
type ExportAnswer struct {
	Field    string    `json:"field"`
	Label    string    `json:"label"`
	ItemName string    `json:"itemName"`
	Value    any       `json:"value"`
	Said     string    `json:"said"` // Value as its form shows it
	Masked   bool      `json:"masked,omitempty"`
	GivenAt  time.Time `json:"givenAt"`
}

// Export gathers it. Papers are told by name; each can be downloaded from its case.
func (c *Casework) Export(ctx context.Context, a Actor) (Export, error) {
	out := Export{At: now(), Person: string(a.Person), Cases: []ExportCase{}}
	var err error
	if out.Cockpit, err = c.wholeCockpit(ctx, a); err != nil {
		return out, err
	}
	for p := (Page{Size: 100}); ; {
		list, err := c.Cases(ctx, a, p)
		if err != nil {
			return out, err
		}
		for _, line := range list.Items {
			one, err := c.exportCase(ctx, a, line.ID)
			if err != nil {
				return out, err
			}
			out.Cases = append(out.Cases, one)
		}
		if p.Cursor = list.Next; p.Cursor == "" {
			return out, nil
		}
	}
}

func (c *Casework) exportCase(ctx context.Context, a Actor, id models.CaseID) (one ExportCase, err error) {
	if one.Case, err = c.Case(ctx, a, id); err != nil {
		return one, err
	}
	for p := (Page{Size: 100}); ; {
		list, err := c.Accesses(ctx, a, id, p)
		if err != nil {
			return one, err
		}
		one.Reads = append(one.Reads, list.Items...)
		if p.Cursor = list.Next; p.Cursor == "" {
			break
		}
	}
	if one.Mandates, err = c.Mandates(ctx, a, id); err != nil {
		return one, err
	}
	one.Answers, err = c.exportAnswers(acting(ctx, a), a, id)
	return one, err
}

// exportAnswers opens what the case knows, in the words of its forms.
func (c *Casework) exportAnswers(ctx context.Context, a Actor, id models.CaseID) ([]ExportAnswer, error) {
	row, err := c.ownCase(ctx, a, id)
	if err != nil {
		return nil, err
	}
	if err := c.may(a, policy.ReadDocument, policy.OwnItem(row.Person)); err != nil {
		return nil, err
	}
	r, err := c.release(ctx, row.Release)
	if err != nil {
		return nil, err
	}
	labels := map[string]string{}
	for _, id := range sortedKeys(r.Forms) {
		for _, field := range r.Forms[id].Fields() {
			if text := optionalText(a, r, "form."+id+"."+field.Key+".label"); text != "" {
				labels[field.Key] = text
			}
		}
	}
	rows, err := c.Store.Answers(ctx, id)
	if err != nil {
		return nil, err
	}
	values, err := c.answers(ctx, rows)
	if err != nil {
		return nil, err
	}
	words := teller{actor: a, release: r, words: plainIn(a.Locale)}
	out := []ExportAnswer{}
	for _, row := range rows {
		line := ExportAnswer{Field: row.Field, Label: labels[row.Field], Value: values[row.Field], Said: words.value(row.Field, values[row.Field]), GivenAt: row.GivenAt}
		if item, ok := r.ItemOfField(row.Field); ok {
			declared, _ := r.Item(item)
			line.ItemName = r.Text(a.Locale, "item."+item+".name")
			if text, is := line.Value.(string); is && declared.ThirdParty {
				line.Value, line.Said, line.Masked = mask(text), mask(text), true
			}
		}
		out = append(out, line)
	}
	return out, nil
}

// masking stands for what mask has left out of a word.
const masking = "•••"

// mask leaves of each word its first letter: enough to know who is meant for whoever
// wrote it, and nobody else.
func mask(text string) string {
	words := strings.Fields(text)
	for i, word := range words {
		first, _ := utf8.DecodeRuneInString(word)
		words[i] = string(first) + masking
	}
	return strings.Join(words, " ")
}
