package io.staithe.token;

import io.staithe.access.Action;
import io.staithe.access.Caller;
import io.staithe.access.Decision;
import io.staithe.access.Limits;
import io.staithe.access.Limits.Scopes;
import io.staithe.access.Rights;
import io.staithe.oci.RegistryException;
import io.staithe.oci.RepositoryName;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/**
 * What a client asks a token for, by the grammar of Docker's token specification. Types, names and actions that mean
 * nothing here are left out, as are scopes beyond the most.
 *
 * @see <a href="https://distribution.github.io/distribution/spec/auth/scope/">token scope documentation</a>
 */
public record RequestedScopes(SequencedMap<RepositoryName, Set<Action>> actions, boolean catalog) {

    private static final int MOST = 200;
    private static final Set<Action> ALL = Set.of(Action.PULL, Action.PUSH, Action.DELETE);

    /** @param values of the parameter {@code scope}, each of which may hold several with spaces in between */
    public static RequestedScopes parse(List<String> values) {
        SequencedMap<RepositoryName, Set<Action>> actions = new LinkedHashMap<>();
        boolean catalog = false;
        List<String> scopes = values.stream()
                .flatMap(value -> List.of(value.split(" ", -1)).stream())
                .filter(scope -> !scope.isEmpty())
                .limit(MOST)
                .toList();
        for (String scope : scopes) {
            int first = scope.indexOf(':');
            int last = scope.lastIndexOf(':');
            if (first < 0 || last == first) {
                continue;
            }
            String name = scope.substring(first + 1, last);
            String words = scope.substring(last + 1);
            switch (scope.substring(0, first)) {
                case "repository", "repository(plugin)" ->
                    repository(name)
                            .ifPresent(repository -> actions.computeIfAbsent(
                                            repository, key -> EnumSet.noneOf(Action.class))
                                    .addAll(actions(words)));
                case "registry" -> catalog |= name.equals("catalog") && words.contains("*");
                default -> {}
            }
        }
        return new RequestedScopes(actions, catalog);
    }

    private static Optional<RepositoryName> repository(String name) {
        try {
            return Optional.of(RepositoryName.parse(name));
        } catch (RegistryException e) {
            return Optional.empty();
        }
    }

    private static Set<Action> actions(String words) {
        Set<Action> actions = EnumSet.noneOf(Action.class);
        for (String word : words.split(",", -1)) {
            switch (word) {
                case "pull" -> actions.add(Action.PULL);
                case "push" -> actions.add(Action.PUSH);
                case "delete" -> actions.add(Action.DELETE);
                case "*" -> actions.addAll(ALL);
                default -> {}
            }
        }
        return actions;
    }

    /**
     * What of it the rules and the credential of a caller allow. The list of repositories would show all that the caller
     * may pull, so it takes a credential that is not narrowed.
     */
    Scopes granted(Rights rights) {
        Map<RepositoryName, Set<Action>> granted = new LinkedHashMap<>();
        actions.forEach((repository, wanted) -> {
            Set<Action> allowed = EnumSet.noneOf(Action.class);
            wanted.stream().filter(action -> rights.may(repository, action)).forEach(allowed::add);
            if (!allowed.isEmpty()) {
                granted.put(repository, allowed);
            }
        });
        Caller caller = rights.caller();
        boolean mayList = catalog && rights.list() instanceof Decision.Granted;
        return new Scopes(granted, mayList && caller.limits() instanceof Limits.None);
    }
}
