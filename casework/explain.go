package casework

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"handinhand/audit"
	"handinhand/models"
	"handinhand/policy"
	"handinhand/process/dmn"
	"handinhand/process/feel"
	"handinhand/process/release"
	"handinhand/store"
)

// Explanation tells the applicant why a decision table came to its result.
type Explanation struct {
	At      time.Time `json:"at"`
	Element string    `json:"element"`
	Name    string    `json:"name"`  // of the step
	Text    string    `json:"text"`  // why, in the reader's words
	Facts   []Fact    `json:"facts"` // the answers that it rests on
	Grounds []string  `json:"grounds"`
}

// Fact is an answer in the reader's words.
type Fact struct {
	Field string `json:"field"`
	Label string `json:"label"`
	Value string `json:"value"`
}

// Rule tells a clerk which rules of a table matched, as far as the clerk's task is lent
// what they rest on.
type Rule struct {
	At       time.Time   `json:"at"`
	Element  string      `json:"element"`
	Name     string      `json:"name"` // of the step
	Table    string      `json:"table"`
	Decision string      `json:"decision"` // id
	Version  string      `json:"version"`  // sha256 of the table's file
	Numbers  []int       `json:"numbers"`  // of the rules in the table, from 1; none when masked
	Result   string      `json:"result,omitempty"`
	Grounds  []string    `json:"grounds"`
	Inputs   []RuleInput `json:"inputs"` // those that the answer depends on
	Masked   bool        `json:"masked"` // an input is not for this task: so neither is what follows from it
}

// RuleInput is an input of a table. A masked one has its label only.
type RuleInput struct {
	Label  string `json:"label"`
	Value  string `json:"value,omitempty"`
	Masked bool   `json:"masked,omitempty"`
}

// AuditedTrace is the whole of an explanation, for an auditor.
type AuditedTrace struct {
	At       time.Time       `json:"at"`
	Element  string          `json:"element"`
	Decision string          `json:"decision"`
	Version  string          `json:"version"`
	Release  string          `json:"release"`
	Trace    json.RawMessage `json:"trace"`
}

// teller opens an explanation for a reader.
func (c *Casework) teller(ctx context.Context, a Actor, row models.Explanation) (teller, error) {
	t := teller{actor: a, element: row.Element, words: plainIn(a.Locale)}
	plain, err := c.Keys.OpenTrace(ctx, row)
	if err != nil {
		return t, err
	}
	numbers := json.NewDecoder(bytes.NewReader(plain))
	numbers.UseNumber()
	if err := numbers.Decode(&t.trace); err != nil {
		return t, fmt.Errorf("explanation %s/%d/%d: %w", row.Case, row.Sequence, row.Line, err)
	}
	t.release, err = c.release(ctx, row.Release)
	return t, err
}

// explanations tell a case's applicant, or a helper who may read for them, why.
func (c *Casework) explanations(ctx context.Context, a Actor, row models.Case, mandate *models.Mandate) ([]Explanation, error) {
	views := []Explanation{}
	if c.may(a, policy.ViewExplanations, policy.Case(row).Helped(mandate, now())) != nil {
		return views, nil
	}
	rows, err := c.Store.Explanations(ctx, row.ID)
	if err != nil {
		return nil, err
	}
	for _, e := range rows {
		t, err := c.teller(ctx, a, e)
		if err != nil {
			return nil, err
		}
		view := Explanation{At: e.At, Element: e.Element, Name: t.release.Text(a.Locale, "element."+e.Element+".name"), Facts: t.facts(), Grounds: []string{}}
		view.Text = t.sentence(e.Decision, view.Facts)
		if table, ok := t.last(); ok {
			view.Grounds = grounds(table)
		}
		views = append(views, view)
	}
	return views, nil
}

func grounds(t dmn.TableTrace) []string {
	texts := []string{}
	for _, rule := range t.Matched {
		texts = append(texts, rule.Annotations...)
	}
	return texts
}

// rules tell the clerk of a task which rules matched before it. What the task is lent
// is shown, on record; what rests on anything else is masked, and a table of which
// nothing is the task's is left out.
func (c *Casework) rules(ctx context.Context, a Actor, m matter, lent map[string]models.Grant) ([]Rule, error) {
	views := []Rule{}
	rows, err := c.Store.Explanations(ctx, m.task.Case)
	if err != nil {
		return nil, err
	}
	items := map[string]bool{}
	for _, row := range rows {
		t, err := c.teller(ctx, a, row)
		if err != nil {
			return nil, err
		}
		for _, table := range t.trace.Result.Trace {
			if view, shown := t.rule(row, table, m, lent, items); shown {
				views = append(views, view)
			}
		}
	}
	for item := range m.shownItems(lent) {
		delete(items, item) // on record already, with the form
	}
	return views, c.recordReads(ctx, a, m, policy.ReadDocument, items)
}

// shownItems are the items whose fields the task's form shows.
func (m matter) shownItems(lent map[string]models.Grant) map[string]bool {
	items := map[string]bool{}
	for field := range readOnlyFields(m) {
		if item, known := m.release.ItemOfField(field); known && m.lendsAll(lent, []string{field}) {
			items[item] = true
		}
	}
	return items
}

// rule is one table as a task may see it. It adds the items that it shows.
func (t teller) rule(row models.Explanation, table dmn.TableTrace, m matter, lent map[string]models.Grant, items map[string]bool) (Rule, bool) {
	view := Rule{
		At: row.At, Element: row.Element, Name: t.release.Text(t.actor.Locale, "element."+row.Element+".name"), Table: table.DecisionName,
		Decision: table.Decision, Version: table.Version, Numbers: []int{}, Grounds: []string{}, Inputs: []RuleInput{},
	}
	shown := false
	for _, in := range table.Inputs {
		if !in.Consulted {
			continue
		}
		fields, known := t.release.Origins(t.element, table, in)
		input := RuleInput{Label: t.inputLabel(in)}
		if input.Masked = !known || !m.lendsAll(lent, fields); input.Masked {
			view.Masked = true
		} else {
			input.Value = t.inputValue(in)
			shown = shown || len(fields) > 0
			for _, field := range fields {
				item, _ := m.release.ItemOfField(field)
				items[item] = true
			}
		}
		view.Inputs = append(view.Inputs, input)
	}
	if !view.Masked {
		view.Grounds = grounds(table)
		for _, rule := range table.Matched {
			view.Numbers = append(view.Numbers, rule.Number)
			view.Result = t.ruleResult(table, rule)
		}
	}
	return view, shown
}

// lendsAll tells whether every field belongs to a fact that the task is lent now.
func (m matter) lendsAll(lent map[string]models.Grant, fields []string) bool {
	return !slices.ContainsFunc(fields, func(field string) bool {
		item, known := m.release.ItemOfField(field)
		_, open := lent[item]
		return !known || !open || !m.lends(item)
	})
}

// inputLabel is the label of the form field that an input is, else the table's own.
func (t teller) inputLabel(in dmn.InputTrace) string {
	if _, _, asked := t.asked(in.Expression); asked {
		return t.label(in.Expression)
	}
	return in.Label
}

// inputValue is an answer as its form shows it, or what another decision came to, in words where there are some.
func (t teller) inputValue(in dmn.InputTrace) string {
	if s, ok := in.Value.(string); ok {
		if text := optionalText(t.actor, t.release, "decision."+in.Expression+".result."+s); text != "" {
			return text
		}
	}
	return t.value(in.Expression, feel.ToJSON(in.Value))
}

// ruleResult is what a rule says, in words where the release has some.
func (t teller) ruleResult(table dmn.TableTrace, rule dmn.RuleTrace) string {
	value := feel.ToJSON(rule.Value)
	if s, ok := value.(string); ok {
		if text := optionalText(t.actor, t.release, "decision."+table.Decision+".result."+s); text != "" {
			return text
		}
	}
	return t.value("", value)
}

// AuditExplanations are the whole traces of a case, oldest first. That an auditor read
// them stands in the log, where the applicant sees it.
func (c *Casework) AuditExplanations(ctx context.Context, a Actor, id models.CaseID) (_ []AuditedTrace, err error) {
	ctx = acting(ctx, a)
	defer c.noteRefusal(ctx, a, refusal{action: policy.AuditExplanations, kase: id}, &err)
	row, err := c.Store.Case(store.As(ctx, asLog), id)
	if err != nil {
		return nil, err
	}
	if err := c.may(a, policy.AuditExplanations, policy.Case(row)); err != nil {
		return nil, err
	}
	rows, err := c.Store.Explanations(ctx, id)
	if err != nil {
		return nil, err
	}
	r, err := c.release(ctx, row.Release)
	if err != nil {
		return nil, err
	}
	if err := c.noteAudit(ctx, a, r, row); err != nil {
		return nil, err
	}
	views := []AuditedTrace{}
	for _, e := range rows {
		plain, err := c.Keys.OpenTrace(ctx, e)
		if err != nil {
			return nil, err
		}
		views = append(views, AuditedTrace{At: e.At, Element: e.Element, Decision: e.Decision, Version: e.Version, Release: e.Release, Trace: plain})
	}
	return views, nil
}

// noteAudit writes down that an auditor is about to see what a case's decisions rest
// on. The law has the platform checked: nobody lends the auditor anything.
func (c *Casework) noteAudit(ctx context.Context, a Actor, r *release.Release, row models.Case) error {
	at := now()
	entry := models.Access{
		Outcome: models.AccessAudit, Action: string(policy.AuditExplanations), Case: row.ID, Person: row.Person, Agency: a.Agency.ID, By: a.Person,
		Purpose: "audit", LegalBasis: "eu-gdpr:A6-1-c", Statute: "GDPR Art. 5(2)", At: at, KeepUntil: keepUntil(r, "", at),
	}
	return c.Store.Tx(ctx, func(tx *store.Store) error { return audit.Append(tx.DB, entry) })
}
