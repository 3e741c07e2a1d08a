-- +goose Up
-- What process owners draw before it is published. Nothing of an applicant is in it;
-- who drew what is, with the name that colleagues know them by. Every change of a draft
-- has a number, which is the version of the file that it made.
CREATE TABLE drafts (
    id              text COLLATE "C" PRIMARY KEY CHECK (id <> ''),
    title           text NOT NULL CHECK (title <> ''),
    case_type       text NOT NULL,
    base_release    text COLLATE "C" REFERENCES releases,
    version         bigint NOT NULL CHECK (version >= 0),
    created_by      text COLLATE "C" NOT NULL REFERENCES people (id),
    created_name    text NOT NULL,
    created_at      timestamptz NOT NULL,
    changed_name    text NOT NULL,
    changed_at      timestamptz NOT NULL
);
CREATE INDEX drafts_changed ON drafts (changed_at, id);

CREATE TABLE draft_files (
    draft_id     text COLLATE "C" NOT NULL REFERENCES drafts ON DELETE CASCADE,
    path         text COLLATE "C" NOT NULL CHECK (path <> ''),
    version      bigint NOT NULL CHECK (version > 0),
    content      bytea NOT NULL,
    changed_name text NOT NULL,
    changed_at   timestamptz NOT NULL,
    PRIMARY KEY (draft_id, path)
);

-- content is NULL where the file was removed. kept: somebody wanted this, but it was in
-- the way of another change; it never was the file.
CREATE TABLE draft_revisions (
    draft_id     text COLLATE "C" NOT NULL REFERENCES drafts ON DELETE CASCADE,
    number       bigint NOT NULL CHECK (number > 0),
    path         text COLLATE "C" NOT NULL CHECK (path <> ''),
    how          text NOT NULL CHECK (how IN ('saved', 'merged', 'restored', 'removed', 'kept')),
    content      bytea,
    changed_by   text COLLATE "C" NOT NULL REFERENCES people (id),
    changed_name text NOT NULL,
    changed_at   timestamptz NOT NULL,
    PRIMARY KEY (draft_id, number),
    CHECK ((content IS NULL) = (how = 'removed'))
);
CREATE INDEX draft_revisions_path ON draft_revisions (draft_id, path, number);

CREATE TABLE draft_comments (
    draft_id      text COLLATE "C" NOT NULL REFERENCES drafts ON DELETE CASCADE,
    number        bigint NOT NULL CHECK (number > 0),
    path          text NOT NULL,
    element       text NOT NULL,
    body          text NOT NULL CHECK (body <> ''),
    written_by    text COLLATE "C" NOT NULL REFERENCES people (id),
    written_name  text NOT NULL,
    written_at    timestamptz NOT NULL,
    resolved_name text NOT NULL,
    resolved_at   timestamptz,
    PRIMARY KEY (draft_id, number)
);

CREATE TABLE draft_presence (
    draft_id  text COLLATE "C" NOT NULL REFERENCES drafts ON DELETE CASCADE,
    person_id text COLLATE "C" NOT NULL REFERENCES people (id),
    name      text NOT NULL,
    path      text NOT NULL,
    element   text NOT NULL,
    seen_at   timestamptz NOT NULL,
    PRIMARY KEY (draft_id, person_id)
);

-- Process owners, and nobody else.
-- +goose StatementBegin
DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['drafts', 'draft_files', 'draft_revisions', 'draft_comments', 'draft_presence'] LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY wall ON %s USING ((SELECT hih_is(''drafts'')))', name);
    END LOOP;
END $$;
-- +goose StatementEnd

-- +goose Down
DROP TABLE draft_presence, draft_comments, draft_revisions, draft_files, drafts;
