-- Deleted manifests, as long as they can be restored, apart from the tables that everybody reads.
CREATE TABLE trash (
    repository_id  bigint           NOT NULL REFERENCES repository (id),
    digest         text COLLATE "C" NOT NULL,
    media_type     text COLLATE "C" NOT NULL,
    artifact_type  text COLLATE "C",
    subject_digest text COLLATE "C",
    annotations    text COLLATE "C" NOT NULL,
    size           bigint           NOT NULL,
    content        bytea            NOT NULL,
    created_at     bigint           NOT NULL,
    deleted_at     bigint           NOT NULL,
    deleted_by     text COLLATE "C" NOT NULL,
    purge_after    bigint           NOT NULL,
    PRIMARY KEY (repository_id, digest)
);

ALTER TABLE trash ALTER COLUMN content SET STORAGE EXTERNAL;

CREATE INDEX trash_due ON trash (purge_after);
CREATE INDEX trash_subject ON trash (repository_id, subject_digest) WHERE subject_digest IS NOT NULL;

-- Keeps the bytes and not the link: what only the trash names is no blob of the repository.
CREATE TABLE trash_blob (
    repository_id   bigint           NOT NULL,
    manifest_digest text COLLATE "C" NOT NULL,
    blob_digest     text COLLATE "C" NOT NULL REFERENCES blob (digest),
    PRIMARY KEY (repository_id, manifest_digest, blob_digest),
    FOREIGN KEY (repository_id, manifest_digest) REFERENCES trash (repository_id, digest) ON DELETE CASCADE
);

CREATE INDEX trash_blob_blob ON trash_blob (blob_digest);

CREATE TABLE trash_child (
    repository_id bigint           NOT NULL,
    parent        text COLLATE "C" NOT NULL,
    child         text COLLATE "C" NOT NULL,
    PRIMARY KEY (repository_id, parent, child),
    FOREIGN KEY (repository_id, parent) REFERENCES trash (repository_id, digest) ON DELETE CASCADE
);

-- What moved the tag: 'push', 'delete', 'manifest' (it went with its manifest) or 'restore'. Null in older rows.
ALTER TABLE tag_history ADD COLUMN action text COLLATE "C";

CREATE INDEX tag_history_previous ON tag_history (repository_id, previous) WHERE previous IS NOT NULL;
