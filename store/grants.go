package store

import (
	"context"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"handinhand/models"
)

// GrantsOfTask are the open grants of an agency that came with one task of a
// case, by item.
func (s *Store) GrantsOfTask(ctx context.Context, agency models.AgencyID, task models.TaskID, now time.Time) ([]models.Grant, error) {
	id, key, err := task.Parse()
	if err != nil {
		return nil, absent("find a task")
	}
	var out []models.Grant
	err = openGrants(s.db(ctx), now).
		Where("case_id = ? AND key = ? AND agency_id = ? AND NOT transfer", id, key, agency).Order("item").Find(&out).Error
	return out, problem(err, "list the grants of a task")
}

// openGrants are those that let someone read at a time.
func openGrants(db *gorm.DB, now time.Time) *gorm.DB {
	return db.Where("closed_at IS NULL AND (expires_at IS NULL OR expires_at > ?)", now)
}

// Transfer is what one service step sends an agency: grants that open and close
// together. It is named by its case and the key of the step.
type Transfer struct {
	Case      models.CaseID `gorm:"column:case_id"`
	Key       int64
	Number    string
	Release   string
	OpenedAt  time.Time
	ExpiresAt *time.Time
	Grants    []models.Grant `gorm:"-"` // by item
}

// TransferOpening opens a transfer to the agency that plays Recipient in a case.
type TransferOpening struct {
	Case      models.CaseID
	Key       int64
	Recipient models.AgencyRole
	Lends     []models.Lending
	OpenedAt  time.Time
	ExpiresAt *time.Time
}

// OpenTransfer opens the grants of a transfer, once for each (case, key).
func (s *Store) OpenTransfer(ctx context.Context, in TransferOpening) error {
	ctx = asPart(ctx, PartWorker)
	if len(in.Lends) == 0 {
		return nil
	}
	return s.Tx(ctx, func(tx *Store) error {
		c, err := tx.Case(ctx, in.Case)
		if err != nil {
			return err
		}
		bound, err := tx.bound(ctx, in.Case)
		if err != nil {
			return err
		}
		agency, err := bound.agency(in.Recipient)
		if err != nil {
			return err
		}
		grants := newGrants(c, agency, in.Key, in.Lends, in.OpenedAt)
		for i := range grants {
			grants[i].Transfer = true
			grants[i].ExpiresAt = in.ExpiresAt
		}
		if err := tx.DB.Clauses(clause.OnConflict{DoNothing: true}).Create(grants).Error; err != nil {
			return problem(err, "open a transfer")
		}
		return tx.noteSent(grants, in)
	})
}

// Transfers are the open transfers to an agency, newest first.
func (s *Store) Transfers(ctx context.Context, agency models.AgencyID, now time.Time, p Page) (List[Transfer], error) {
	newest := order{name: "transfers", columns: []string{"opened_at", "case_id", "key"}, newest: true}
	rows := openGrants(s.db(ctx), now).Table("grants").
		Select("opened_at, case_id, key, max(expires_at) AS expires_at").
		Where("agency_id = ? AND transfer", agency).Group("opened_at, case_id, key")
	out, err := list(rows, p, newest, func(t Transfer) []string {
		return []string{keyTime(t.OpenedAt), string(t.Case), keyInt(t.Key)}
	})
	if err != nil {
		return out, err
	}
	return out, s.fillTransfers(ctx, agency, now, out.Items)
}

// Transfer is one open transfer to an agency.
func (s *Store) Transfer(ctx context.Context, agency models.AgencyID, id models.CaseID, key int64, now time.Time) (Transfer, error) {
	one := []Transfer{{Case: id, Key: key}}
	if err := s.fillTransfers(ctx, agency, now, one); err != nil {
		return Transfer{}, err
	}
	if len(one[0].Grants) == 0 {
		return Transfer{}, absent("find a transfer")
	}
	one[0].OpenedAt, one[0].ExpiresAt = one[0].Grants[0].OpenedAt, one[0].Grants[0].ExpiresAt
	return one[0], nil
}

// fillTransfers adds grants, numbers and releases to transfers.
func (s *Store) fillTransfers(ctx context.Context, agency models.AgencyID, now time.Time, transfers []Transfer) error {
	if len(transfers) == 0 {
		return nil
	}
	ids := make([]models.CaseID, len(transfers))
	for i, t := range transfers {
		ids[i] = t.Case
	}
	var grants []models.Grant
	err := openGrants(s.db(ctx), now).
		Where("agency_id = ? AND transfer AND case_id IN ?", agency, ids).Order("item").Find(&grants).Error
	if err != nil {
		return problem(err, "list the grants of transfers")
	}
	var cases []models.Case
	if err := s.db(ctx).Where("id IN ?", ids).Find(&cases).Error; err != nil {
		return problem(err, "list the cases of transfers")
	}
	for i := range transfers {
		t := &transfers[i]
		for _, g := range grants {
			if g.Case == t.Case && g.Key == t.Key {
				t.Grants = append(t.Grants, g)
			}
		}
		for _, c := range cases {
			if c.ID == t.Case {
				t.Number, t.Release = c.Number, c.Release
			}
		}
	}
	return nil
}

// CloseTransfers closes what an agency was sent in a case, once it has
// acknowledged; closing twice is fine.
func (s *Store) CloseTransfers(ctx context.Context, agency models.AgencyID, id models.CaseID, now time.Time) error {
	err := s.db(ctx).Model(&models.Grant{}).
		Where("case_id = ? AND agency_id = ? AND transfer AND closed_at IS NULL", id, agency).
		Update("closed_at", now).Error
	return problem(err, "close transfers")
}

// OpenGrants are the open grants of a case, by agency and item.
func (s *Store) OpenGrants(ctx context.Context, id models.CaseID, now time.Time) ([]models.Grant, error) {
	var out []models.Grant
	err := openGrants(s.db(ctx), now).Where("case_id = ?", id).Order("agency_id, item, key").Find(&out).Error
	return out, problem(err, "list the open grants of a case")
}

// LentOf are the open grants of other agencies on papers that an agency brought in,
// newest first, at most limit.
func (s *Store) LentOf(ctx context.Context, agency models.AgencyID, now time.Time, limit int) ([]models.Grant, error) {
	var out []models.Grant
	err := s.db(asPart(ctx, PartWorker)).Raw(`
		SELECT g.* FROM grants g JOIN "references" r ON r.case_id = g.case_id AND r.item = g.item AND r.replaced_at IS NULL
		WHERE r.agency_id = @agency AND g.agency_id <> @agency AND g.closed_at IS NULL AND (g.expires_at IS NULL OR g.expires_at > @now)
		ORDER BY g.opened_at DESC, g.id LIMIT @limit`, map[string]any{"agency": agency, "now": now, "limit": limit}).Scan(&out).Error
	return out, problem(err, "list what is lent of an agency's papers")
}

// GrantHolder is a grant with the agency that brought its paper in, "" when none did.
func (s *Store) GrantHolder(ctx context.Context, id models.GrantID) (g models.Grant, holder models.AgencyID, err error) {
	ctx = asPart(ctx, PartWorker)
	if g, err = s.Grant(ctx, id); err != nil {
		return g, "", err
	}
	err = s.db(ctx).Raw(`SELECT agency_id FROM "references" WHERE case_id = ? AND item = ? AND replaced_at IS NULL`, g.Case, g.Item).Scan(&holder).Error
	return g, holder, problem(err, "find who brought a paper in")
}

// RevokeGrant closes a grant by hand, at once; one that is closed already stays as it is.
func (s *Store) RevokeGrant(ctx context.Context, id models.GrantID, by models.PersonID, now time.Time) error {
	err := s.db(asPart(ctx, PartWorker)).Exec(`UPDATE grants SET closed_at = ?, revoked_by = ? WHERE id = ? AND closed_at IS NULL`, now, by, id).Error
	return problem(err, "revoke a grant")
}

// GrantsOfCase are all grants that a case ever gave, newest first, at most limit.
func (s *Store) GrantsOfCase(ctx context.Context, id models.CaseID, limit int) ([]models.Grant, error) {
	var out []models.Grant
	err := s.db(ctx).Where("case_id = ?", id).Order("opened_at DESC, id DESC").Limit(limit).Find(&out).Error
	return out, problem(err, "list the grants of a case")
}

// Access is one read in a case.
func (s *Store) Access(ctx context.Context, id models.CaseID, entry string) (models.Access, error) {
	var out models.Access
	err := s.db(ctx).Take(&out, "case_id = ? AND id = ? AND outcome <> 'refused'", id, entry).Error
	return out, problem(err, "find a read")
}

// Expired are the entries on what was deleted of a case, newest first, at most limit.
func (s *Store) Expired(ctx context.Context, id models.CaseID, limit int) ([]models.Access, error) {
	var out []models.Access
	err := s.db(ctx).Where("case_id = ? AND outcome = ?", id, models.AccessExpired).Order("at DESC, id DESC").Limit(limit).Find(&out).Error
	return out, problem(err, "list what was deleted")
}

// Accesses are the reads in a case, newest first; what was refused is not among
// them.
func (s *Store) Accesses(ctx context.Context, id models.CaseID, p Page) (List[models.Access], error) {
	newest := order{name: "accesses", columns: []string{"at", "id"}, newest: true}
	return list(s.db(ctx).Where("case_id = ? AND outcome <> 'refused'", id), p, newest, func(a models.Access) []string {
		return []string{keyTime(a.At), a.ID}
	})
}
