-- +goose Up
-- What a draft began with is told apart from what was done in it.
ALTER TABLE draft_revisions DROP CONSTRAINT draft_revisions_how_check;
ALTER TABLE draft_revisions ADD CONSTRAINT draft_revisions_how_check CHECK (how IN ('begun', 'saved', 'merged', 'restored', 'removed', 'kept'));

-- +goose Down
UPDATE draft_revisions SET how = 'saved' WHERE how = 'begun';
ALTER TABLE draft_revisions DROP CONSTRAINT draft_revisions_how_check;
ALTER TABLE draft_revisions ADD CONSTRAINT draft_revisions_how_check CHECK (how IN ('saved', 'merged', 'restored', 'removed', 'kept'));
