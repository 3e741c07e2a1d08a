package store

import (
	"context"
	"time"

	"handinhand/models"
)

// draftMemory is how long a draft outlives the one that replaced it. A completion
// names the drafts it has checked; those must still be there when its burst is
// projected, even when someone saves again meanwhile.
const draftMemory = time.Hour

// SaveDraft adds answers that are not submitted yet, all of one task. A task that
// is no longer open takes none (closed).
func (s *Store) SaveDraft(ctx context.Context, answers ...models.Answer) error {
	if len(answers) == 0 {
		return nil
	}
	task := answers[0].Task
	return s.Tx(ctx, func(tx *Store) error {
		// The lock lets the projection that closes the task pass before or after us.
		var state string // gorm scans no named type here
		found := tx.DB.Raw(`SELECT state FROM tasks WHERE id = ? FOR SHARE`, task).Scan(&state)
		switch {
		case found.Error != nil:
			return problem(found.Error, "save a draft")
		case found.RowsAffected == 0:
			return absent("find a task")
		case state != string(models.TaskOpen):
			return models.Problemf(models.KindClosed, "task.closed", "the task is no longer open")
		}
		err := tx.DB.Exec(`
			DELETE FROM answers a USING answers newer
			WHERE a.task_id = ? AND a.draft AND newer.task_id = a.task_id AND newer.draft AND newer.field = a.field
			  AND (newer.given_at, newer.id) > (a.given_at, a.id) AND newer.given_at < ?`,
			task, answers[0].GivenAt.Add(-draftMemory)).Error
		if err != nil {
			return problem(err, "save a draft")
		}
		return problem(tx.DB.Create(answers).Error, "save a draft")
	})
}

// SetByHand keeps answers that an operator gives outside of any task. They do not
// count until the case has taken them.
func (s *Store) SetByHand(ctx context.Context, answers ...models.Answer) error {
	return problem(insert(s.db(ctx), answers), "set answers by hand")
}

// DropByHand forgets answers that the case has refused.
func (s *Store) DropByHand(ctx context.Context, id models.CaseID, answers []string) error {
	if len(answers) == 0 {
		return nil
	}
	err := s.db(ctx).Exec(`DELETE FROM answers WHERE id IN ? AND case_id = ? AND task_id IS NULL AND draft`, answers, id).Error
	return problem(err, "drop answers set by hand")
}

// Drafts are the newest unsubmitted answers of a task, one a field, by field.
func (s *Store) Drafts(ctx context.Context, task models.TaskID) ([]models.Answer, error) {
	var out []models.Answer
	err := s.db(ctx).Raw(`
		SELECT DISTINCT ON (field) * FROM answers WHERE task_id = ? AND draft
		ORDER BY field, given_at DESC, id DESC`, task).Scan(&out).Error
	return out, problem(err, "list drafts")
}

// Answers are the submitted answers of a case that count, one a field, by field.
func (s *Store) Answers(ctx context.Context, id models.CaseID) ([]models.Answer, error) {
	var out []models.Answer
	err := s.db(ctx).Raw(`
		SELECT DISTINCT ON (field) * FROM answers WHERE case_id = ? AND NOT draft
		ORDER BY field, given_at DESC, id DESC`, id).Scan(&out).Error
	return out, problem(err, "list answers")
}

// AnswersOfTask are what was submitted with one task, by field.
func (s *Store) AnswersOfTask(ctx context.Context, task models.TaskID) ([]models.Answer, error) {
	id, _, err := task.Parse()
	if err != nil {
		return nil, absent("find a task")
	}
	var out []models.Answer
	err = s.db(ctx).Where("case_id = ? AND task_id = ? AND NOT draft", id, task).Order("field").Find(&out).Error
	return out, problem(err, "list the answers of a task")
}
