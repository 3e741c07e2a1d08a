-- +goose Up
-- What the data-protection officer tells an agency that has let the time for an answer
-- pass, in words of hers under the key of the person concerned. A new deadline is set
-- once (GDPR Art. 12(3)).
CREATE TABLE reminders (
    id         text COLLATE "C" PRIMARY KEY CHECK (id <> ''),
    concern_id text COLLATE "C" NOT NULL REFERENCES concerns,
    person_id  text COLLATE "C" NOT NULL REFERENCES people,
    agency_id  text COLLATE "C" NOT NULL REFERENCES agencies,
    sealed     bytea NOT NULL,
    said_by    text COLLATE "C" NOT NULL REFERENCES people (id),
    said_at    timestamptz NOT NULL,
    due_at     timestamptz
);
CREATE INDEX reminders_of_concern ON reminders (concern_id, said_at, id);
CREATE UNIQUE INDEX reminders_extend_once ON reminders (concern_id) WHERE due_at IS NOT NULL;

ALTER TABLE reminders ENABLE ROW LEVEL SECURITY;
ALTER TABLE reminders FORCE ROW LEVEL SECURITY;
CREATE POLICY wall ON reminders USING (person_id = (SELECT hih_person()) OR agency_id = (SELECT hih_agency()) OR (SELECT hih_is('worker', 'protection')));

-- +goose Down
DROP TABLE reminders;
