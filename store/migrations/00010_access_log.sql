-- +goose Up
-- The access log becomes a Merkle tree. Rows of accesses hold what was read or
-- refused; audit_leaves holds, for ever, the record that the tree hashes: a salted
-- digest of the row and the date until which the law has the row kept. So a row
-- can go when its time is over, and the tree still verifies.

ALTER TABLE accesses
    ADD outcome       text NOT NULL DEFAULT 'read' CHECK (outcome IN ('read', 'refused', 'emergency')),
    ADD action        text NOT NULL DEFAULT 'readDocument',
    ADD refusal       text NOT NULL DEFAULT '',  -- models.Kind of a refusal
    ADD target        text NOT NULL DEFAULT '',  -- what was asked for, where it is not a case of ours
    ADD mandate_id    text COLLATE "C",
    ADD sealed_reason bytea,                     -- of an emergency, under the key of its person
    ADD keep_until    timestamptz NOT NULL DEFAULT now() + interval '5 years',
    ADD salt          bytea NOT NULL DEFAULT '\x',
    ALTER grant_id    DROP NOT NULL,
    ALTER case_id     DROP NOT NULL,
    ALTER person_id   DROP NOT NULL,
    ALTER agency_id   DROP NOT NULL,
    DROP CONSTRAINT accesses_purpose_check,
    DROP CONSTRAINT accesses_legal_basis_check,
    ADD CONSTRAINT accesses_whole CHECK (CASE outcome
        WHEN 'read' THEN case_id IS NOT NULL AND person_id IS NOT NULL AND purpose <> '' AND legal_basis <> ''
            AND (grant_id IS NOT NULL AND agency_id IS NOT NULL OR mandate_id IS NOT NULL)
        WHEN 'emergency' THEN case_id IS NOT NULL AND person_id IS NOT NULL AND agency_id IS NOT NULL AND sealed_reason IS NOT NULL
        ELSE refusal <> '' END);
ALTER TABLE accesses ALTER keep_until DROP DEFAULT;
CREATE INDEX accesses_by_time ON accesses (at, id);
CREATE INDEX accesses_due ON accesses (keep_until);

-- Entered by the database itself with each access, taken by the sequencer.
CREATE TABLE audit_pending (
    access_id text COLLATE "C" PRIMARY KEY
);

CREATE TABLE audit_leaves (
    index      bigint PRIMARY KEY CHECK (index >= 0),
    access_id  text COLLATE "C" NOT NULL UNIQUE,
    digest     bytea NOT NULL CHECK (length(digest) = 32),
    keep_until timestamptz NOT NULL
);

-- Stored hashes in the numbering of golang.org/x/mod/sumdb/tlog.
CREATE TABLE audit_hashes (
    index bigint PRIMARY KEY CHECK (index >= 0),
    hash  bytea NOT NULL CHECK (length(hash) = 32)
);

CREATE TABLE audit_checkpoints (
    size      bigint PRIMARY KEY CHECK (size > 0),
    root      bytea NOT NULL CHECK (length(root) = 32),
    note      text NOT NULL,
    signed_at timestamptz NOT NULL
);

-- +goose StatementBegin
CREATE FUNCTION enter_access() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit_pending (access_id) VALUES (NEW.id);
    RETURN NULL;
END $$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION refuse_early_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.keep_until > now() THEN
        RAISE EXCEPTION 'DELETE on % is refused: the law has the row kept until %', TG_TABLE_NAME, OLD.keep_until;
    END IF;
    RETURN OLD;
END $$;
-- +goose StatementEnd
INSERT INTO audit_pending SELECT id FROM accesses;
CREATE TRIGGER accesses_entered AFTER INSERT ON accesses FOR EACH ROW EXECUTE FUNCTION enter_access();
DROP TRIGGER accesses_final ON accesses;
CREATE TRIGGER accesses_final BEFORE UPDATE OR TRUNCATE ON accesses FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER accesses_kept BEFORE DELETE ON accesses FOR EACH ROW EXECUTE FUNCTION refuse_early_delete();
CREATE TRIGGER audit_leaves_final BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_leaves FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_hashes_final BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_hashes FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_checkpoints_final BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_checkpoints FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- +goose Down
DROP TRIGGER accesses_entered ON accesses;
DROP TRIGGER accesses_kept ON accesses;
DROP TABLE audit_checkpoints, audit_hashes, audit_leaves, audit_pending;
DROP FUNCTION enter_access, refuse_early_delete;
