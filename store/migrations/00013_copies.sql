-- +goose Up
-- A safe copy that was rendered anew, for everyone but whose document it is.
ALTER TABLE documents
    ADD copy_object text NOT NULL DEFAULT '',
    ADD copy_type   text NOT NULL DEFAULT '',
    ADD copy_size   bigint NOT NULL DEFAULT 0 CHECK ((copy_size > 0) = (copy_object <> ''));
CREATE UNIQUE INDEX documents_copies ON documents (copy_object) WHERE copy_object <> '';

-- +goose Down
ALTER TABLE documents DROP copy_object, DROP copy_type, DROP copy_size;
