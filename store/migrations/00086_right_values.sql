-- +goose Up
-- A correction says what is right, field by field, under the key of its person. Whoever
-- agrees and may decide brings it into the case, once for all who were asked together.
ALTER TABLE concerns
    ADD sealed_values bytea,
    ADD applied_at    timestamptz;

-- +goose Down
ALTER TABLE concerns DROP applied_at, DROP sealed_values;
