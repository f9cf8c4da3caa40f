-- Bytes under the key, as far as anybody knows.
ALTER TABLE garbage ADD COLUMN size BIGINT NOT NULL DEFAULT 0;

-- What an operator and the last run say of a background task. No row: nobody said anything, it never ended.
CREATE TABLE background_task (
    name        TEXT   NOT NULL PRIMARY KEY,
    paused_at   BIGINT,
    paused_by   TEXT,
    finished_at BIGINT
);
