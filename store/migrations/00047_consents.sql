-- +goose Up
-- What somebody has allowed of their own will, and taken back (ISO/IEC TS 27560). A
-- row is one consent; one that is given again after it was taken back is another.
CREATE TABLE consents (
    id           text COLLATE "C" PRIMARY KEY CHECK (id <> ''),
    case_id      text COLLATE "C" NOT NULL REFERENCES cases,
    person_id    text COLLATE "C" NOT NULL REFERENCES people,
    item         text NOT NULL CHECK (item <> ''),
    purpose      text NOT NULL CHECK (purpose <> ''),
    release      text NOT NULL,
    given_by     text COLLATE "C" NOT NULL REFERENCES people (id),
    given_at     timestamptz NOT NULL,
    withdrawn_at timestamptz CHECK (withdrawn_at >= given_at)
);
CREATE UNIQUE INDEX consents_open ON consents (case_id, item) WHERE withdrawn_at IS NULL;

ALTER TABLE consents ENABLE ROW LEVEL SECURITY;
ALTER TABLE consents FORCE ROW LEVEL SECURITY;
CREATE POLICY wall ON consents USING (person_id = (SELECT hih_person()) OR (SELECT hih_is('worker')));

-- Nothing is lent on a consent that was taken back, whatever step asks: the task opens
-- without it, the transfer goes without it. The grants of an emergency rest on another
-- ground.
-- +goose StatementBegin
CREATE FUNCTION lend_with_consent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.legal_basis <> 'eu-gdpr:A6-1-d'
        AND EXISTS (SELECT 1 FROM consents c WHERE c.case_id = NEW.case_id AND c.item = NEW.item AND c.withdrawn_at IS NOT NULL)
        AND NOT EXISTS (SELECT 1 FROM consents c WHERE c.case_id = NEW.case_id AND c.item = NEW.item AND c.withdrawn_at IS NULL) THEN
        RETURN NULL;
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER lend_with_consent BEFORE INSERT ON grants FOR EACH ROW EXECUTE FUNCTION lend_with_consent();

-- +goose Down
DROP TRIGGER lend_with_consent ON grants;
DROP FUNCTION lend_with_consent;
DROP TABLE consents;
