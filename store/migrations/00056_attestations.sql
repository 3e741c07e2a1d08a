-- +goose Up
-- A competent body's signed word on a document, who relied on it, and grants that
-- lend what was attested and not the paper.
CREATE TABLE attestations (
    id            text COLLATE "C" PRIMARY KEY CHECK (id <> ''),
    person_id     text COLLATE "C" NOT NULL REFERENCES people,
    document_id   text COLLATE "C" REFERENCES documents,
    digest        bytea NOT NULL CHECK (length(digest) = 32),
    item          text NOT NULL,
    case_id       text COLLATE "C" NOT NULL REFERENCES cases,
    task_id       text COLLATE "C" NOT NULL REFERENCES tasks,
    agency_id     text COLLATE "C" NOT NULL REFERENCES agencies,
    attested_by   text COLLATE "C" NOT NULL REFERENCES people (id),
    verdict       text NOT NULL CHECK (verdict IN ('valid', 'invalid', 'unobtainable')),
    sealed        bytea NOT NULL,
    statute       text NOT NULL,
    at            timestamptz NOT NULL,
    valid_until   timestamptz,
    note          text NOT NULL CHECK (note <> ''),
    withdrawn_at  timestamptz,
    sealed_reason bytea,
    CHECK ((document_id IS NULL) = (verdict = 'unobtainable')),
    CHECK ((withdrawn_at IS NULL) = (sealed_reason IS NULL))
);
CREATE INDEX attestations_of_digest ON attestations (person_id, digest, at, id);
CREATE INDEX attestations_of_agency ON attestations (agency_id, at, id);

CREATE TABLE reliances (
    attestation_id text COLLATE "C" NOT NULL REFERENCES attestations,
    task_id        text COLLATE "C" NOT NULL REFERENCES tasks,
    case_id        text COLLATE "C" NOT NULL REFERENCES cases,
    agency_id      text COLLATE "C" NOT NULL REFERENCES agencies,
    at             timestamptz NOT NULL,
    PRIMARY KEY (attestation_id, task_id)
);

ALTER TABLE grants
    ADD attested   boolean NOT NULL DEFAULT false,
    ADD revoked_by text COLLATE "C" REFERENCES people (id);
ALTER TABLE "references"
    ADD attestation_id text COLLATE "C" REFERENCES attestations,
    DROP CONSTRAINT references_check,
    ADD CONSTRAINT references_one CHECK (num_nonnulls(document_id, sealed_reason, attestation_id) = 1);

-- Whose it is, who gave it, and every agency of a case whose paper it is about.
ALTER TABLE attestations ENABLE ROW LEVEL SECURITY;
ALTER TABLE attestations FORCE ROW LEVEL SECURITY;
CREATE POLICY wall ON attestations USING (person_id = (SELECT hih_person()) OR agency_id = (SELECT hih_agency()) OR (SELECT hih_is('worker'))
    OR EXISTS (SELECT 1 FROM grants g JOIN "references" r ON r.case_id = g.case_id AND r.item = g.item
        WHERE g.agency_id = (SELECT hih_agency()) AND g.person_id = attestations.person_id AND g.item = attestations.item
        AND g.closed_at IS NULL AND (g.expires_at IS NULL OR g.expires_at > now())
        AND (r.attestation_id = attestations.id OR r.document_id = attestations.document_id OR attestations.document_id IS NULL)));
ALTER TABLE reliances ENABLE ROW LEVEL SECURITY;
ALTER TABLE reliances FORCE ROW LEVEL SECURITY;
CREATE POLICY wall ON reliances USING (agency_id = (SELECT hih_agency()) OR (SELECT hih_is('worker'))
    OR EXISTS (SELECT 1 FROM attestations a WHERE a.id = reliances.attestation_id
        AND (a.person_id = (SELECT hih_person()) OR a.agency_id = (SELECT hih_agency()))));

-- A grant on what was attested opens no document.
ALTER POLICY wall ON documents USING (person_id = (SELECT hih_person()) OR added_by = (SELECT hih_person()) OR (SELECT hih_is('vault'))
    OR EXISTS (SELECT 1 FROM "references" r WHERE r.document_id = documents.id AND (r.agency_id = (SELECT hih_agency())
        OR EXISTS (SELECT 1 FROM grants g WHERE g.case_id = r.case_id AND g.item = r.item AND g.agency_id = (SELECT hih_agency()) AND NOT g.attested
            AND g.closed_at IS NULL AND (g.expires_at IS NULL OR g.expires_at > now())) OR hih_helps(r.case_id))));

-- +goose Down
ALTER POLICY wall ON documents USING (person_id = (SELECT hih_person()) OR added_by = (SELECT hih_person()) OR (SELECT hih_is('vault'))
    OR EXISTS (SELECT 1 FROM "references" r WHERE r.document_id = documents.id AND (r.agency_id = (SELECT hih_agency())
        OR EXISTS (SELECT 1 FROM grants g WHERE g.case_id = r.case_id AND g.item = r.item AND g.agency_id = (SELECT hih_agency())
            AND g.closed_at IS NULL AND (g.expires_at IS NULL OR g.expires_at > now())) OR hih_helps(r.case_id))));
ALTER TABLE "references"
    DROP CONSTRAINT references_one,
    DROP attestation_id,
    ADD CONSTRAINT references_check CHECK ((document_id IS NULL) = (sealed_reason IS NOT NULL));
ALTER TABLE grants DROP attested, DROP revoked_by;
DROP TABLE reliances, attestations;
