-- +goose Up
-- Messages and signals between cases. A subscription to a signal stands in the
-- same table as one to a message: both are what a case waits for.

ALTER TABLE subscriptions ADD signal boolean NOT NULL DEFAULT false;
CREATE INDEX subscriptions_to_signals ON subscriptions (message) WHERE signal AND closed_at IS NULL;

CREATE TABLE parcels (
    id              text COLLATE "C" PRIMARY KEY,
    from_case_id    text COLLATE "C" NOT NULL REFERENCES cases,
    to_case_id      text COLLATE "C" REFERENCES cases,
    signal          boolean NOT NULL,
    name            text NOT NULL,
    correlation_key text NOT NULL,
    sealed          bytea NOT NULL,
    sent_at         timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL,
    delivered_at    timestamptz
);
CREATE INDEX parcels_due ON parcels (sent_at, id) WHERE to_case_id IS NOT NULL AND delivered_at IS NULL;
CREATE INDEX parcels_waiting ON parcels (name, correlation_key, sent_at) WHERE to_case_id IS NULL AND NOT signal;

ALTER TABLE parcels ENABLE ROW LEVEL SECURITY;
ALTER TABLE parcels FORCE ROW LEVEL SECURITY;
CREATE POLICY wall ON parcels USING ((SELECT hih_is('worker', 'chores', 'erasure')));

-- +goose Down
DROP TABLE parcels;
DROP INDEX subscriptions_to_signals;
ALTER TABLE subscriptions DROP signal;
