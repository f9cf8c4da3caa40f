package io.staithe.access;

import java.util.Locale;
import java.util.Optional;

/**
 * Somebody who can log in.
 *
 * @param password its hash, with its algorithm before it; empty for a robot
 * @param version changes with the password
 * @param origin where it was declared
 */
public record Account(Subject subject, Optional<String> password, String version, Origin origin) {

    /** Without the hash, since frameworks log what methods are called with. */
    @Override
    public String toString() {
        return subject.id();
    }

    /** Where something was declared; only what is in the database can be changed by the registry. */
    public enum Origin {
        DATABASE,
        CONFIGURATION,
        HTPASSWD,
        /** It holds as long as nothing else was declared. */
        DEFAULT;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
