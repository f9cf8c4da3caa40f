package io.staithe.access;

import java.util.Locale;
import java.util.Set;

/**
 * Who asks.
 *
 * @param name of the account or robot; empty if anonymous
 * @param groups that the subject is a member of
 */
public record Subject(Kind kind, String name, Set<String> groups) {

    /** Somebody who did not say who he is. */
    public static final Subject ANONYMOUS = new Subject(Kind.ANONYMOUS, "", Set.of());

    /** What can ask. */
    public enum Kind {
        ANONYMOUS,
        /** A person. */
        ACCOUNT,
        /** A machine, with tokens of the registry or of an issuer that it trusts. */
        ROBOT;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Subject {
        groups = Set.copyOf(groups);
    }

    public boolean isAnonymous() {
        return kind == Kind.ANONYMOUS;
    }

    /** Kind and name in one word, such as {@code account:alice}; the same for the same subject, always. */
    public String id() {
        return isAnonymous() ? kind.word() : kind.word() + ":" + name;
    }

    @Override
    public String toString() {
        return isAnonymous() ? kind.word() : kind.word() + " " + name;
    }
}
