-- What the mark in the blob store has to say. One row at most; not confirmed until the mark was certainly written.
CREATE TABLE store_identity (
    only_row     INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1),
    identity     TEXT    NOT NULL,
    confirmed_at INTEGER
);
