-- +goose Up
-- What an agency has to answer outside of any process: a problem that somebody
-- reports, a wish to be forgotten, an attestation that no longer holds.
CREATE TABLE concerns (
    id            text COLLATE "C" PRIMARY KEY CHECK (id <> ''),
    kind          text NOT NULL CHECK (kind IN ('problem', 'erasure', 'rectification', 'withdrawn')),
    case_id       text COLLATE "C" NOT NULL REFERENCES cases,
    person_id     text COLLATE "C" NOT NULL REFERENCES people,
    agency_id     text COLLATE "C" NOT NULL REFERENCES agencies,
    task_id       text COLLATE "C" REFERENCES tasks,
    item          text NOT NULL,
    sealed        bytea NOT NULL,
    opened_at     timestamptz NOT NULL,
    closed_at     timestamptz,
    closed_by     text COLLATE "C" REFERENCES people (id),
    sealed_answer bytea,
    CHECK ((closed_at IS NULL) = (sealed_answer IS NULL) AND (closed_at IS NULL) = (closed_by IS NULL))
);
CREATE INDEX concerns_of_agency ON concerns (agency_id, opened_at, id) WHERE closed_at IS NULL;
CREATE INDEX concerns_of_case ON concerns (case_id, opened_at, id);

ALTER TABLE concerns ENABLE ROW LEVEL SECURITY;
ALTER TABLE concerns FORCE ROW LEVEL SECURITY;
CREATE POLICY wall ON concerns USING (person_id = (SELECT hih_person()) OR agency_id = (SELECT hih_agency()) OR (SELECT hih_is('worker')));

-- +goose Down
DROP TABLE concerns;
