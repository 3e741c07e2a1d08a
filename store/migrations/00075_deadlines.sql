-- +goose Up
-- A concern has to be answered in time (GDPR Art. 12(3): a month). Whoever is asked to
-- erase or to correct says yes or no. A person may turn to the data-protection officer
-- alone: then the agency that it is about does not see it.
ALTER TABLE concerns
    ADD due_at      timestamptz NOT NULL DEFAULT now() + interval '1 month',
    ADD reminded_at timestamptz,
    ADD lapsed_at   timestamptz,
    ADD officer     boolean NOT NULL DEFAULT false,
    ADD fulfilled   boolean,
    ADD CHECK (fulfilled IS NULL OR closed_at IS NOT NULL);
ALTER TABLE concerns ALTER due_at DROP DEFAULT, ALTER officer DROP DEFAULT;
CREATE INDEX concerns_due ON concerns (due_at, id) WHERE closed_at IS NULL;

ALTER POLICY wall ON concerns USING (person_id = (SELECT hih_person()) OR agency_id = (SELECT hih_agency()) AND NOT officer
    OR (SELECT hih_is('worker', 'protection')));

-- +goose Down
ALTER POLICY wall ON concerns USING (person_id = (SELECT hih_person()) OR agency_id = (SELECT hih_agency()) OR (SELECT hih_is('worker')));
DROP INDEX concerns_due;
ALTER TABLE concerns DROP fulfilled, DROP officer, DROP lapsed_at, DROP reminded_at, DROP due_at;
