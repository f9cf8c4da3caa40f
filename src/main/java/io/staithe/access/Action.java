package io.staithe.access;

import java.util.Locale;

/** What somebody wants to do with a repository. */
public enum Action {
    PULL,
    PUSH,
    DELETE,
    ADMINISTER;

    /** As it stands in scopes, rules and messages. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
