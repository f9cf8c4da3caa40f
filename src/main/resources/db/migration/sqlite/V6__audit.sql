-- Who did what, and was denied what. kind and target are words of the code; allowed is 0 or 1.
CREATE TABLE audit (
    id      INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL,
    kind    TEXT NOT NULL,
    subject TEXT NOT NULL,
    address TEXT NOT NULL,
    request TEXT NOT NULL,
    target  TEXT NOT NULL,
    allowed INTEGER NOT NULL,
    reason  TEXT NOT NULL
);

CREATE INDEX audit_at ON audit (at);
CREATE INDEX audit_subject ON audit (subject, id);
