-- +goose Up
-- What a case has gathered goes when the law's time for it is over. Nobody does that
-- by hand: the entry in the access log has no reader.
ALTER TABLE cases ADD retention_begun_at timestamptz;
CREATE INDEX cases_unretained ON cases (ended_at, id) WHERE state = 'ended' AND retention_begun_at IS NULL;
ALTER TABLE "references" ADD expired_at timestamptz;
ALTER TABLE documents ADD expired_at timestamptz;

ALTER TABLE accesses
    ALTER read_by DROP NOT NULL,
    ADD CONSTRAINT accesses_read_by CHECK (read_by IS NOT NULL OR outcome = 'expired'),
    DROP CONSTRAINT accesses_outcome_check,
    ADD CONSTRAINT accesses_outcome_check CHECK (outcome IN ('read', 'refused', 'emergency', 'changed', 'audit', 'expired')),
    DROP CONSTRAINT accesses_whole,
    ADD CONSTRAINT accesses_whole CHECK (CASE outcome
        WHEN 'read' THEN case_id IS NOT NULL AND person_id IS NOT NULL AND purpose <> '' AND legal_basis <> ''
            AND (grant_id IS NOT NULL AND agency_id IS NOT NULL OR mandate_id IS NOT NULL)
        WHEN 'emergency' THEN case_id IS NOT NULL AND person_id IS NOT NULL AND agency_id IS NOT NULL AND sealed_reason IS NOT NULL
        WHEN 'changed' THEN case_id IS NOT NULL AND person_id IS NOT NULL
        WHEN 'audit' THEN case_id IS NOT NULL AND person_id IS NOT NULL AND purpose <> '' AND legal_basis <> ''
        WHEN 'expired' THEN case_id IS NOT NULL AND person_id IS NOT NULL AND item <> ''
        ELSE refusal <> '' END);

-- +goose Down
ALTER TABLE accesses
    DROP CONSTRAINT accesses_read_by,
    DROP CONSTRAINT accesses_outcome_check,
    ADD CONSTRAINT accesses_outcome_check CHECK (outcome IN ('read', 'refused', 'emergency', 'changed', 'audit')) NOT VALID,
    DROP CONSTRAINT accesses_whole,
    ADD CONSTRAINT accesses_whole CHECK (CASE outcome
        WHEN 'read' THEN case_id IS NOT NULL AND person_id IS NOT NULL AND purpose <> '' AND legal_basis <> ''
            AND (grant_id IS NOT NULL AND agency_id IS NOT NULL OR mandate_id IS NOT NULL)
        WHEN 'emergency' THEN case_id IS NOT NULL AND person_id IS NOT NULL AND agency_id IS NOT NULL AND sealed_reason IS NOT NULL
        WHEN 'changed' THEN case_id IS NOT NULL AND person_id IS NOT NULL
        WHEN 'audit' THEN case_id IS NOT NULL AND person_id IS NOT NULL AND purpose <> '' AND legal_basis <> ''
        ELSE refusal <> '' END) NOT VALID;
ALTER TABLE documents DROP expired_at;
ALTER TABLE "references" DROP expired_at;
DROP INDEX cases_unretained;
ALTER TABLE cases DROP retention_begun_at;
