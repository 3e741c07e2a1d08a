-- +goose Up
-- What begins a case by itself: the start events of the current releases, written
-- when they are published. And the post between cases becomes fair: a parcel that
-- cannot be handed over is tried again later and later, those of one case go one
-- after another, and one that an agency's system sends is a parcel too.

CREATE TABLE beginnings (
    case_type text NOT NULL REFERENCES case_types,
    element   text NOT NULL,
    trigger   integer NOT NULL,
    release   text COLLATE "C" NOT NULL REFERENCES releases (hash),
    kind      text NOT NULL CHECK (kind IN ('message', 'signal', 'timer')),
    name      text NOT NULL, -- of the message or signal; what a timer says
    form      text NOT NULL, -- of a timer: date, duration or cycle
    role      text NOT NULL, -- of the lane
    since     timestamptz NOT NULL,
    PRIMARY KEY (case_type, element, trigger)
);
CREATE INDEX beginnings_named ON beginnings (kind, name);

ALTER TABLE cases ADD begun_by text NOT NULL DEFAULT ''; -- what began it; '' a person
ALTER TABLE parcels
    ADD begins text NOT NULL DEFAULT '', -- the case type of which it begins a case
    ADD try_at timestamptz NOT NULL DEFAULT now(),
    ADD tries  integer NOT NULL DEFAULT 0;
DROP INDEX parcels_due, parcels_waiting;
CREATE INDEX parcels_due ON parcels (try_at, id) WHERE (to_case_id IS NOT NULL OR begins <> '') AND delivered_at IS NULL;
CREATE INDEX parcels_queued ON parcels (to_case_id, sent_at, id) WHERE to_case_id IS NOT NULL AND delivered_at IS NULL;
CREATE INDEX parcels_waiting ON parcels (name, correlation_key, sent_at) WHERE to_case_id IS NULL AND begins = '' AND NOT signal;

-- +goose Down
DROP INDEX parcels_due, parcels_queued, parcels_waiting;
DELETE FROM parcels WHERE begins <> '';
ALTER TABLE parcels DROP begins, DROP try_at, DROP tries;
CREATE INDEX parcels_due ON parcels (sent_at, id) WHERE to_case_id IS NOT NULL AND delivered_at IS NULL;
CREATE INDEX parcels_waiting ON parcels (name, correlation_key, sent_at) WHERE to_case_id IS NULL AND NOT signal;
ALTER TABLE cases DROP begun_by;
DROP TABLE beginnings;
