package io.staithe.access;

import io.staithe.access.Account.Origin;

/** A rule with the id that it is known by, and where it was declared. */
public record KnownRule(String id, Rule rule, Origin origin) {

    private static final int ID_LENGTH = 16;

    /** One that is in no database: the same rule has the same id, on every node and after a restart. */
    static KnownRule declared(Rule rule, Origin origin) {
        return new KnownRule(Secrets.sha256(rule.toString()).substring(0, ID_LENGTH), rule, origin);
    }
}
