package io.staithe.access;

import io.staithe.oci.RepositoryName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who sent a request, and what his credential is good for.
 *
 * @param credential what it was verified by: the mark of a password or the id of a token; empty without one
 * @param limits what the credential is narrowed to; the rules come on top of it
 * @param expiresAt when the access, refresh or ID token ends that the caller was verified by; null if never
 */
public record Caller(
        Subject subject,
        String credential,
        Limits limits,
        @Nullable Instant expiresAt) {

    public Caller(Subject subject, String credential, Limits limits) {
        this(subject, credential, limits, null);
    }

    /** Somebody without credentials. */
    public static final Caller ANONYMOUS = new Caller(Subject.ANONYMOUS, "", new Limits.None());

    /** The decision by rules and by the credential's limits. */
    public Decision decide(Rules rules, RepositoryName repository, Action action) {
        Decision byRules = rules.decide(subject, repository, action);
        if (!(byRules instanceof Decision.Granted) || limits.allow(repository, action)) {
            return byRules;
        }
        return switch (limits) {
            case Limits.Narrowed(var name, var _) -> narrowed(" '" + name + "'", repository, action);
            // The client asked for all that it can get: to ask again would be in vain, and hide the reason.
            case Limits.Scopes scopes when scopes.withholds(repository, action) -> narrowed("", repository, action);
            case Limits.None(), Limits.Scopes(var _, var _, var _) -> new Decision.Widen();
        };
    }

    private Decision narrowed(String token, RepositoryName repository, Action action) {
        return new Decision.Denied("the access token%s of %s is narrowed, and not to %s on %s: use another one"
                .formatted(token, subject, action.word(), repository));
    }
}
