package io.staithe.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a rule gives. Each role includes those before it. */
public enum Role {
    /** Manifests, blobs, tags and referrers can be read. */
    PULL,
    /** Content can be pushed, and tags moved. */
    PUSH,
    /** Content and tags can be deleted. */
    MAINTAIN,
    /** Accounts, robots, tokens and rules can be managed. */
    ADMIN;

    public boolean allows(Action action) {
        return compareTo(least(action)) >= 0;
    }

    /** The smallest role that allows an action. */
    public static Role least(Action action) {
        return switch (action) {
            case PULL -> PULL;
            case PUSH -> PUSH;
            case DELETE -> MAINTAIN;
            case ADMINISTER -> ADMIN;
        };
    }

    /** As it stands in rules and messages. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @return empty if there is no such role */
    public static Optional<Role> find(String word) {
        return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
    }
}
