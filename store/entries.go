package store

import (
	"time"

	"handinhand/audit"
	"handinhand/models"
)

// brought writes into the access log what agencies have written into the case with the
// tasks that they completed.
func (p projection) brought() error {
	var entries []models.Access
	for _, closed := range p.b.Closed {
		task := models.NewTaskID(p.c.ID, closed.Key)
		for _, b := range closed.Brought {
			var agencies []models.AgencyID
			err := p.db.Raw(`
				SELECT agency_id FROM tasks WHERE id = ? AND agency_id IS NOT NULL
					AND EXISTS (SELECT 1 FROM answers WHERE task_id = ? AND field IN ? AND NOT draft)`, task, task, b.Fields).Scan(&agencies).Error
			if err != nil {
				return err
			}
			for _, agency := range agencies {
				entries = append(entries, models.Access{
					Outcome: models.AccessBrought, Action: "completeTask", Case: p.c.ID, Person: p.c.Person, Agency: agency, By: closed.By, Item: b.Item,
					Purpose: b.Purpose, LegalBasis: b.LegalBasis, Statute: b.Statute, At: p.b.At, KeepUntil: keptUntil(b.Kept, p.b.At),
				})
			}
		}
	}
	return audit.Append(p.db, entries...)
}

// noteSent writes into the access log what a transfer has sent: of the grants that were
// to open those that did, and not those of an earlier attempt or without consent.
func (s *Store) noteSent(grants []models.Grant, in TransferOpening) error {
	ids := make([]models.GrantID, len(grants))
	kept := map[string]*models.Term{}
	for i, g := range grants {
		ids[i], kept[g.Item] = g.ID, in.Lends[i].Kept
	}
	var opened []models.Grant
	if err := s.DB.Where("id IN ?", ids).Order("item").Find(&opened).Error; err != nil {
		return problem(err, "find what a transfer has sent")
	}
	var entries []models.Access
	for _, g := range opened {
		entries = append(entries, models.Access{
			Outcome: models.AccessSent, Action: "transfer", Grant: g.ID, Case: g.Case, Person: g.Person, Agency: g.Agency, Item: g.Item,
			Purpose: g.Purpose, LegalBasis: g.LegalBasis, Statute: g.Statute, At: g.OpenedAt, KeepUntil: keptUntil(kept[g.Item], g.OpenedAt),
		})
	}
	return audit.Append(s.DB, entries...)
}

// keptUntil is how long an entry stays: as long as the law has kept what it is about.
func keptUntil(kept *models.Term, from time.Time) time.Time {
	if kept == nil {
		return from.Add(interventionKept)
	}
	return kept.After(from)
}
