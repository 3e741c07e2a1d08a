-- +goose Up
-- What agencies bring into a case, are sent, say of a paper, and answer when somebody
-- asks about their data stands in the access log as reads do, so that every line of who
-- has something can be proven.
ALTER TABLE accesses
    DROP CONSTRAINT accesses_read_by,
    ADD CONSTRAINT accesses_read_by CHECK (read_by IS NOT NULL OR outcome IN ('expired', 'sent')),
    DROP CONSTRAINT accesses_outcome_check,
    ADD CONSTRAINT accesses_outcome_check CHECK (outcome IN
        ('read', 'refused', 'emergency', 'changed', 'audit', 'expired', 'sent', 'brought', 'attested', 'asked', 'answered')),
    DROP CONSTRAINT accesses_whole,
    ADD CONSTRAINT accesses_whole CHECK (CASE outcome
        WHEN 'read' THEN case_id IS NOT NULL AND person_id IS NOT NULL AND purpose <> '' AND legal_basis <> ''
            AND (grant_id IS NOT NULL AND agency_id IS NOT NULL OR mandate_id IS NOT NULL)
        WHEN 'emergency' THEN case_id IS NOT NULL AND person_id IS NOT NULL AND agency_id IS NOT NULL AND sealed_reason IS NOT NULL
        WHEN 'changed' THEN case_id IS NOT NULL AND person_id IS NOT NULL
        WHEN 'audit' THEN case_id IS NOT NULL AND person_id IS NOT NULL AND purpose <> '' AND legal_basis <> ''
        WHEN 'expired' THEN case_id IS NOT NULL AND person_id IS NOT NULL AND item <> ''
        WHEN 'sent' THEN case_id IS NOT NULL AND person_id IS NOT NULL AND agency_id IS NOT NULL AND item <> '' AND grant_id IS NOT NULL
        WHEN 'brought' THEN case_id IS NOT NULL AND person_id IS NOT NULL AND agency_id IS NOT NULL AND item <> ''
        WHEN 'attested' THEN case_id IS NOT NULL AND person_id IS NOT NULL AND agency_id IS NOT NULL AND item <> ''
        WHEN 'asked' THEN case_id IS NOT NULL AND person_id IS NOT NULL AND purpose <> '' AND legal_basis <> ''
        WHEN 'answered' THEN case_id IS NOT NULL AND person_id IS NOT NULL AND purpose <> '' AND legal_basis <> ''
        ELSE refusal <> '' END);

-- What was there before gets its entry now; its time is when it happened. A uuid of
-- version 4 has 122 random bits, which is salt enough. The wall holds for the owner too.
SELECT set_config('hih.parts', 'worker,vault,log', true);
INSERT INTO accesses (id, outcome, action, grant_id, case_id, person_id, agency_id, item, purpose, legal_basis, statute, at, keep_until, salt)
SELECT gen_random_uuid()::text, 'sent', 'transfer', id, case_id, person_id, agency_id, item, purpose, legal_basis, statute, opened_at,
       greatest(now(), expires_at) + interval '5 years', uuid_send(gen_random_uuid())
FROM grants WHERE transfer;
INSERT INTO accesses (id, outcome, action, case_id, person_id, agency_id, read_by, item, document_id, purpose, legal_basis, statute, at, keep_until, salt)
SELECT gen_random_uuid()::text, 'brought', 'uploadDocument', r.case_id, c.person_id, r.agency_id, r.added_by, r.item, r.document_id, '', '', '', r.added_at,
       now() + interval '5 years', uuid_send(gen_random_uuid())
FROM "references" r JOIN cases c ON c.id = r.case_id WHERE r.agency_id IS NOT NULL AND r.expired_at IS NULL;
INSERT INTO accesses (id, outcome, action, case_id, person_id, agency_id, read_by, item, document_id, purpose, legal_basis, statute, at, keep_until, salt)
SELECT gen_random_uuid()::text, 'attested', 'attestDocument', case_id, person_id, agency_id, attested_by, item, document_id, '', '', statute, at,
       now() + interval '5 years', uuid_send(gen_random_uuid())
FROM attestations;

-- +goose Down
ALTER TABLE accesses
    DROP CONSTRAINT accesses_read_by,
    ADD CONSTRAINT accesses_read_by CHECK (read_by IS NOT NULL OR outcome IN ('expired', 'sent')) NOT VALID,
    DROP CONSTRAINT accesses_outcome_check,
    ADD CONSTRAINT accesses_outcome_check CHECK (outcome IN ('read', 'refused', 'emergency', 'changed', 'audit', 'expired')) NOT VALID,
    DROP CONSTRAINT accesses_whole,
    ADD CONSTRAINT accesses_whole CHECK (CASE outcome
        WHEN 'read' THEN case_id IS NOT NULL AND person_id IS NOT NULL AND purpose <> '' AND legal_basis <> ''
            AND (grant_id IS NOT NULL AND agency_id IS NOT NULL OR mandate_id IS NOT NULL)
        WHEN 'emergency' THEN case_id IS NOT NULL AND person_id IS NOT NULL AND agency_id IS NOT NULL AND sealed_reason IS NOT NULL
        WHEN 'changed' THEN case_id IS NOT NULL AND person_id IS NOT NULL
        WHEN 'audit' THEN case_id IS NOT NULL AND person_id IS NOT NULL AND purpose <> '' AND legal_basis <> ''
        WHEN 'expired' THEN case_id IS NOT NULL AND person_id IS NOT NULL AND item <> ''
        ELSE refusal <> '' END) NOT VALID;
