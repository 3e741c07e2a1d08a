-- +goose Up
-- A mandate lets a helper act in one case of someone else, within its scopes, until
-- it expires or is revoked. Only a hash of the code that gives it away is kept.
CREATE TABLE mandates (
    id          text COLLATE "C" PRIMARY KEY CHECK (id <> ''),
    case_id     text COLLATE "C" NOT NULL REFERENCES cases,
    person_id   text COLLATE "C" NOT NULL REFERENCES people,
    helper_id   text COLLATE "C" REFERENCES people (id),
    scopes      text NOT NULL CHECK (scopes ~ '^(view|act|read)(,(view|act|read))*$'),
    code_hash   bytea NOT NULL UNIQUE CHECK (length(code_hash) = 32),
    opened_at   timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL CHECK (expires_at > opened_at),
    accepted_at timestamptz,
    revoked_at  timestamptz,
    CHECK ((helper_id IS NULL) = (accepted_at IS NULL)),
    CHECK (helper_id <> person_id)
);
CREATE INDEX mandates_of_case ON mandates (case_id, opened_at, id);
CREATE INDEX mandates_of_helper ON mandates (helper_id, opened_at, id) WHERE helper_id IS NOT NULL;
ALTER TABLE accesses ADD FOREIGN KEY (mandate_id) REFERENCES mandates;

ALTER TABLE mandates ENABLE ROW LEVEL SECURITY;
ALTER TABLE mandates FORCE ROW LEVEL SECURITY;
CREATE POLICY wall ON mandates USING (person_id = (SELECT hih_person()) OR helper_id = (SELECT hih_person()) OR (SELECT hih_is('signin', 'erasure')));

-- Does the person help in a case now?
-- +goose StatementBegin
CREATE FUNCTION hih_helps(wanted text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM mandates m WHERE m.case_id = wanted AND m.helper_id = hih_person() AND m.revoked_at IS NULL AND m.expires_at > now())
$$;
-- +goose StatementEnd
ALTER POLICY wall ON cases USING (person_id = (SELECT hih_person()) OR (SELECT hih_is('worker', 'operations', 'chores', 'log', 'vault', 'erasure'))
    OR EXISTS (SELECT 1 FROM bindings b WHERE b.case_id = cases.id AND b.agency_id = (SELECT hih_agency())) OR hih_helps(id));
ALTER POLICY wall ON tasks USING (agency_id = (SELECT hih_agency()) OR (SELECT hih_is('worker', 'operations'))
    OR EXISTS (SELECT 1 FROM cases c WHERE c.id = tasks.case_id AND c.person_id = (SELECT hih_person())) OR hih_helps(case_id));
ALTER POLICY wall ON notices USING (agency_id = (SELECT hih_agency()) OR (SELECT hih_is('worker'))
    OR EXISTS (SELECT 1 FROM cases c WHERE c.id = notices.case_id AND c.person_id = (SELECT hih_person())) OR hih_helps(case_id));
ALTER POLICY wall ON "references" USING ((SELECT hih_is('worker', 'vault')) OR agency_id = (SELECT hih_agency())
    OR EXISTS (SELECT 1 FROM cases c WHERE c.id = "references".case_id AND c.person_id = (SELECT hih_person()))
    OR EXISTS (SELECT 1 FROM bindings b WHERE b.case_id = "references".case_id AND b.agency_id = (SELECT hih_agency())) OR hih_helps(case_id));
ALTER POLICY wall ON documents USING (person_id = (SELECT hih_person()) OR added_by = (SELECT hih_person()) OR (SELECT hih_is('vault'))
    OR EXISTS (SELECT 1 FROM "references" r WHERE r.document_id = documents.id AND (r.agency_id = (SELECT hih_agency())
        OR EXISTS (SELECT 1 FROM grants g WHERE g.case_id = r.case_id AND g.item = r.item AND g.agency_id = (SELECT hih_agency())
            AND g.closed_at IS NULL AND (g.expires_at IS NULL OR g.expires_at > now())) OR hih_helps(r.case_id))));
ALTER POLICY wall ON answers USING (person_id = (SELECT hih_person()) OR given_by = (SELECT hih_person()) OR (SELECT hih_is('worker'))
    OR EXISTS (SELECT 1 FROM grants g WHERE g.case_id = answers.case_id AND g.agency_id = (SELECT hih_agency())
        AND g.closed_at IS NULL AND (g.expires_at IS NULL OR g.expires_at > now())) OR hih_helps(case_id));

-- +goose Down
DROP TABLE mandates CASCADE;
DROP FUNCTION hih_helps CASCADE;
