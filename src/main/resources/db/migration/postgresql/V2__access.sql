-- Who can log in. Only an account has a password; version changes with it, and what was issued under another is void.
CREATE TABLE account (
    name       text COLLATE "C" NOT NULL PRIMARY KEY,
    kind       text COLLATE "C" NOT NULL,
    password   text COLLATE "C",
    version    text COLLATE "C" NOT NULL,
    created_at bigint NOT NULL,
    changed_at bigint NOT NULL
);

CREATE TABLE access_group (
    name       text COLLATE "C" NOT NULL PRIMARY KEY,
    created_at bigint NOT NULL
);

-- A member is 'account:name' or 'robot:name', which may live in a file or in the configuration.
CREATE TABLE access_member (
    group_name text COLLATE "C" NOT NULL REFERENCES access_group (name) ON DELETE CASCADE,
    member     text COLLATE "C" NOT NULL,
    PRIMARY KEY (group_name, member)
);

CREATE TABLE access_rule (
    id         text COLLATE "C" NOT NULL PRIMARY KEY,
    subject    text COLLATE "C" NOT NULL,
    repository text COLLATE "C" NOT NULL,
    role       text COLLATE "C" NOT NULL,
    created_at bigint NOT NULL,
    UNIQUE (subject, repository)
);

-- Secrets that stand for a subject, as SHA-256. kind is 'access' or 'refresh'; version is the account's, of a refresh
-- token; limits has a line 'role pattern' for each part that an access token is narrowed to.
CREATE TABLE access_token (
    id           text COLLATE "C" NOT NULL PRIMARY KEY,
    kind         text COLLATE "C" NOT NULL,
    owner        text COLLATE "C" NOT NULL,
    name         text COLLATE "C" NOT NULL,
    hash         text COLLATE "C" NOT NULL UNIQUE,
    version      text COLLATE "C" NOT NULL,
    limits       text COLLATE "C" NOT NULL,
    created_at   bigint NOT NULL,
    expires_at   bigint,
    last_used_at bigint
);

CREATE INDEX access_token_owner ON access_token (owner, kind, name);

-- Tokens whose bearers may still hold something that was issued for them; forgotten once that has expired.
CREATE TABLE revoked_token (
    id    text COLLATE "C" NOT NULL PRIMARY KEY,
    until bigint NOT NULL
);

-- Grows with every change of the tables above, so that the other nodes know when to read them again. One row,
-- once there was a change.
CREATE TABLE access_change (
    id      integer NOT NULL PRIMARY KEY,
    counter bigint NOT NULL
);

-- What tokens are signed with: a JSON Web Key, private part included.
CREATE TABLE signing_key (
    id         text COLLATE "C" NOT NULL PRIMARY KEY,
    jwk        text COLLATE "C" NOT NULL,
    created_at bigint NOT NULL
);

-- Who opened the session: only he may go on with it. Null in one that was opened before there was access control.
ALTER TABLE upload ADD COLUMN owner text COLLATE "C";
