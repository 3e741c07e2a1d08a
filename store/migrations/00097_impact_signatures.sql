-- +goose Up
-- A data-protection officer's signature under the impact pack of a release: the pack's
-- canonical JSON as it was signed, and a signed note about its hash. The same content is
-- signed once. The name is the one that everybody may read there.
CREATE TABLE impact_signatures (
    id        text COLLATE "C" PRIMARY KEY CHECK (id <> ''),
    case_type text NOT NULL,
    release   text COLLATE "C" NOT NULL REFERENCES releases (hash),
    digest    text COLLATE "C" NOT NULL CHECK (digest ~ '^[0-9a-f]{64}$'),
    pack      bytea NOT NULL,
    name      text NOT NULL CHECK (name <> ''),
    note      text NOT NULL CHECK (note <> ''),
    signed_by text COLLATE "C" NOT NULL REFERENCES people (id),
    signed_at timestamptz NOT NULL,
    UNIQUE (release, digest)
);

ALTER TABLE impact_signatures ENABLE ROW LEVEL SECURITY;
ALTER TABLE impact_signatures FORCE ROW LEVEL SECURITY;
CREATE POLICY wall ON impact_signatures USING ((SELECT hih_is('worker', 'protection')));

-- +goose Down
DROP TABLE impact_signatures;
