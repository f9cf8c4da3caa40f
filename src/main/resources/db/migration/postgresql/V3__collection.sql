-- Bytes under the key, as far as anybody knows.
ALTER TABLE garbage ADD COLUMN size bigint NOT NULL DEFAULT 0;

-- What an operator and the last run say of a background task. No row: nobody said anything, it never ended.
CREATE TABLE background_task (
    name        text COLLATE "C" NOT NULL PRIMARY KEY,
    paused_at   bigint,
    paused_by   text COLLATE "C",
    finished_at bigint
);
