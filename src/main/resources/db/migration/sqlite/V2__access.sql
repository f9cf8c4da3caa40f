-- Who can log in. Only an account has a password; version changes with it, and what was issued under another is void.
CREATE TABLE account (
    name       TEXT    NOT NULL PRIMARY KEY,
    kind       TEXT    NOT NULL,
    password   TEXT,
    version    TEXT    NOT NULL,
    created_at BIGINT  NOT NULL,
    changed_at BIGINT  NOT NULL
);

CREATE TABLE access_group (
    name       TEXT    NOT NULL PRIMARY KEY,
    created_at BIGINT  NOT NULL
);

-- A member is 'account:name' or 'robot:name', which may live in a file or in the configuration.
CREATE TABLE access_member (
    group_name TEXT    NOT NULL REFERENCES access_group (name) ON DELETE CASCADE,
    member     TEXT    NOT NULL,
    PRIMARY KEY (group_name, member)
);

CREATE TABLE access_rule (
    id         TEXT    NOT NULL PRIMARY KEY,
    subject    TEXT    NOT NULL,
    repository TEXT    NOT NULL,
    role       TEXT    NOT NULL,
    created_at BIGINT  NOT NULL,
    UNIQUE (subject, repository)
);

-- Secrets that stand for a subject, as SHA-256. kind is 'access' or 'refresh'; version is the account's, of a refresh
-- token; limits has a line 'role pattern' for each part that an access token is narrowed to.
CREATE TABLE access_token (
    id           TEXT    NOT NULL PRIMARY KEY,
    kind         TEXT    NOT NULL,
    owner        TEXT    NOT NULL,
    name         TEXT    NOT NULL,
    hash         TEXT    NOT NULL UNIQUE,
    version      TEXT    NOT NULL,
    limits       TEXT    NOT NULL,
    created_at   BIGINT  NOT NULL,
    expires_at   BIGINT,
    last_used_at BIGINT
);

CREATE INDEX access_token_owner ON access_token (owner, kind, name);

-- Tokens whose bearers may still hold something that was issued for them; forgotten once that has expired.
CREATE TABLE revoked_token (
    id    TEXT   NOT NULL PRIMARY KEY,
    until BIGINT NOT NULL
);

-- Grows with every change of the tables above, so that the other nodes know when to read them again. One row,
-- once there was a change.
CREATE TABLE access_change (
    id      INTEGER NOT NULL PRIMARY KEY,
    counter BIGINT  NOT NULL
);

-- What tokens are signed with: a JSON Web Key, private part included.
CREATE TABLE signing_key (
    id         TEXT   NOT NULL PRIMARY KEY,
    jwk        TEXT   NOT NULL,
    created_at BIGINT NOT NULL
);

-- Who opened the session: only he may go on with it. Null in one that was opened before there was access control.
ALTER TABLE upload ADD COLUMN owner TEXT;
