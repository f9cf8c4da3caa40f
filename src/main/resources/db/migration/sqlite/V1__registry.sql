-- Instants are milliseconds since 1970-01-01T00:00Z, sizes are bytes, digests are 'algorithm:encoded'.

CREATE TABLE repository (
    id         INTEGER PRIMARY KEY,
    name       TEXT    NOT NULL UNIQUE,
    created_at INTEGER NOT NULL
);

-- What the registry holds, once for all repositories.
CREATE TABLE blob (
    digest      TEXT    NOT NULL PRIMARY KEY,
    size        INTEGER NOT NULL,
    storage_key TEXT    NOT NULL UNIQUE,
    created_at  INTEGER NOT NULL
);

-- What a repository may be asked for.
CREATE TABLE repository_blob (
    repository_id INTEGER NOT NULL REFERENCES repository (id),
    digest        TEXT    NOT NULL REFERENCES blob (digest),
    PRIMARY KEY (repository_id, digest)
) WITHOUT ROWID;

CREATE INDEX repository_blob_digest ON repository_blob (digest);

CREATE TABLE manifest (
    repository_id  INTEGER NOT NULL REFERENCES repository (id),
    digest         TEXT    NOT NULL,
    media_type     TEXT    NOT NULL,
    artifact_type  TEXT,
    subject_digest TEXT,
    annotations    TEXT    NOT NULL,
    size           INTEGER NOT NULL,
    content        BLOB    NOT NULL,
    created_at     INTEGER NOT NULL,
    PRIMARY KEY (repository_id, digest)
);

CREATE INDEX manifest_subject ON manifest (repository_id, subject_digest, digest) WHERE subject_digest IS NOT NULL;

-- RESTRICT is the lock between a push and the collector: a blob that a manifest names cannot leave its repository.
CREATE TABLE manifest_blob (
    repository_id   INTEGER NOT NULL,
    manifest_digest TEXT    NOT NULL,
    blob_digest     TEXT    NOT NULL,
    PRIMARY KEY (repository_id, manifest_digest, blob_digest),
    FOREIGN KEY (repository_id, manifest_digest) REFERENCES manifest (repository_id, digest) ON DELETE CASCADE,
    FOREIGN KEY (repository_id, blob_digest) REFERENCES repository_blob (repository_id, digest) ON DELETE RESTRICT
) WITHOUT ROWID;

CREATE INDEX manifest_blob_blob ON manifest_blob (repository_id, blob_digest);

-- No foreign key on the child: an index may name manifests that were deleted or are still to come.
CREATE TABLE manifest_child (
    repository_id INTEGER NOT NULL,
    parent        TEXT    NOT NULL,
    child         TEXT    NOT NULL,
    PRIMARY KEY (repository_id, parent, child),
    FOREIGN KEY (repository_id, parent) REFERENCES manifest (repository_id, digest) ON DELETE CASCADE
) WITHOUT ROWID;

CREATE INDEX manifest_child_child ON manifest_child (repository_id, child);

CREATE TABLE tag (
    repository_id INTEGER NOT NULL,
    name          TEXT    NOT NULL,
    digest        TEXT    NOT NULL,
    updated_at    INTEGER NOT NULL,
    PRIMARY KEY (repository_id, name),
    FOREIGN KEY (repository_id, digest) REFERENCES manifest (repository_id, digest)
) WITHOUT ROWID;

CREATE INDEX tag_digest ON tag (repository_id, digest);

-- One row for each time that a tag was set (digest) or removed (null); previous is what it pointed at before.
CREATE TABLE tag_history (
    id            INTEGER PRIMARY KEY,
    repository_id INTEGER NOT NULL REFERENCES repository (id),
    name          TEXT    NOT NULL,
    digest        TEXT,
    previous      TEXT,
    changed_by    TEXT,
    changed_at    INTEGER NOT NULL
);

CREATE INDEX tag_history_name ON tag_history (repository_id, name, id);

-- state is the blob store's; digest_so_far is that of the first size bytes, null if it would have to be read again.
CREATE TABLE upload (
    id            TEXT    NOT NULL PRIMARY KEY,
    repository_id INTEGER NOT NULL REFERENCES repository (id),
    storage_key   TEXT    NOT NULL UNIQUE,
    algorithm     TEXT    NOT NULL,
    size          INTEGER NOT NULL,
    state         TEXT,
    digest_so_far TEXT,
    expires_at    INTEGER NOT NULL
);

CREATE INDEX upload_expiry ON upload (expires_at);

-- What may have become unreferenced, to be looked at once review_after has passed.
CREATE TABLE review (
    kind          TEXT    NOT NULL,
    repository_id INTEGER NOT NULL REFERENCES repository (id),
    digest        TEXT    NOT NULL,
    review_after  INTEGER NOT NULL,
    attempts      INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (kind, repository_id, digest)
) WITHOUT ROWID;

CREATE INDEX review_due ON review (review_after);

-- Bytes that no row refers to any more, to be deleted once not_before has passed. state is that of an upload which
-- ended unfinished, empty if it never had one; null for bytes that were committed.
CREATE TABLE garbage (
    storage_key TEXT    NOT NULL PRIMARY KEY,
    state       TEXT,
    not_before  INTEGER NOT NULL,
    attempts    INTEGER NOT NULL DEFAULT 0
);

CREATE INDEX garbage_due ON garbage (not_before);

-- Which node does a background task, until expires_at unless it renews.
CREATE TABLE lease (
    name       TEXT    NOT NULL PRIMARY KEY,
    holder     TEXT    NOT NULL,
    expires_at INTEGER NOT NULL
);
