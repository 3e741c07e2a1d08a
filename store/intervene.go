package store

import (
	"time"

	"gorm.io/gorm/clause"

	"handinhand/audit"
	"handinhand/models"
)

// interventionKept is how long it stays in the access log who changed a case by
// hand: no release has a law for it. Long enough for a yearly review.
const interventionKept = 366 * 24 * time.Hour

// intervene writes into the access log who changed the case by hand, and makes the
// answers final that they set.
func (p projection) intervene() error {
	var entries []models.Access
	for _, i := range p.b.Interventions {
		entries = append(entries, models.Access{
			Outcome: models.AccessChanged, Action: i.Action, Case: p.c.ID, Person: p.c.Person, Agency: i.Agency, By: i.By,
			At: p.b.At, KeepUntil: p.b.At.Add(interventionKept),
		})
		if len(i.Answers) == 0 {
			continue
		}
		err := p.db.Exec(`UPDATE answers SET draft = false, given_at = ? WHERE id IN ? AND case_id = ? AND task_id IS NULL AND draft`,
			p.b.At, i.Answers, p.c.ID).Error
		if err != nil {
			return err
		}
	}
	return audit.Append(p.db, entries...)
}

// bind names the agencies of roles that a new release brings. A role that has its
// agency keeps it.
func (p projection) bind() error {
	for i := range p.b.Bindings {
		b := p.b.Bindings[i]
		b.Case = p.c.ID
		if _, bound := p.bound[b.Role]; bound {
			continue
		}
		p.bound[b.Role] = b.Agency
		if err := p.db.Clauses(clause.OnConflict{DoNothing: true}).Create(&b).Error; err != nil {
			return err
		}
	}
	return nil
}

// lendAgain makes the grants of open tasks those that the case's new release names.
func (p projection) lendAgain() error {
	for _, t := range p.b.Relent {
		agency, err := p.bound.agency(t.Role)
		if err != nil {
			return err
		}
		items := []string{""} // no item; it keeps "NOT IN" true to its words
		for _, l := range t.Lends {
			items = append(items, l.Item)
		}
		err = p.db.Exec(`UPDATE grants SET closed_at = ? WHERE case_id = ? AND key = ? AND NOT transfer AND closed_at IS NULL AND item NOT IN ?`,
			p.b.At, p.c.ID, t.Key, items).Error
		if err != nil {
			return err
		}
		if err := insert(p.db.Clauses(overGrants), newGrants(p.c, agency, t.Key, t.Lends, p.b.At)); err != nil {
			return err
		}
	}
	return nil
}
