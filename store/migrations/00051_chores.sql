-- +goose Up
-- When each of the chores that must not be forgotten was begun last, by whichever
-- server came first. Nothing of a person is here.
CREATE TABLE chores (
    name     text COLLATE "C" PRIMARY KEY CHECK (name <> ''),
    begun_at timestamptz NOT NULL
);

-- +goose Down
DROP TABLE chores;
