package casework

import (
	"context"
	"encoding/json"
	"fmt"

	"handinhand/keys"
	"handinhand/models"
)

// answers opens sealed answers into field → value. Each is bound to its case and
// field, so that a row cannot be passed off as another.
func (c *Casework) answers(ctx context.Context, rows []models.Answer) (map[string]any, error) {
	values := map[string]any{}
	boxes := map[models.PersonID]*keys.Box{}
	for _, row := range rows {
		box, ok := boxes[row.Person]
		if !ok {
			var err error
			if box, err = c.Keys.Person(ctx, row.Person); err != nil {
				return nil, err
			}
			boxes[row.Person] = box
		}
		plain, err := box.Open(row.Sealed, answerBinding(row.Case, row.Field))
		if err != nil {
			return nil, fmt.Errorf("answer %s: %w", row.ID, err)
		}
		if values[row.Field], err = decode(plain); err != nil {
			return nil, fmt.Errorf("answer %s: %w", row.ID, err)
		}
	}
	return values, nil
}

// seal makes answer rows of values: drafts, until the task is completed.
func (c *Casework) seal(ctx context.Context, a Actor, owner models.PersonID, task models.Task, values map[string]any) ([]models.Answer, error) {
	box, err := c.Keys.Person(ctx, owner)
	if err != nil {
		return nil, err
	}
	var rows []models.Answer
	for _, field := range sortedKeys(values) {
		plain, err := json.Marshal(values[field])
		if err != nil {
			return nil, fmt.Errorf("field %s: %w", field, err)
		}
		row := models.Answer{ID: models.NewID(), Case: task.Case, Person: owner, Task: task.ID, Field: field, GivenBy: a.Person, GivenAt: now(), Draft: true}
		if row.Sealed, err = box.Seal(plain, answerBinding(task.Case, field)); err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func answerBinding(id models.CaseID, field string) []byte {
	return []byte("answer\x00" + string(id) + "\x00" + field)
}
