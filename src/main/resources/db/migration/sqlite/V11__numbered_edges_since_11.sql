-- What a manifest names is a pair of numbers: digests, in both orders and at random places, were most of what a push wrote
-- and half of the file. What refers to a table that is made anew is made anew before it.

CREATE TABLE numbered_repository_blob (
    id            INTEGER PRIMARY KEY,
    repository_id INTEGER NOT NULL REFERENCES repository (id),
    digest        TEXT    NOT NULL REFERENCES blob (digest),
    UNIQUE (repository_id, digest)
);

INSERT INTO numbered_repository_blob (repository_id, digest)
SELECT repository_id, digest FROM repository_blob ORDER BY repository_id, digest;

CREATE TABLE numbered_manifest (
    id             INTEGER PRIMARY KEY,
    repository_id  INTEGER NOT NULL REFERENCES repository (id),
    digest         TEXT    NOT NULL,
    media_type     TEXT    NOT NULL,
    artifact_type  TEXT,
    subject_digest TEXT,
    annotations    TEXT    NOT NULL,
    size           INTEGER NOT NULL,
    content        BLOB    NOT NULL,
    created_at     INTEGER NOT NULL,
    damage_seen    TEXT,
    damaged_at     BIGINT,
    UNIQUE (repository_id, digest)
);

INSERT INTO numbered_manifest (repository_id, digest, media_type, artifact_type, subject_digest, annotations, size, content,
                               created_at, damage_seen, damaged_at)
SELECT repository_id, digest, media_type, artifact_type, subject_digest, annotations, size, content,
       created_at, damage_seen, damaged_at
FROM manifest ORDER BY rowid;

-- RESTRICT is the lock between a push and the collector: a blob that a manifest names cannot leave its repository.
CREATE TABLE numbered_manifest_blob (
    manifest_id        INTEGER NOT NULL REFERENCES numbered_manifest (id) ON DELETE CASCADE,
    repository_blob_id INTEGER NOT NULL REFERENCES numbered_repository_blob (id) ON DELETE RESTRICT,
    PRIMARY KEY (manifest_id, repository_blob_id)
) WITHOUT ROWID;

INSERT INTO numbered_manifest_blob (manifest_id, repository_blob_id)
SELECT m.id, l.id
FROM manifest_blob e
JOIN numbered_manifest m ON m.repository_id = e.repository_id AND m.digest = e.manifest_digest
JOIN numbered_repository_blob l ON l.repository_id = e.repository_id AND l.digest = e.blob_digest;

-- No foreign key on the child: an index may name manifests that were deleted or are still to come.
CREATE TABLE numbered_manifest_child (
    repository_id INTEGER NOT NULL,
    parent        TEXT    NOT NULL,
    child         TEXT    NOT NULL,
    PRIMARY KEY (repository_id, parent, child),
    FOREIGN KEY (repository_id, parent) REFERENCES numbered_manifest (repository_id, digest) ON DELETE CASCADE
) WITHOUT ROWID;

INSERT INTO numbered_manifest_child (repository_id, parent, child) SELECT repository_id, parent, child FROM manifest_child;

CREATE TABLE numbered_tag (
    repository_id INTEGER NOT NULL,
    name          TEXT    NOT NULL,
    digest        TEXT    NOT NULL,
    updated_at    INTEGER NOT NULL,
    PRIMARY KEY (repository_id, name),
    FOREIGN KEY (repository_id, digest) REFERENCES numbered_manifest (repository_id, digest)
) WITHOUT ROWID;

INSERT INTO numbered_tag (repository_id, name, digest, updated_at)
SELECT repository_id, name, digest, updated_at FROM tag;

CREATE TABLE numbered_last_pull (
    repository_id BIGINT NOT NULL,
    digest        TEXT   NOT NULL,
    pulled_at     BIGINT NOT NULL,
    PRIMARY KEY (repository_id, digest),
    FOREIGN KEY (repository_id, digest) REFERENCES numbered_manifest (repository_id, digest) ON DELETE CASCADE
) WITHOUT ROWID;

INSERT INTO numbered_last_pull (repository_id, digest, pulled_at) SELECT repository_id, digest, pulled_at FROM last_pull;

DROP TABLE manifest_blob;
DROP TABLE manifest_child;
DROP TABLE tag;
DROP TABLE last_pull;
DROP TABLE manifest;
DROP TABLE repository_blob;

ALTER TABLE numbered_repository_blob RENAME TO repository_blob;
ALTER TABLE numbered_manifest RENAME TO manifest;
ALTER TABLE numbered_manifest_blob RENAME TO manifest_blob;
ALTER TABLE numbered_manifest_child RENAME TO manifest_child;
ALTER TABLE numbered_tag RENAME TO tag;
ALTER TABLE numbered_last_pull RENAME TO last_pull;

CREATE INDEX repository_blob_digest ON repository_blob (digest);
CREATE INDEX manifest_subject ON manifest (repository_id, subject_digest, digest) WHERE subject_digest IS NOT NULL;
CREATE INDEX manifest_damaged ON manifest (digest, repository_id) WHERE damaged_at IS NOT NULL;
CREATE INDEX manifest_blob_blob ON manifest_blob (repository_blob_id);
CREATE INDEX manifest_child_child ON manifest_child (repository_id, child);
CREATE INDEX tag_digest ON tag (repository_id, digest);
