-- What the mark in the blob store has to say. One row at most; not confirmed until the mark was certainly written.
CREATE TABLE store_identity (
    only_row     integer          NOT NULL PRIMARY KEY CHECK (only_row = 1),
    identity     text COLLATE "C" NOT NULL,
    confirmed_at bigint
);
