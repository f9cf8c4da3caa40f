package io.staithe.access;

import io.staithe.oci.RepositoryName;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a credential is good for, of what its owner may do. */
public sealed interface Limits {

    boolean allow(RepositoryName repository, Action action);

    /** Everything. */
    record None() implements Limits {
        @Override
        public boolean allow(RepositoryName repository, Action action) {
            return true;
        }
    }

    /**
     * An access token that was made for less than its owner's rights.
     *
     * @param token the name of the token
     */
    record Narrowed(String token, List<Part> parts) implements Limits {

        /** Repositories, and what can be done with them. */
        public record Part(RepositoryPattern repository, Role role) {}

        public Narrowed {
            parts = List.copyOf(parts);
        }

        @Override
        public boolean allow(RepositoryName repository, Action action) {
            return parts.stream()
                    .anyMatch(part ->
                            part.role().allows(action) && part.repository().matches(repository));
        }
    }

    /**
     * The scopes of a token that was issued for certain repositories.
     *
     * @param withheld what was asked for too and the rules give, but not to the access token that it was issued for
     * @param catalog whether the list of repositories is one of them
     */
    record Scopes(Map<RepositoryName, Set<Action>> actions, Map<RepositoryName, Set<Action>> withheld, boolean catalog)
            implements Limits {

        public Scopes {
            actions = Map.copyOf(actions);
            withheld = Map.copyOf(withheld);
        }

        public Scopes(Map<RepositoryName, Set<Action>> actions, boolean catalog) {
            this(actions, Map.of(), catalog);
        }

        boolean withholds(RepositoryName repository, Action action) {
            return withheld.getOrDefault(repository, Set.of()).contains(action);
        }

        @Override
        public boolean allow(RepositoryName repository, Action action) {
            return actions.getOrDefault(repository, Set.of()).contains(action);
        }
    }
}
