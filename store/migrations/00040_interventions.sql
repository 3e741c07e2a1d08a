-- +goose Up
-- Who changed a case by hand stands in the access log, written by the worker in the
-- transaction of the change. A variable that an operator sets belongs to no task.

ALTER TABLE accesses
    DROP CONSTRAINT accesses_outcome_check,
    ADD CONSTRAINT accesses_outcome_check CHECK (outcome IN ('read', 'refused', 'emergency', 'changed')),
    DROP CONSTRAINT accesses_whole,
    ADD CONSTRAINT accesses_whole CHECK (CASE outcome
        WHEN 'read' THEN case_id IS NOT NULL AND person_id IS NOT NULL AND purpose <> '' AND legal_basis <> ''
            AND (grant_id IS NOT NULL AND agency_id IS NOT NULL OR mandate_id IS NOT NULL)
        WHEN 'emergency' THEN case_id IS NOT NULL AND person_id IS NOT NULL AND agency_id IS NOT NULL AND sealed_reason IS NOT NULL
        WHEN 'changed' THEN case_id IS NOT NULL AND person_id IS NOT NULL
        ELSE refusal <> '' END);
ALTER POLICY written ON accesses WITH CHECK (read_by = (SELECT hih_person()) OR (SELECT hih_is('log', 'worker')));
ALTER TABLE answers ALTER task_id DROP NOT NULL;

-- +goose Down
DELETE FROM answers WHERE task_id IS NULL;
ALTER TABLE answers ALTER task_id SET NOT NULL;
ALTER POLICY written ON accesses WITH CHECK (read_by = (SELECT hih_person()) OR (SELECT hih_is('log')));
ALTER TABLE accesses
    DROP CONSTRAINT accesses_whole,
    ADD CONSTRAINT accesses_whole CHECK (CASE outcome
        WHEN 'read' THEN case_id IS NOT NULL AND person_id IS NOT NULL AND purpose <> '' AND legal_basis <> ''
            AND (grant_id IS NOT NULL AND agency_id IS NOT NULL OR mandate_id IS NOT NULL)
        WHEN 'emergency' THEN case_id IS NOT NULL AND person_id IS NOT NULL AND agency_id IS NOT NULL AND sealed_reason IS NOT NULL
        ELSE refusal <> '' END) NOT VALID;
