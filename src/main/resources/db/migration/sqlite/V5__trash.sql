-- Deleted manifests, as long as they can be restored, apart from the tables that everybody reads.
CREATE TABLE trash (
    repository_id  BIGINT NOT NULL REFERENCES repository (id),
    digest         TEXT NOT NULL,
    media_type     TEXT NOT NULL,
    artifact_type  TEXT,
    subject_digest TEXT,
    annotations    TEXT NOT NULL,
    size           BIGINT NOT NULL,
    content        BLOB NOT NULL,
    created_at     BIGINT NOT NULL,
    deleted_at     BIGINT NOT NULL,
    deleted_by     TEXT NOT NULL,
    purge_after    BIGINT NOT NULL,
    PRIMARY KEY (repository_id, digest)
);

CREATE INDEX trash_due ON trash (purge_after);
CREATE INDEX trash_subject ON trash (repository_id, subject_digest) WHERE subject_digest IS NOT NULL;

-- Keeps the bytes and not the link: what only the trash names is no blob of the repository.
CREATE TABLE trash_blob (
    repository_id   BIGINT NOT NULL,
    manifest_digest TEXT NOT NULL,
    blob_digest     TEXT NOT NULL REFERENCES blob (digest),
    PRIMARY KEY (repository_id, manifest_digest, blob_digest),
    FOREIGN KEY (repository_id, manifest_digest) REFERENCES trash (repository_id, digest) ON DELETE CASCADE
);

CREATE INDEX trash_blob_blob ON trash_blob (blob_digest);

CREATE TABLE trash_child (
    repository_id BIGINT NOT NULL,
    parent        TEXT NOT NULL,
    child         TEXT NOT NULL,
    PRIMARY KEY (repository_id, parent, child),
    FOREIGN KEY (repository_id, parent) REFERENCES trash (repository_id, digest) ON DELETE CASCADE
);

-- What moved the tag: 'push', 'delete', 'manifest' (it went with its manifest) or 'restore'. Null in older rows.
ALTER TABLE tag_history ADD COLUMN action TEXT;

CREATE INDEX tag_history_previous ON tag_history (repository_id, previous) WHERE previous IS NOT NULL;
