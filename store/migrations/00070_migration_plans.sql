-- +goose Up
-- How running cases go over to another release, for many cases at once. A plan is
-- written once and never changed; what happens to it stands in plan_events, what
-- became of each case in plan_cases. Nothing personal is in any of them.
CREATE TABLE migration_plans (
    id           text COLLATE "C" PRIMARY KEY CHECK (id <> ''),
    case_type    text COLLATE "C" NOT NULL REFERENCES case_types,
    from_release text COLLATE "C" NOT NULL REFERENCES releases,
    to_release   text COLLATE "C" NOT NULL REFERENCES releases CHECK (to_release <> from_release),
    elements     jsonb NOT NULL,
    agencies     jsonb NOT NULL,
    recompute    boolean NOT NULL,
    picked       jsonb NOT NULL,
    rules        jsonb NOT NULL,
    notice       jsonb NOT NULL,
    per_step     int NOT NULL CHECK (per_step BETWEEN 1 AND 200),
    state        text NOT NULL CHECK (state IN ('new', 'trying', 'tried', 'running', 'paused', 'stopped', 'done')),
    tried        boolean NOT NULL DEFAULT false,
    why          text NOT NULL DEFAULT '',
    made_by      text COLLATE "C" NOT NULL REFERENCES people (id),
    made_at      timestamptz NOT NULL,
    run_by       text COLLATE "C" REFERENCES people (id),
    runs         int NOT NULL DEFAULT 0
);
CREATE INDEX migration_plans_of_type ON migration_plans (case_type, made_at, id);
CREATE INDEX migration_plans_at_work ON migration_plans (id) WHERE state IN ('trying', 'running');

CREATE TABLE plan_cases (
    plan_id  text COLLATE "C" NOT NULL REFERENCES migration_plans,
    case_id  text COLLATE "C" NOT NULL REFERENCES cases,
    result   text NOT NULL DEFAULT '' CHECK (result IN ('', 'would-move', 'moved', 'stays', 'stuck', 'left')),
    stands   text NOT NULL DEFAULT '',
    rule     text NOT NULL DEFAULT '',
    stuck    jsonb NOT NULL DEFAULT '[]',
    attempts int NOT NULL DEFAULT 0,
    begun_at timestamptz,
    at       timestamptz,
    PRIMARY KEY (plan_id, case_id)
);
CREATE INDEX plan_cases_due ON plan_cases (plan_id, attempts, case_id) WHERE result = '';
CREATE INDEX plan_cases_of_case ON plan_cases (case_id);

CREATE TABLE plan_events (
    plan_id text COLLATE "C" NOT NULL REFERENCES migration_plans,
    id      bigint GENERATED ALWAYS AS IDENTITY,
    at      timestamptz NOT NULL,
    kind    text NOT NULL,
    by      text COLLATE "C" REFERENCES people (id),
    note    text NOT NULL DEFAULT '',
    PRIMARY KEY (plan_id, id)
);

-- +goose StatementBegin
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['migration_plans', 'plan_cases', 'plan_events'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY wall ON %I USING ((SELECT hih_is(''operations'')))', name);
    END LOOP;
END $$;
-- +goose StatementEnd

-- What a process owner tells applicants in words of their own, by language.
ALTER TABLE notices ADD said jsonb;

-- +goose Down
ALTER TABLE notices DROP said;
DROP TABLE plan_events, plan_cases, migration_plans;
