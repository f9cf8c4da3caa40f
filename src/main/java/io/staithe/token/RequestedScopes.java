package io.staithe.token;

import io.staithe.access.Action;
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
import java.util.function.BiPredicate;

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
        boolean narrowed = rights.caller().limits() instanceof Limits.Narrowed;
        boolean mayList = catalog && rights.list() instanceof Decision.Granted;
        return new Scopes(
                wanted(rights::may),
                narrowed ? wanted((repository, action) -> isWithheld(rights, repository, action)) : Map.of(),
                mayList && rights.caller().limits() instanceof Limits.None);
    }

    private static boolean isWithheld(Rights rights, RepositoryName repository, Action action) {
        Decision byRules = rights.directory().rules().decide(rights.caller().subject(), repository, action);
        return byRules instanceof Decision.Granted && !rights.may(repository, action);
    }

    private Map<RepositoryName, Set<Action>> wanted(BiPredicate<RepositoryName, Action> condition) {
        Map<RepositoryName, Set<Action>> found = new LinkedHashMap<>();
        actions.forEach((repository, wanted) -> {
            Set<Action> those = EnumSet.noneOf(Action.class);
            wanted.stream().filter(action -> condition.test(repository, action)).forEach(those::add);
            if (!those.isEmpty()) {
                found.put(repository, those);
            }
        });
        return found;
    }
}
