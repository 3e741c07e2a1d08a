-- +goose Up
-- Which items a trace holds something of, so that it goes with the first of them whose
-- time by law is over.
ALTER TABLE explanations ADD items text NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE explanations DROP items;
