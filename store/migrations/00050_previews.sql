-- +goose Up
-- A small picture of the first page, and how many pages there are.
ALTER TABLE documents
    ADD preview_object text NOT NULL DEFAULT '',
    ADD preview_size   bigint NOT NULL DEFAULT 0 CHECK ((preview_size > 0) = (preview_object <> '')),
    ADD pages          integer NOT NULL DEFAULT 0 CHECK (pages >= 0);
CREATE UNIQUE INDEX documents_previews ON documents (preview_object) WHERE preview_object <> '';

-- +goose Down
ALTER TABLE documents DROP preview_object, DROP preview_size, DROP pages;
