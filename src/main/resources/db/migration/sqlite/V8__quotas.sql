-- What the repositories that a pattern matches may hold together. Null is no limit; the differences are those that the
-- last recount found between the account and the rows.
CREATE TABLE quota (
    id                      INTEGER PRIMARY KEY,
    name                    TEXT    NOT NULL UNIQUE,
    pattern                 TEXT    NOT NULL,
    bytes                   BIGINT,
    repositories            BIGINT,
    tags                    BIGINT,
    recounted_at            BIGINT,
    difference_bytes        BIGINT NOT NULL DEFAULT 0,
    difference_repositories BIGINT NOT NULL DEFAULT 0,
    difference_tags         BIGINT NOT NULL DEFAULT 0
);

-- Which repositories a quota is about. counted is 1 while the repository has a manifest.
CREATE TABLE quota_repository (
    repository_id BIGINT  NOT NULL REFERENCES repository (id),
    quota_id      BIGINT  NOT NULL REFERENCES quota (id) ON DELETE CASCADE,
    counted       INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (repository_id, quota_id)
) WITHOUT ROWID;

CREATE INDEX quota_repository_quota ON quota_repository (quota_id, repository_id);

-- Which blobs a quota counts, each once: those that any of its repositories has, or its trash.
CREATE TABLE quota_blob (
    quota_id BIGINT NOT NULL REFERENCES quota (id) ON DELETE CASCADE,
    digest   TEXT   NOT NULL,
    size     BIGINT NOT NULL,
    PRIMARY KEY (quota_id, digest)
) WITHOUT ROWID;

-- The account of a quota, in several rows, so that transactions do not wait for one. What is used is the sum; most is how
-- far a row may grow by itself, and the sum of these is the limit as long as there is room.
CREATE TABLE quota_share (
    quota_id          BIGINT  NOT NULL REFERENCES quota (id) ON DELETE CASCADE,
    share             INTEGER NOT NULL,
    bytes             BIGINT  NOT NULL,
    repositories      BIGINT  NOT NULL,
    tags              BIGINT  NOT NULL,
    most_bytes        BIGINT  NOT NULL,
    most_repositories BIGINT  NOT NULL,
    most_tags         BIGINT  NOT NULL,
    PRIMARY KEY (quota_id, share)
) WITHOUT ROWID;

-- Bytes that a request has announced, as long as they are more than what has come.
ALTER TABLE upload ADD COLUMN reserved BIGINT NOT NULL DEFAULT 0;
