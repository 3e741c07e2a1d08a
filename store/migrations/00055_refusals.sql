-- +goose Up
-- Refused reads are written one by one up to a bound for each person and hour; what
-- is beyond it is counted here, and becomes one entry of the log when the hour is over.
ALTER TABLE accesses ADD further bigint NOT NULL DEFAULT 0 CHECK (further >= 0);

CREATE TABLE refusals (
    read_by text COLLATE "C" NOT NULL REFERENCES people (id),
    hour    timestamptz NOT NULL,
    asked   bigint NOT NULL,
    PRIMARY KEY (read_by, hour)
);
CREATE INDEX refusals_over ON refusals (hour);
ALTER TABLE refusals ENABLE ROW LEVEL SECURITY;
ALTER TABLE refusals FORCE ROW LEVEL SECURITY;
CREATE POLICY wall ON refusals USING ((SELECT hih_is('log')));

-- +goose Down
DROP TABLE refusals;
ALTER TABLE accesses DROP further;
