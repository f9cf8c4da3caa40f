package io.staithe.access;

import io.staithe.oci.RepositoryName;
import java.util.Optional;

/** What a caller may do, as it was when his request began: a long upload is not cut when a token expires. */
public record Rights(Caller caller, Directory directory) {

    public Decision decide(RepositoryName repository, Action action) {
        return caller.decide(directory.rules(), repository, action);
    }

    public boolean may(RepositoryName repository, Action action) {
        return decide(repository, action) instanceof Decision.Granted;
    }

    /** Whether a repository may stand in a list: by the rules, since a token is made for single repositories. */
    public boolean sees(RepositoryName repository) {
        return caller.limits() instanceof Limits.Scopes
                ? directory.rules().decide(caller.subject(), repository, Action.PULL) instanceof Decision.Granted
                : may(repository, Action.PULL);
    }

    /** Whether a list of repositories, with those that the caller may pull from, makes sense. */
    public Decision list() {
        Optional<Rule> rule = directory.rules().list().stream()
                .filter(candidate -> candidate.subject().includes(caller.subject()))
                .findFirst();
        if (rule.isEmpty()) {
            return caller.subject().isAnonymous()
                    ? new Decision.Challenge()
                    : new Decision.Denied("no rule gives " + caller.subject() + " a right on any repository");
        }
        return caller.limits() instanceof Limits.Scopes scopes && !scopes.catalog()
                ? new Decision.Widen()
                : new Decision.Granted(rule.get());
    }

    /** Whether the caller may change accounts, rules and everything else. Takes a credential that is not narrowed. */
    public Decision administer() {
        if (caller.subject().isAnonymous()) {
            return new Decision.Challenge();
        }
        Optional<Rule> rule = directory.rules().administration(caller.subject());
        return rule.isPresent() && caller.limits() instanceof Limits.None
                ? new Decision.Granted(rule.get())
                : new Decision.Denied(caller.subject()
                        + " is no administrator here: it takes the role admin on '**' and a credential that is not"
                        + " narrowed");
    }

    /** As {@link #administer}, but whoever reaches a registry that is open to everybody may set it up. */
    public Decision manage() {
        return directory.open() ? new Decision.Granted(Rule.everybody(Role.ADMIN)) : administer();
    }

    /** Whether the caller said who he is with the password of his own account, and not with something issued for it. */
    public boolean hasPassword() {
        return caller.subject().kind() == Subject.Kind.ACCOUNT
                && caller.credential().isEmpty()
                && caller.limits() instanceof Limits.None;
    }

    /**
     * Whether the caller may make further credentials: with a password or a token of the configuration, and not with
     * something issued for it, which the new one would outlive. Whoever reaches an open registry may.
     */
    public boolean mayMakeCredentials() {
        boolean firstHand = !caller.subject().isAnonymous()
                && caller.credential().isEmpty()
                && caller.expiresAt() == null
                && caller.limits() instanceof Limits.None;
        return firstHand || directory.open();
    }

    /** Whether the caller may touch what was begun by the subject with this id. */
    public boolean owns(String id) {
        return caller.subject().id().equals(id) || administer() instanceof Decision.Granted;
    }
}
