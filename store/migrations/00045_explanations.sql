-- +goose Up
-- Why a decision table came to its result: the trace, sealed with the key of the case,
-- so that it goes with it.
CREATE TABLE explanations (
    case_id  text COLLATE "C" NOT NULL REFERENCES cases,
    sequence bigint NOT NULL,
    line     integer NOT NULL,
    at       timestamptz NOT NULL,
    element  text NOT NULL,
    decision text NOT NULL,
    version  text NOT NULL,
    release  text NOT NULL,
    sealed   bytea NOT NULL,
    PRIMARY KEY (case_id, sequence, line)
);

-- The applicant (and whoever holds a mandate of theirs), an agency while it has an open
-- task in the case, and the auditor.
ALTER TABLE explanations ENABLE ROW LEVEL SECURITY;
ALTER TABLE explanations FORCE ROW LEVEL SECURITY;
CREATE POLICY wall ON explanations USING ((SELECT hih_is('worker', 'auditor'))
    OR EXISTS (SELECT 1 FROM cases c WHERE c.id = explanations.case_id AND c.person_id = (SELECT hih_person()))
    OR EXISTS (SELECT 1 FROM tasks t WHERE t.case_id = explanations.case_id AND t.agency_id = (SELECT hih_agency()) AND t.state = 'open')
    OR hih_helps(case_id));

-- The auditor reads them without a grant; the log says so.
ALTER TABLE accesses
    DROP CONSTRAINT accesses_outcome_check,
    ADD CONSTRAINT accesses_outcome_check CHECK (outcome IN ('read', 'refused', 'emergency', 'changed', 'audit')),
    DROP CONSTRAINT accesses_whole,
    ADD CONSTRAINT accesses_whole CHECK (CASE outcome
        WHEN 'read' THEN case_id IS NOT NULL AND person_id IS NOT NULL AND purpose <> '' AND legal_basis <> ''
            AND (grant_id IS NOT NULL AND agency_id IS NOT NULL OR mandate_id IS NOT NULL)
        WHEN 'emergency' THEN case_id IS NOT NULL AND person_id IS NOT NULL AND agency_id IS NOT NULL AND sealed_reason IS NOT NULL
        WHEN 'changed' THEN case_id IS NOT NULL AND person_id IS NOT NULL
        WHEN 'audit' THEN case_id IS NOT NULL AND person_id IS NOT NULL AND purpose <> '' AND legal_basis <> ''
        ELSE refusal <> '' END);

-- +goose Down
ALTER TABLE accesses
    DROP CONSTRAINT accesses_outcome_check,
    ADD CONSTRAINT accesses_outcome_check CHECK (outcome IN ('read', 'refused', 'emergency', 'changed')) NOT VALID,
    DROP CONSTRAINT accesses_whole,
    ADD CONSTRAINT accesses_whole CHECK (CASE outcome
        WHEN 'read' THEN case_id IS NOT NULL AND person_id IS NOT NULL AND purpose <> '' AND legal_basis <> ''
            AND (grant_id IS NOT NULL AND agency_id IS NOT NULL OR mandate_id IS NOT NULL)
        WHEN 'emergency' THEN case_id IS NOT NULL AND person_id IS NOT NULL AND agency_id IS NOT NULL AND sealed_reason IS NOT NULL
        WHEN 'changed' THEN case_id IS NOT NULL AND person_id IS NOT NULL
        ELSE refusal <> '' END) NOT VALID;
DROP TABLE explanations;
