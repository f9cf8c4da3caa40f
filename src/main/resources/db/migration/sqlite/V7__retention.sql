-- When a manifest was pulled last, to within the interval at which nodes write down what they served.
CREATE TABLE last_pull (
    repository_id BIGINT NOT NULL,
    digest        TEXT   NOT NULL,
    pulled_at     BIGINT NOT NULL,
    PRIMARY KEY (repository_id, digest),
    FOREIGN KEY (repository_id, digest) REFERENCES manifest (repository_id, digest) ON DELETE CASCADE
) WITHOUT ROWID;

-- What nothing removes. reference is a tag or a digest.
CREATE TABLE pin (
    repository_id BIGINT NOT NULL REFERENCES repository (id),
    reference     TEXT   NOT NULL,
    reason        TEXT   NOT NULL,
    pinned_by     TEXT   NOT NULL,
    pinned_at     BIGINT NOT NULL,
    PRIMARY KEY (repository_id, reference)
) WITHOUT ROWID;

-- Rules that are not in the configuration. definition is JSON.
CREATE TABLE retention_rule (
    name       TEXT   NOT NULL PRIMARY KEY,
    definition TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);

-- Since when a rule is evaluated as it is now, which fingerprint stands for.
CREATE TABLE retention_evaluation (
    rule        TEXT   NOT NULL PRIMARY KEY,
    fingerprint TEXT   NOT NULL,
    since       BIGINT NOT NULL
);

-- A repository of which so much would go that somebody has to say yes first.
CREATE TABLE retention_hold (
    repository_id BIGINT NOT NULL PRIMARY KEY REFERENCES repository (id),
    fingerprint   TEXT   NOT NULL,
    tags          BIGINT NOT NULL,
    manifests     BIGINT NOT NULL,
    share         BIGINT NOT NULL,
    held_at       BIGINT NOT NULL,
    confirmed_by  TEXT,
    confirmed_at  BIGINT
);
