package io.staithe.access;

import io.staithe.oci.RepositoryName;

/**
 * Who sent a request, and what his credential is good for.
 *
 * @param credential what it was verified by: the mark of a password or the id of a token; empty without one
 * @param limits what the credential is narrowed to; the rules come on top of it
 */
public record Caller(Subject subject, String credential, Limits limits) {

    /** Somebody without credentials. */
    public static final Caller ANONYMOUS = new Caller(Subject.ANONYMOUS, "", new Limits.None());

    /** The decision by rules and by the credential's limits. */
    public Decision decide(Rules rules, RepositoryName repository, Action action) {
        Decision byRules = rules.decide(subject, repository, action);
        if (!(byRules instanceof Decision.Granted) || limits.allow(repository, action)) {
            return byRules;
        }
        return switch (limits) {
            case Limits.None(), Limits.Scopes(var _, var _) -> new Decision.Widen();
            case Limits.Narrowed(var name, var _) ->
                new Decision.Denied("the access token '%s' of %s is narrowed, and not to %s on %s: use another one"
                        .formatted(name, subject, action.word(), repository));
        };
    }
}
