-- +goose Up
-- The versions of a paper that its case has had, of which it shows the newest.
CREATE INDEX references_replaced ON "references" (case_id, item) WHERE replaced_at IS NOT NULL;

-- +goose Down
DROP INDEX references_replaced;
