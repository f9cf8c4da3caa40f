package io.staithe.access;

import java.util.Optional;

/** Whom a rule is for. */
public sealed interface RuleSubject {

    boolean includes(Subject subject);

    /** Whether it can be a member of a group. */
    default boolean canBeMember() {
        return this instanceof Account || this instanceof Robot;
    }

    /** Everybody, with or without credentials. */
    record Anonymous() implements RuleSubject {
        @Override
        public boolean includes(Subject subject) {
            return true;
        }

        @Override
        public String toString() {
            return "anonymous";
        }
    }

    /** Everybody who said who he is. */
    record Authenticated() implements RuleSubject {
        @Override
        public boolean includes(Subject subject) {
            return !subject.isAnonymous();
        }

        @Override
        public String toString() {
            return "authenticated";
        }
    }

    /** One account. */
    record Account(String name) implements RuleSubject {
        @Override
        public boolean includes(Subject subject) {
            return subject.kind() == Subject.Kind.ACCOUNT && subject.name().equals(name);
        }

        @Override
        public String toString() {
            return "account:" + name;
        }
    }

    /** One robot. */
    record Robot(String name) implements RuleSubject {
        @Override
        public boolean includes(Subject subject) {
            return subject.kind() == Subject.Kind.ROBOT && subject.name().equals(name);
        }

        @Override
        public String toString() {
            return "robot:" + name;
        }
    }

    /** The members of a group. */
    record Group(String name) implements RuleSubject {
        @Override
        public boolean includes(Subject subject) {
            return subject.groups().contains(name);
        }

        @Override
        public String toString() {
            return "group:" + name;
        }
    }

    /** @return empty if the text is neither a word nor {@code account:}, {@code robot:} or {@code group:} with a name */
    static Optional<RuleSubject> parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            return switch (text) {
                case "anonymous" -> Optional.of(new Anonymous());
                case "authenticated" -> Optional.of(new Authenticated());
                default -> Optional.empty();
            };
        }
        String name = text.substring(colon + 1);
        if (!Names.isValid(name)) {
            return Optional.empty();
        }
        return switch (text.substring(0, colon)) {
            case "account" -> Optional.of(new Account(name));
            case "robot" -> Optional.of(new Robot(name));
            case "group" -> Optional.of(new Group(name));
            default -> Optional.empty();
        };
    }
}
