-- +goose Up
-- A release is proposed by one process owner and published by another, from a moment
-- on. Which release new cases get is no longer written anywhere: it follows from the
-- publications, so that nobody has to be awake at that moment.
CREATE TABLE proposals (
    id          text COLLATE "C" PRIMARY KEY CHECK (id <> ''),
    case_type   text NOT NULL CHECK (case_type <> ''),
    release     text COLLATE "C" NOT NULL CHECK (release ~ '^[0-9a-f]{64}$'),
    bundle      bytea NOT NULL,
    valid_from  text NOT NULL CHECK (valid_from ~ '^([0-9]{4}-[0-9]{2}-[0-9]{2})?$'), -- a day where the city is; '' at once
    notes       jsonb NOT NULL,
    version     bigint NOT NULL,
    state       text NOT NULL CHECK (state IN ('open', 'approved', 'declined', 'withdrawn')),
    proposed_at timestamptz NOT NULL,
    proposed_by text COLLATE "C" NOT NULL REFERENCES people,
    decided_at  timestamptz,
    decided_by  text COLLATE "C" REFERENCES people (id),
    reason      text NOT NULL,
    CHECK ((state = 'open') = (decided_at IS NULL) AND (decided_at IS NULL) = (decided_by IS NULL)),
    CONSTRAINT two_people CHECK (state NOT IN ('approved', 'declined') OR decided_by <> proposed_by),
    CHECK (state <> 'withdrawn' OR decided_by = proposed_by),
    CHECK (state <> 'declined' OR reason <> '')
);
CREATE UNIQUE INDEX proposals_open ON proposals (release) WHERE state = 'open';
CREATE INDEX proposals_newest ON proposals (proposed_at DESC, id DESC);

ALTER TABLE proposals ENABLE ROW LEVEL SECURITY;
ALTER TABLE proposals FORCE ROW LEVEL SECURITY;
CREATE POLICY wall ON proposals USING ((SELECT hih_is('operations')));

CREATE TABLE publications (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    case_type       text NOT NULL REFERENCES case_types,
    release         text COLLATE "C" NOT NULL REFERENCES releases (hash),
    valid_from      timestamptz NOT NULL,
    published_at    timestamptz NOT NULL,
    published_by    text NOT NULL,
    proposal        text COLLATE "C" UNIQUE REFERENCES proposals, -- none: the command line, one person alone
    notes           jsonb NOT NULL,
    rolled_back_at  timestamptz,
    rolled_back_by  text,
    rolled_back_why text,
    CHECK ((rolled_back_at IS NULL) = (rolled_back_by IS NULL) AND (rolled_back_at IS NULL) = (rolled_back_why IS NULL)),
    CHECK (rolled_back_why <> '')
);
CREATE INDEX publications_of_type ON publications (case_type, valid_from, id) WHERE rolled_back_at IS NULL;

INSERT INTO publications (case_type, release, valid_from, published_at, published_by, notes)
SELECT t.id, r.hash, COALESCE((SELECT min(b.since) FROM beginnings b WHERE b.case_type = t.id AND b.release = r.hash), r.published_at), r.published_at, r.published_by, '{}'
FROM case_types t JOIN releases r ON r.hash = t.release;
ALTER TABLE case_types DROP release;

-- What begins cases stands there for every release; the current one counts.
ALTER TABLE beginnings DROP CONSTRAINT beginnings_pkey, DROP since, ADD PRIMARY KEY (case_type, release, element, trigger);

-- A certificate is about the releases that are current together from a moment on.
ALTER TABLE certificates ADD valid_from timestamptz;
UPDATE certificates SET valid_from = signed_at;
ALTER TABLE certificates ALTER valid_from SET NOT NULL;

-- +goose Down
ALTER TABLE certificates DROP valid_from;
ALTER TABLE case_types ADD release text COLLATE "C" REFERENCES releases (hash);
UPDATE case_types t SET release = (SELECT p.release FROM publications p
    WHERE p.case_type = t.id AND p.rolled_back_at IS NULL AND p.valid_from <= now() ORDER BY p.valid_from DESC, p.id DESC LIMIT 1);
ALTER TABLE beginnings ADD since timestamptz;
UPDATE beginnings b SET since = (SELECT max(p.valid_from) FROM publications p WHERE p.release = b.release AND p.case_type = b.case_type);
DELETE FROM beginnings b WHERE NOT EXISTS (SELECT 1 FROM case_types t WHERE t.id = b.case_type AND t.release = b.release);
ALTER TABLE beginnings ALTER since SET NOT NULL, DROP CONSTRAINT beginnings_pkey, ADD PRIMARY KEY (case_type, element, trigger);
DELETE FROM case_types WHERE release IS NULL;
ALTER TABLE case_types ALTER release SET NOT NULL;
DROP TABLE publications;
DROP TABLE proposals;
