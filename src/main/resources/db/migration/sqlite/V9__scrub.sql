-- What is wrong with the bytes of a blob: 'corrupt' or 'missing', and what was seen. Null: nothing that anybody knows of.
ALTER TABLE blob ADD COLUMN damage TEXT;
ALTER TABLE blob ADD COLUMN damage_seen TEXT;
ALTER TABLE blob ADD COLUMN damaged_at BIGINT;

CREATE INDEX blob_damaged ON blob (digest) WHERE damage IS NOT NULL;

-- What was seen of a manifest whose bytes are not those of its digest.
ALTER TABLE manifest ADD COLUMN damage_seen TEXT;
ALTER TABLE manifest ADD COLUMN damaged_at BIGINT;

CREATE INDEX manifest_damaged ON manifest (digest, repository_id) WHERE damaged_at IS NOT NULL;

-- A look through stored content. kind is 'schedule', 'request' or 'read' (a read found bytes lost); repository and digest
-- say what is looked at, null for all; part is 'blob' or 'manifest', and what follows it is where to go on.
CREATE TABLE verification (
    id               INTEGER PRIMARY KEY,
    kind             TEXT   NOT NULL,
    repository       TEXT,
    digest           TEXT,
    asked_by         TEXT   NOT NULL,
    accepts_missing  BIGINT NOT NULL,
    started_at       BIGINT NOT NULL,
    finished_at      BIGINT,
    stopped          TEXT,
    part             TEXT   NOT NULL,
    after_repository BIGINT NOT NULL,
    after_digest     TEXT   NOT NULL,
    total            BIGINT NOT NULL,
    total_bytes      BIGINT NOT NULL,
    checked          BIGINT NOT NULL,
    checked_bytes    BIGINT NOT NULL,
    damaged          BIGINT NOT NULL,
    errors           BIGINT NOT NULL
);

CREATE INDEX verification_open ON verification (kind, id) WHERE finished_at IS NULL;

CREATE INDEX verification_kind ON verification (kind, id);
