package store

import (
	"context"

	"handinhand/models"
)

// Task is one task.
func (s *Store) Task(ctx context.Context, id models.TaskID) (models.Task, error) {
	var out models.Task
	err := s.db(ctx).Take(&out, "id = ?", id).Error
	return out, problem(err, "find a task")
}

// TasksOfCase are all tasks of a case, oldest first.
func (s *Store) TasksOfCase(ctx context.Context, id models.CaseID) ([]models.Task, error) {
	var out []models.Task
	err := s.db(ctx).Where("case_id = ?", id).Order("opened_at, key").Find(&out).Error
	return out, problem(err, "list the tasks of a case")
}

// CompletedBy are those who completed tasks of a case at some elements, whichever
// agency they did it for.
func (s *Store) CompletedBy(ctx context.Context, id models.CaseID, elements ...string) ([]models.PersonID, error) {
	var out []string // gorm scans no named type here
	err := s.db(asPart(ctx, PartWorker)).Raw(`SELECT DISTINCT closed_by FROM tasks
		WHERE case_id = ? AND element IN ? AND state = 'completed' AND closed_by IS NOT NULL ORDER BY 1`, id, elements).Scan(&out).Error
	people := make([]models.PersonID, len(out))
	for i, person := range out {
		people[i] = models.PersonID(person)
	}
	return people, problem(err, "find who decided")
}

// OpenTasksOfCases are the open tasks of cases, by case, oldest first.
func (s *Store) OpenTasksOfCases(ctx context.Context, cases ...models.CaseID) ([]models.Task, error) {
	if len(cases) == 0 {
		return nil, nil
	}
	var out []models.Task
	err := s.db(ctx).Where("case_id IN ? AND state = 'open'", cases).Order("case_id, opened_at, key").Find(&out).Error
	return out, problem(err, "list the open tasks of cases")
}

// OpenTasksOfPerson are the tasks that an applicant has to do, the most urgent
// first, at most limit.
func (s *Store) OpenTasksOfPerson(ctx context.Context, person models.PersonID, limit int) ([]models.Task, error) {
	var out []models.Task
	err := s.db(ctx).
		Joins("JOIN cases ON cases.id = tasks.case_id").
		Where("cases.person_id = ? AND tasks.agency_id IS NULL AND tasks.state = 'open'", person).
		Order("tasks.due_order, tasks.opened_at, tasks.id").Limit(limit).Find(&out).Error
	return out, problem(err, "list a person's tasks")
}

// Claim gives an agency's open task to one clerk. version is the one that the
// clerk saw; 0 is not checked. Claiming what one has claimed is fine. Problems:
// closed, stale (changed, or someone else has it), forbidden (an applicant's task).
func (s *Store) Claim(ctx context.Context, id models.TaskID, by models.PersonID, version int64) (models.Task, error) {
	return s.changeClaim(ctx, `
		UPDATE tasks SET claimed_by = @by, version = version + 1
		WHERE id = @id AND state = 'open' AND agency_id IS NOT NULL AND claimed_by IS NULL AND (@version = 0 OR version = @version)
		RETURNING *`, id, by, version, by)
}

// Unclaim gives a task back to the agency. Only who has it may; giving back a
// free task is fine. Problems as in Claim.
func (s *Store) Unclaim(ctx context.Context, id models.TaskID, by models.PersonID, version int64) (models.Task, error) {
	return s.changeClaim(ctx, `
		UPDATE tasks SET claimed_by = NULL, version = version + 1
		WHERE id = @id AND state = 'open' AND claimed_by = @by AND (@version = 0 OR version = @version)
		RETURNING *`, id, by, version, "")
}

// changeClaim runs an update of one task, else finds out why nothing changed.
// wanted is who has the task afterwards.
func (s *Store) changeClaim(ctx context.Context, update string, id models.TaskID, by models.PersonID, version int64, wanted models.PersonID) (models.Task, error) {
	var task models.Task
	done := s.db(ctx).Raw(update, map[string]any{"id": id, "by": by, "version": version}).Scan(&task)
	if done.Error != nil {
		return models.Task{}, problem(done.Error, "claim a task")
	}
	if done.RowsAffected == 1 {
		return task, nil
	}
	task, err := s.Task(ctx, id)
	switch {
	case err != nil:
		return models.Task{}, err
	case task.State != models.TaskOpen:
		return task, models.Problemf(models.KindClosed, "task.closed", "the task is no longer open")
	case task.Agency == "":
		return task, models.Problemf(models.KindForbidden, "task.applicant", "a task of the applicant is not claimed")
	case task.ClaimedBy == wanted:
		return task, nil
	case task.ClaimedBy != "" && task.ClaimedBy != by:
		return task, models.Problemf(models.KindStale, "task.claimed", "a colleague has claimed the task")
	}
	return task, models.Problemf(models.KindStale, "task.stale", "the task has changed since it was shown")
}
