package store

import (
	"context"
	"time"

	"handinhand/models"
)

// DuePlanCases are some cases of a plan whose turn it is. Those that had no answer
// come last.
func (s *Store) DuePlanCases(ctx context.Context, id models.PlanID, limit int) ([]models.PlanCase, error) {
	var out []models.PlanCase
	err := s.db(ctx).Where("plan_id = ? AND result = ''", id).Order("attempts, case_id").Limit(limit).Find(&out).Error
	return out, problem(err, "list the due cases of a plan")
}

// SettlePlanCase keeps what became of a case.
func (s *Store) SettlePlanCase(ctx context.Context, row models.PlanCase) error {
	return problem(s.db(ctx).Save(&row).Error, "keep what became of a case")
}

// Overtaken settles the cases that went over although nobody heard their answer.
func (s *Store) Overtaken(ctx context.Context, plan models.MigrationPlan) error {
	err := s.db(ctx).Exec(`UPDATE plan_cases p SET result = 'moved', stuck = '[]' FROM cases c
		WHERE p.plan_id = ? AND c.id = p.case_id AND p.result = 'stuck' AND p.begun_at IS NOT NULL AND c.release = ?`, plan.ID, plan.To).Error
	return problem(err, "settle the cases that went over unheard")
}

// PlanCaseLine is a case of a plan with its number.
type PlanCaseLine struct {
	models.PlanCase
	Number    string
	StartedAt time.Time
}

// PlanCases are the cases of a plan with one result, or all, by case.
func (s *Store) PlanCases(ctx context.Context, id models.PlanID, result models.PlanResult, p Page) (List[PlanCaseLine], error) {
	byCase := order{name: "plan_cases", columns: []string{"cases.started_at", "plan_cases.case_id"}}
	rows := s.db(ctx).Table("plan_cases").Select("plan_cases.*, cases.number, cases.started_at").
		Joins("JOIN cases ON cases.id = plan_cases.case_id").Where("plan_cases.plan_id = ?", id)
	if result != "" {
		rows = rows.Where("plan_cases.result = ?", result)
	}
	return list(rows, p, byCase, func(l PlanCaseLine) []string { return []string{keyTime(l.StartedAt), string(l.Case)} })
}

// PlanTally is how many cases of a plan have a result where they stood; Rule is why they
// stay.
type PlanTally struct {
	Result models.PlanResult
	Stands string
	Rule   string
	Cases  int64
}

// PlanTallies count the cases of a plan by result and position.
func (s *Store) PlanTallies(ctx context.Context, id models.PlanID) ([]PlanTally, error) {
	var out []PlanTally
	err := s.db(ctx).Raw(`SELECT result, stands, rule, count(*) AS cases FROM plan_cases WHERE plan_id = ?
		GROUP BY result, stands, rule ORDER BY result, stands, rule`, id).Scan(&out).Error
	return out, problem(err, "count the cases of a plan")
}

// PlanObstacle is a reason why cases cannot go over, at an element.
type PlanObstacle struct {
	Element string
	Reason  string
	Code    string
	With    []string `gorm:"serializer:json"`
	Cases   int64
}

// PlanObstacles count what stands in the way of a plan's cases, most cases first.
func (s *Store) PlanObstacles(ctx context.Context, id models.PlanID) ([]PlanObstacle, error) {
	var out []PlanObstacle
	err := s.db(ctx).Raw(`SELECT o->>'element' AS element, o->>'reason' AS reason, COALESCE(o->>'code', '') AS code, COALESCE(o->>'with', '[]') AS "with", count(DISTINCT case_id) AS cases
		FROM plan_cases CROSS JOIN LATERAL jsonb_array_elements(stuck) o WHERE plan_id = ? AND result = 'stuck'
		GROUP BY 1, 2, 3, 4 ORDER BY 5 DESC, 1, 2`, id).Scan(&out).Error
	return out, problem(err, "count what stands in the way of a plan")
}

// PlansOfCase are the plans that moved a case, newest first.
func (s *Store) PlansOfCase(ctx context.Context, id models.CaseID) ([]models.PlanCase, error) {
	var out []models.PlanCase
	err := s.db(ctx).Where("case_id = ? AND result = 'moved'", id).Order("at DESC, plan_id").Find(&out).Error
	return out, problem(err, "list the plans that moved a case")
}

// StayFacts is what the rules of a plan ask of a case.
type StayFacts struct {
	Milestone bool // it has reached one of them
	Past      bool // it has completed one of the elements
	Incident  bool // one is open
}

// StayFacts looks at a case for the rules of a plan.
func (s *Store) StayFacts(ctx context.Context, id models.CaseID, rules models.StayRules) (StayFacts, error) {
	none := []string{""} // keeps IN true to its words
	var out StayFacts
	err := s.db(ctx).Raw(`SELECT
		EXISTS (SELECT 1 FROM milestones WHERE case_id = @id AND key IN @milestones) AS milestone,
		EXISTS (SELECT 1 FROM journal_entries WHERE case_id = @id AND kind = 'completed' AND element IN @past) AS past,
		EXISTS (SELECT 1 FROM incidents WHERE case_id = @id AND closed_at IS NULL) AS incident`,
		map[string]any{"id": id, "milestones": append(none, rules.Milestones...), "past": append(none, rules.Past...)}).Scan(&out).Error
	return out, problem(err, "look at a case for the rules of a plan")
}
