-- +goose Up
-- The second wall: row-level security. Every table with anything of a person shows
-- a row only to whom it concerns, whatever statement asks. Each transaction says for
-- whom it works (store/wall.go); one that says nothing sees nothing. FORCE holds for
-- the owner of the tables too; the application's own role owns nothing.

-- +goose StatementBegin
CREATE FUNCTION hih_person() RETURNS text LANGUAGE sql STABLE AS $$ SELECT nullif(current_setting('hih.person', true), '') $$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION hih_agency() RETURNS text LANGUAGE sql STABLE AS $$ SELECT nullif(current_setting('hih.agency', true), '') $$;
-- +goose StatementEnd
-- Does a part of the platform ask, and one of these?
-- +goose StatementBegin
CREATE FUNCTION hih_is(VARIADIC parts text[]) RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT coalesce(string_to_array(current_setting('hih.parts', true), ',') && parts, false) $$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION hih_anyone() RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT hih_person() IS NOT NULL OR hih_agency() IS NOT NULL OR coalesce(current_setting('hih.parts', true), '') <> '' $$;
-- +goose StatementEnd

-- Behind the wall an index serves plain columns only: expressions are looked at after
-- the wall was asked.
ALTER TABLE tasks ADD due_order timestamptz GENERATED ALWAYS AS (coalesce(due_at, 'infinity'::timestamptz)) STORED;
DROP INDEX tasks_due;
CREATE INDEX tasks_due ON tasks (agency_id, due_order, opened_at, id) WHERE state = 'open';
CREATE INDEX bindings_of_agency ON bindings (agency_id, case_id);
CREATE INDEX grants_open ON grants (agency_id, case_id, item) WHERE closed_at IS NULL;

-- +goose StatementBegin
DO $$
DECLARE
    rule record;
BEGIN
    FOR rule IN SELECT * FROM (VALUES
        ('people', $p$id = (SELECT hih_person()) OR (SELECT hih_is('signin', 'erasure'))$p$),
        ('sessions', $p$(SELECT hih_is('signin', 'chores', 'erasure'))$p$),
        ('keys', $p$(SELECT hih_is('keys', 'erasure'))$p$),
        ('attempts', $p$actor = (SELECT hih_person()) OR (SELECT hih_is('chores', 'erasure'))$p$),
        ('bindings', $p$(SELECT hih_anyone())$p$),
        ('cases', $p$person_id = (SELECT hih_person()) OR (SELECT hih_is('worker', 'operations', 'chores', 'log', 'vault', 'erasure'))
            OR EXISTS (SELECT 1 FROM bindings b WHERE b.case_id = cases.id AND b.agency_id = (SELECT hih_agency()))$p$),
        ('milestones', $p$EXISTS (SELECT 1 FROM cases c WHERE c.id = milestones.case_id)$p$),
        ('tokens', $p$EXISTS (SELECT 1 FROM cases c WHERE c.id = tokens.case_id)$p$),
        ('journal_entries', $p$EXISTS (SELECT 1 FROM cases c WHERE c.id = journal_entries.case_id)$p$),
        ('incidents', $p$(SELECT hih_is('worker', 'operations')) OR EXISTS (SELECT 1 FROM cases c WHERE c.id = incidents.case_id)$p$),
        ('tasks', $p$agency_id = (SELECT hih_agency()) OR (SELECT hih_is('worker', 'operations'))
            OR EXISTS (SELECT 1 FROM cases c WHERE c.id = tasks.case_id AND c.person_id = (SELECT hih_person()))$p$),
        ('subscriptions', $p$agency_id = (SELECT hih_agency()) OR (SELECT hih_is('worker', 'operations'))
            OR EXISTS (SELECT 1 FROM cases c WHERE c.id = subscriptions.case_id AND c.person_id = (SELECT hih_person()))$p$),
        ('notices', $p$agency_id = (SELECT hih_agency()) OR (SELECT hih_is('worker'))
            OR EXISTS (SELECT 1 FROM cases c WHERE c.id = notices.case_id AND c.person_id = (SELECT hih_person()))$p$),
        ('grants', $p$person_id = (SELECT hih_person()) OR agency_id = (SELECT hih_agency()) OR (SELECT hih_is('worker', 'vault'))$p$),
        ('"references"', $p$(SELECT hih_is('worker', 'vault')) OR agency_id = (SELECT hih_agency())
            OR EXISTS (SELECT 1 FROM cases c WHERE c.id = "references".case_id AND c.person_id = (SELECT hih_person()))
            OR EXISTS (SELECT 1 FROM bindings b WHERE b.case_id = "references".case_id AND b.agency_id = (SELECT hih_agency()))$p$),
        ('documents', $p$person_id = (SELECT hih_person()) OR added_by = (SELECT hih_person()) OR (SELECT hih_is('vault'))
            OR EXISTS (SELECT 1 FROM "references" r WHERE r.document_id = documents.id AND (r.agency_id = (SELECT hih_agency())
                OR EXISTS (SELECT 1 FROM grants g WHERE g.case_id = r.case_id AND g.item = r.item AND g.agency_id = (SELECT hih_agency())
                    AND g.closed_at IS NULL AND (g.expires_at IS NULL OR g.expires_at > now()))))$p$),
        ('answers', $p$person_id = (SELECT hih_person()) OR given_by = (SELECT hih_person()) OR (SELECT hih_is('worker'))
            OR EXISTS (SELECT 1 FROM grants g WHERE g.case_id = answers.case_id AND g.agency_id = (SELECT hih_agency())
                AND g.closed_at IS NULL AND (g.expires_at IS NULL OR g.expires_at > now()))$p$)
    ) AS t(name, may) LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', rule.name);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', rule.name);
        EXECUTE format('CREATE POLICY wall ON %s USING (%s)', rule.name, rule.may);
    END LOOP;
END $$;
-- +goose StatementEnd

-- The access log: written by whoever reads, read by whom it concerns.
ALTER TABLE accesses ENABLE ROW LEVEL SECURITY;
ALTER TABLE accesses FORCE ROW LEVEL SECURITY;
CREATE POLICY shown ON accesses FOR SELECT USING (person_id = (SELECT hih_person()) OR (SELECT hih_is('log', 'auditor')));
CREATE POLICY written ON accesses FOR INSERT WITH CHECK (read_by = (SELECT hih_person()) OR (SELECT hih_is('log')));
CREATE POLICY expired ON accesses FOR DELETE USING ((SELECT hih_is('log')));

-- +goose Down
-- +goose StatementBegin
DO $$
DECLARE
    p record;
BEGIN
    FOR p IN SELECT policyname, tablename FROM pg_policies WHERE schemaname = current_schema() LOOP
        EXECUTE format('DROP POLICY %I ON %I', p.policyname, p.tablename);
        EXECUTE format('ALTER TABLE %I NO FORCE ROW LEVEL SECURITY', p.tablename);
        EXECUTE format('ALTER TABLE %I DISABLE ROW LEVEL SECURITY', p.tablename);
    END LOOP;
END $$;
-- +goose StatementEnd
DROP INDEX bindings_of_agency, grants_open, tasks_due;
ALTER TABLE tasks DROP due_order;
CREATE INDEX tasks_due ON tasks (agency_id, (coalesce(due_at, 'infinity'::timestamptz)), opened_at, id) WHERE state = 'open';
DROP FUNCTION hih_anyone, hih_is, hih_agency, hih_person;
