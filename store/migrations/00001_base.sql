-- +goose Up
-- Ids are text in byte order: UUIDv7, so they sort by time. State words are those
-- of models/. Columns that name a row of another table end in _id. Sealed columns
-- hold ciphertext under a person's key; nothing readable about a person is here.

CREATE TABLE agencies (
    id    text COLLATE "C" PRIMARY KEY CHECK (id <> ''),
    role  text NOT NULL CHECK (role NOT IN ('', 'applicant')),
    zone  text NOT NULL CHECK (zone IN ('service', 'expert', 'enforcement')),
    name  jsonb NOT NULL,
    place text NOT NULL
);
CREATE INDEX agencies_by_role ON agencies (role, id);

CREATE TABLE people (
    id      text COLLATE "C" PRIMARY KEY CHECK (id <> ''),
    issuer  text NOT NULL,
    subject text NOT NULL,
    locale  text NOT NULL,
    UNIQUE (issuer, subject)
);

CREATE TABLE sessions (
    id         text COLLATE "C" PRIMARY KEY CHECK (id <> ''),
    person_id  text COLLATE "C" NOT NULL REFERENCES people,
    sealed     bytea NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX sessions_expiring ON sessions (expires_at);

-- A destroyed key leaves its row, so that it can never be made again.
CREATE TABLE keys (
    owner        text COLLATE "C" PRIMARY KEY CHECK (owner <> ''),
    sealed       bytea,
    made_at      timestamptz NOT NULL DEFAULT now(),
    destroyed_at timestamptz,
    CHECK ((sealed IS NULL) = (destroyed_at IS NOT NULL))
);

CREATE TABLE releases (
    hash         text COLLATE "C" PRIMARY KEY CHECK (hash ~ '^[0-9a-f]{64}$'),
    case_type    text NOT NULL,
    bundle       bytea NOT NULL,
    published_at timestamptz NOT NULL,
    published_by text NOT NULL
);

CREATE TABLE case_types (
    id      text PRIMARY KEY CHECK (id <> ''),
    release text COLLATE "C" NOT NULL REFERENCES releases (hash)
);

CREATE TABLE cases (
    id         text COLLATE "C" PRIMARY KEY CHECK (id <> ''),
    number     text NOT NULL UNIQUE,
    case_type  text NOT NULL REFERENCES case_types,
    release    text COLLATE "C" NOT NULL REFERENCES releases (hash),
    person_id  text COLLATE "C" NOT NULL REFERENCES people,
    state      text NOT NULL CHECK (state IN ('starting', 'running', 'ended')),
    outcome    text NOT NULL,
    sequence   bigint NOT NULL CHECK (sequence >= 0),
    digest     bytea, -- of the burst with this sequence; NULL where no burst has it to itself
    started_at timestamptz NOT NULL,
    ended_at   timestamptz,
    CHECK ((state = 'ended') = (ended_at IS NOT NULL))
);
CREATE INDEX cases_of_person ON cases (person_id, started_at, id);
CREATE INDEX cases_of_type ON cases (case_type, started_at, id);
CREATE INDEX cases_counted ON cases (case_type, state);
CREATE INDEX cases_starting ON cases (started_at, id) WHERE state = 'starting';

CREATE TABLE bindings (
    case_id   text COLLATE "C" REFERENCES cases,
    role      text,
    agency_id text COLLATE "C" NOT NULL REFERENCES agencies,
    PRIMARY KEY (case_id, role)
);

CREATE TABLE milestones (
    case_id    text COLLATE "C" REFERENCES cases,
    key        text,
    sequence   bigint NOT NULL,
    reached_at timestamptz NOT NULL,
    PRIMARY KEY (case_id, key)
);

CREATE TABLE tokens (
    case_id text COLLATE "C" REFERENCES cases,
    key     bigint,
    element text NOT NULL,
    since   timestamptz NOT NULL,
    PRIMARY KEY (case_id, key)
);

CREATE TABLE journal_entries (
    case_id  text COLLATE "C" REFERENCES cases,
    sequence bigint,
    line     integer,
    at       timestamptz NOT NULL,
    kind     text NOT NULL,
    element  text NOT NULL,
    PRIMARY KEY (case_id, sequence, line)
);

CREATE TABLE incidents (
    case_id   text COLLATE "C" REFERENCES cases,
    key       bigint,
    element   text NOT NULL,
    cause     text NOT NULL,
    attempts  integer NOT NULL,
    opened_at timestamptz NOT NULL,
    closed_at timestamptz,
    PRIMARY KEY (case_id, key)
);
CREATE INDEX incidents_open ON incidents (opened_at, case_id, key) WHERE closed_at IS NULL;

CREATE TABLE tasks (
    id         text COLLATE "C" PRIMARY KEY CHECK (id <> ''),
    case_id    text COLLATE "C" NOT NULL REFERENCES cases,
    key        bigint NOT NULL,
    case_type  text NOT NULL REFERENCES case_types,
    number     text NOT NULL,
    element    text NOT NULL,
    role       text NOT NULL,
    agency_id  text COLLATE "C" REFERENCES agencies,
    state      text NOT NULL CHECK (state IN ('open', 'completed', 'cancelled')),
    claimed_by text COLLATE "C" REFERENCES people (id),
    due_at     timestamptz,
    opened_at  timestamptz NOT NULL,
    closed_at  timestamptz,
    closed_by  text COLLATE "C" REFERENCES people (id),
    closed_with text NOT NULL DEFAULT '',
    version    bigint NOT NULL CHECK (version > 0),
    UNIQUE (case_id, key),
    CHECK ((agency_id IS NULL) = (role = 'applicant')),
    CHECK (claimed_by IS NULL OR agency_id IS NOT NULL),
    CHECK ((state = 'open') = (closed_at IS NULL))
);
-- The inbox of an agency, in each order that it offers. A task without a due date
-- comes last.
CREATE INDEX tasks_due ON tasks (agency_id, (coalesce(due_at, 'infinity'::timestamptz)), opened_at, id) WHERE state = 'open';
CREATE INDEX tasks_opened ON tasks (agency_id, opened_at, id) WHERE state = 'open';
CREATE INDEX tasks_claimed ON tasks (claimed_by, agency_id) WHERE state = 'open' AND claimed_by IS NOT NULL;
CREATE INDEX tasks_numbered ON tasks (number) WHERE state = 'open';

-- Answers are added, never changed; the newest counts.
CREATE TABLE answers (
    id        text COLLATE "C" PRIMARY KEY CHECK (id <> ''),
    case_id   text COLLATE "C" NOT NULL REFERENCES cases,
    person_id text COLLATE "C" NOT NULL REFERENCES people,
    task_id   text COLLATE "C" NOT NULL REFERENCES tasks,
    field     text NOT NULL,
    sealed    bytea NOT NULL,
    given_by  text COLLATE "C" NOT NULL REFERENCES people (id),
    given_at  timestamptz NOT NULL,
    draft     boolean NOT NULL
);
CREATE INDEX answers_final ON answers (case_id, field, given_at, id) WHERE NOT draft;
CREATE INDEX answers_draft ON answers (task_id, field, given_at, id) WHERE draft;

-- One person's equal bytes are one document.
CREATE TABLE documents (
    id          text COLLATE "C" PRIMARY KEY CHECK (id <> ''),
    person_id   text COLLATE "C" NOT NULL REFERENCES people,
    digest      bytea NOT NULL CHECK (length(digest) = 32),
    sealed_name bytea NOT NULL,
    media_type  text NOT NULL,
    size        bigint NOT NULL CHECK (size > 0),
    object      text NOT NULL UNIQUE,
    sealed_key  bytea NOT NULL,
    added_at    timestamptz NOT NULL,
    added_by    text COLLATE "C" NOT NULL REFERENCES people (id),
    UNIQUE (person_id, digest)
);
CREATE INDEX documents_of_person ON documents (person_id, added_at, id);

CREATE TABLE "references" (
    id            text COLLATE "C" PRIMARY KEY CHECK (id <> ''),
    case_id       text COLLATE "C" NOT NULL REFERENCES cases,
    item          text NOT NULL,
    document_id   text COLLATE "C" REFERENCES documents,
    sealed_reason bytea,
    agency_id     text COLLATE "C" REFERENCES agencies,
    task_id       text COLLATE "C" NOT NULL REFERENCES tasks,
    added_at      timestamptz NOT NULL,
    added_by      text COLLATE "C" NOT NULL REFERENCES people (id),
    replaced_at   timestamptz,
    CHECK ((document_id IS NULL) = (sealed_reason IS NOT NULL))
);
CREATE UNIQUE INDEX references_current ON "references" (case_id, item) WHERE replaced_at IS NULL;
CREATE INDEX references_of_document ON "references" (document_id);

CREATE TABLE grants (
    id          text COLLATE "C" PRIMARY KEY CHECK (id <> ''),
    case_id     text COLLATE "C" NOT NULL REFERENCES cases,
    person_id   text COLLATE "C" NOT NULL REFERENCES people,
    agency_id   text COLLATE "C" NOT NULL REFERENCES agencies,
    item        text NOT NULL,
    key         bigint NOT NULL,
    transfer    boolean NOT NULL,
    purpose     text NOT NULL CHECK (purpose <> ''),
    legal_basis text NOT NULL CHECK (legal_basis <> ''),
    statute     text NOT NULL,
    opened_at   timestamptz NOT NULL,
    expires_at  timestamptz,
    closed_at   timestamptz,
    UNIQUE (case_id, key, item)
);
CREATE INDEX grants_transferred ON grants (agency_id, opened_at, case_id, key) WHERE transfer AND closed_at IS NULL;

-- The access log is appended to, never changed.
CREATE TABLE accesses (
    id          text COLLATE "C" PRIMARY KEY CHECK (id <> ''),
    grant_id    text COLLATE "C" NOT NULL REFERENCES grants,
    case_id     text COLLATE "C" NOT NULL REFERENCES cases,
    person_id   text COLLATE "C" NOT NULL REFERENCES people,
    agency_id   text COLLATE "C" NOT NULL REFERENCES agencies,
    read_by     text COLLATE "C" NOT NULL REFERENCES people (id),
    item        text NOT NULL,
    document_id text COLLATE "C" REFERENCES documents,
    purpose     text NOT NULL CHECK (purpose <> ''),
    legal_basis text NOT NULL CHECK (legal_basis <> ''),
    statute     text NOT NULL,
    at          timestamptz NOT NULL
);
CREATE INDEX accesses_of_case ON accesses (case_id, at, id);

-- +goose StatementBegin
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is refused: its rows are final', TG_OP, TG_TABLE_NAME;
END $$;
-- +goose StatementEnd
CREATE TRIGGER accesses_final BEFORE UPDATE OR DELETE OR TRUNCATE ON accesses
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER releases_final BEFORE UPDATE ON releases
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE subscriptions (
    case_id         text COLLATE "C" REFERENCES cases,
    key             bigint,
    case_type       text NOT NULL REFERENCES case_types,
    number          text NOT NULL,
    element         text NOT NULL,
    message         text NOT NULL,
    correlation_key text NOT NULL,
    agency_id       text COLLATE "C" REFERENCES agencies,
    opened_at       timestamptz NOT NULL,
    closed_at       timestamptz,
    PRIMARY KEY (case_id, key)
);
CREATE INDEX subscriptions_of_agency ON subscriptions (agency_id, opened_at, case_id, key) WHERE closed_at IS NULL;
CREATE INDEX subscriptions_awaited ON subscriptions (message, correlation_key) WHERE closed_at IS NULL;

CREATE TABLE notices (
    id        text COLLATE "C" PRIMARY KEY CHECK (id <> ''),
    case_id   text COLLATE "C" NOT NULL REFERENCES cases,
    agency_id text COLLATE "C" REFERENCES agencies,
    text      text NOT NULL,
    at        timestamptz NOT NULL,
    read_at   timestamptz
);
CREATE INDEX notices_of_case ON notices (case_id, at, id);
CREATE INDEX notices_of_agency ON notices (agency_id, at, id) WHERE agency_id IS NOT NULL;

CREATE TABLE attempts (
    actor       text COLLATE "C" REFERENCES people (id),
    key         text CHECK (key <> ''),
    fingerprint text NOT NULL,
    response    bytea,
    begun_at    timestamptz NOT NULL,
    done_at     timestamptz,
    PRIMARY KEY (actor, key)
);
CREATE INDEX attempts_begun ON attempts (begun_at);

-- +goose Down
DROP TABLE attempts, notices, subscriptions, accesses, grants, "references", documents, answers, tasks, incidents,
    journal_entries, tokens, milestones, bindings, cases, case_types, releases, keys, sessions, people, agencies;
DROP FUNCTION refuse_change;
