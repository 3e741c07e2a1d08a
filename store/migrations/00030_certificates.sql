-- +goose Up
-- What was proven of which releases together, as a signed note. The newest one holds;
-- the older ones say what was known when older cases began.
CREATE TABLE certificates (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    note      text NOT NULL CHECK (note <> ''),
    signed_at timestamptz NOT NULL
);

-- +goose Down
DROP TABLE certificates;
