-- When a manifest was pulled last, to within the interval at which nodes write down what they served.
CREATE TABLE last_pull (
    repository_id bigint           NOT NULL,
    digest        text COLLATE "C" NOT NULL,
    pulled_at     bigint           NOT NULL,
    PRIMARY KEY (repository_id, digest),
    FOREIGN KEY (repository_id, digest) REFERENCES manifest (repository_id, digest) ON DELETE CASCADE
);

-- What nothing removes. reference is a tag or a digest.
CREATE TABLE pin (
    repository_id bigint           NOT NULL REFERENCES repository (id),
    reference     text COLLATE "C" NOT NULL,
    reason        text COLLATE "C" NOT NULL,
    pinned_by     text COLLATE "C" NOT NULL,
    pinned_at     bigint           NOT NULL,
    PRIMARY KEY (repository_id, reference)
);

-- Rules that are not in the configuration. definition is JSON.
CREATE TABLE retention_rule (
    name       text COLLATE "C" NOT NULL PRIMARY KEY,
    definition text COLLATE "C" NOT NULL,
    created_at bigint           NOT NULL,
    changed_at bigint           NOT NULL
);

-- Since when a rule is evaluated as it is now, which fingerprint stands for.
CREATE TABLE retention_evaluation (
    rule        text COLLATE "C" NOT NULL PRIMARY KEY,
    fingerprint text COLLATE "C" NOT NULL,
    since       bigint           NOT NULL
);

-- A repository of which so much would go that somebody has to say yes first.
CREATE TABLE retention_hold (
    repository_id bigint           NOT NULL PRIMARY KEY REFERENCES repository (id),
    fingerprint   text COLLATE "C" NOT NULL,
    tags          bigint           NOT NULL,
    manifests     bigint           NOT NULL,
    share         bigint           NOT NULL,
    held_at       bigint           NOT NULL,
    confirmed_by  text COLLATE "C",
    confirmed_at  bigint
);
