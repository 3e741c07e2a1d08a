package store

import (
	"context"

	"gorm.io/gorm/clause"

	"handinhand/models"
)

// SignImpact keeps a signature under an impact pack, and gives the one that counts: the
// first under the same content.
func (s *Store) SignImpact(ctx context.Context, row models.ImpactSignature) (models.ImpactSignature, error) {
	ctx = asPart(ctx, PartProtection)
	same := clause.OnConflict{Columns: []clause.Column{{Name: "release"}, {Name: "digest"}}, DoNothing: true}
	if err := s.db(ctx).Clauses(same).Create(&row).Error; err != nil {
		return row, problem(err, "sign an impact pack")
	}
	return s.ImpactSignature(ctx, row.Release, row.Digest)
}

// ImpactSignature is the signature under a content of a release's impact pack; where
// there is none, the newest under another content. It is for everyone, as the pack is.
func (s *Store) ImpactSignature(ctx context.Context, release, digest string) (models.ImpactSignature, error) {
	var out models.ImpactSignature
	err := s.db(asPart(ctx, PartProtection)).Where("release = ?", release).
		Order(clause.OrderBy{Expression: clause.Expr{SQL: "(digest = ?) DESC, signed_at DESC, id", Vars: []any{digest}}}).Take(&out).Error
	return out, problem(err, "find the signature under an impact pack")
}
