package store

import (
	"context"

	"handinhand/models"
)

// OpenIncident is an incident with what is needed to show it.
type OpenIncident struct {
	models.Incident
	Number   string
	CaseType string
	Release  string
}

// OpenIncidents are all stuck tokens, oldest first.
func (s *Store) OpenIncidents(ctx context.Context, p Page) (List[OpenIncident], error) {
	oldest := order{name: "incidents", columns: []string{"incidents.opened_at", "incidents.case_id", "incidents.key"}}
	rows := s.db(ctx).Table("incidents").Select("incidents.*, cases.number, cases.case_type, cases.release").
		Joins("JOIN cases ON cases.id = incidents.case_id").Where("incidents.closed_at IS NULL")
	return list(rows, p, oldest, func(i OpenIncident) []string {
		return []string{keyTime(i.OpenedAt), string(i.Case), keyInt(i.Key)}
	})
}

// IncidentsOfCases are the open incidents of cases, by case and key.
func (s *Store) IncidentsOfCases(ctx context.Context, cases ...models.CaseID) ([]models.Incident, error) {
	if len(cases) == 0 {
		return nil, nil
	}
	var out []models.Incident
	err := s.db(ctx).Where("case_id IN ? AND closed_at IS NULL", cases).Order("case_id, key").Find(&out).Error
	return out, problem(err, "list the incidents of cases")
}

// Incident is one incident, open or closed.
func (s *Store) Incident(ctx context.Context, id models.CaseID, key int64) (models.Incident, error) {
	var out models.Incident
	err := s.db(ctx).Take(&out, "case_id = ? AND key = ?", id, key).Error
	return out, problem(err, "find an incident")
}
