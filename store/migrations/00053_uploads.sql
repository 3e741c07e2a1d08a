-- +goose Up
-- Files that come in parts. What has come of one lies sealed in the S3 store until the
-- rest is there, or its time is over.
CREATE TABLE uploads (
    id          text COLLATE "C" PRIMARY KEY CHECK (id <> ''),
    person_id   text COLLATE "C" NOT NULL REFERENCES people,
    task_id     text COLLATE "C" NOT NULL REFERENCES tasks,
    item        text NOT NULL,
    added_by    text COLLATE "C" NOT NULL REFERENCES people (id),
    sealed_name bytea NOT NULL,
    sealed_key  bytea NOT NULL,
    size        bigint NOT NULL CHECK (size > 0),
    received    bigint NOT NULL DEFAULT 0 CHECK (received >= 0 AND received <= size),
    parts       jsonb NOT NULL,
    expires_at  timestamptz NOT NULL,
    done_at     timestamptz
);
CREATE INDEX uploads_expiring ON uploads (expires_at);
CREATE INDEX uploads_of_person ON uploads (added_by) WHERE done_at IS NULL;
ALTER TABLE uploads ENABLE ROW LEVEL SECURITY;
ALTER TABLE uploads FORCE ROW LEVEL SECURITY;
CREATE POLICY wall ON uploads USING (added_by = (SELECT hih_person()) OR (SELECT hih_is('chores')));

-- +goose Down
DROP TABLE uploads;
