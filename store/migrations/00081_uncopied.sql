-- +goose Up
-- Documents that came in before copies or previews of their kind were made get them later.
CREATE INDEX documents_uncopied ON documents (id) WHERE expired_at IS NULL AND (copy_object = '' OR preview_object = '');

-- +goose Down
DROP INDEX documents_uncopied;
