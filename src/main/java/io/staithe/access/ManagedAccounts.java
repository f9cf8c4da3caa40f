package io.staithe.access;

import io.staithe.access.Account.Origin;
import io.staithe.access.ChangeRefusedException.Reason;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Makes, changes and deletes accounts and robots. Thread-safe; a refusal is a {@link ChangeRefusedException}. */
public final class ManagedAccounts {

    private static final int SHORTEST_PASSWORD = 8;
    static final String PASSWORD_FORM = "a password has " + SHORTEST_PASSWORD + " characters or more, and at most "
            + Passwords.LONGEST_BYTES + " bytes";

    private final AccessState state;
    private final Accounts accounts;
    private final StoredGroups groups;
    private final StoredRules rules;
    private final AccessTokens tokens;
    private final Passwords passwords;
    private final boolean administratorDeclared;

    ManagedAccounts(
            AccessState state,
            Accounts accounts,
            StoredGroups groups,
            StoredRules rules,
            AccessTokens tokens,
            Passwords passwords,
            boolean administratorDeclared) {
        this.state = state;
        this.accounts = accounts;
        this.groups = groups;
        this.rules = rules;
        this.tokens = tokens;
        this.passwords = passwords;
        this.administratorDeclared = administratorDeclared;
    }

    /** All of one kind, by name. */
    public List<Account> list(Subject.Kind kind) {
        return state.directory().accounts().values().stream()
                .filter(account -> account.subject().kind() == kind)
                .sorted((one, other) ->
                        one.subject().name().compareTo(other.subject().name()))
                .toList();
    }

    public Optional<Account> find(Subject.Kind kind, String name) {
        return state.directory().find(kind, name);
    }

    /**
     * Makes an account. The first one of a registry that is open to everybody closes it, and may manage it.
     *
     * @param done sees the account before the transaction ends
     */
    public Account createAccount(String name, String password, Consumer<Account> done) {
        String hash = hash(password);
        return state.change(directory -> {
            Account account = insert(directory, Subject.Kind.ACCOUNT, name, hash);
            if (directory.open()) {
                rules.put(Rule.administrator(name));
            }
            done.accept(account);
            return account;
        });
    }

    /** Makes a robot, which has no password but tokens. */
    public Account createRobot(String name, Consumer<Account> done) {
        return state.change(directory -> {
            if (directory.open()) {
                throw new ChangeRefusedException(
                        Reason.CONFLICT,
                        "the registry is open to everybody, and the first robot would close it with nobody to manage it:"
                                + " make an account first, which will be its administrator");
            }
            Account robot = insert(directory, Subject.Kind.ROBOT, name, null);
            done.accept(robot);
            return robot;
        });
    }

    private Account insert(Directory directory, Subject.Kind kind, String name, @Nullable String hash) {
        Names.require(name);
        if (directory.find(name).isPresent() || !accounts.insert(kind, name, hash)) {
            throw new ChangeRefusedException(
                    Reason.CONFLICT, "there is an account or a robot of the name '" + name + "' already");
        }
        return stored(kind, name);
    }

    private Account stored(Subject.Kind kind, String name) {
        return accounts.list().stream()
                .filter(account -> account.subject().kind() == kind
                        && account.subject().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /**
     * Sets another password, which ends all sessions of the account. Its access tokens stay.
     *
     * @param unchanged whether the account is what the change was decided on
     */
    public Account setPassword(String name, String password, Predicate<Account> unchanged, Consumer<Account> done) {
        String hash = hash(password);
        return state.change(directory -> {
            Account account = require(directory, Subject.Kind.ACCOUNT, name, unchanged);
            accounts.setPassword(name, hash);
            tokens.endSessions(account.subject().id());
            Account changed = new Account(
                    account.subject(),
                    Optional.of(hash),
                    stored(Subject.Kind.ACCOUNT, name).version(),
                    Origin.DATABASE);
            done.accept(changed);
            return changed;
        });
    }

    /** Deletes an account or a robot with its tokens, rules and memberships: who gets the name next inherits nothing. */
    public void delete(Subject.Kind kind, String name, Predicate<Account> unchanged, Consumer<Account> done) {
        state.change(directory -> {
            Account account = require(directory, kind, name, unchanged);
            String id = account.subject().id();
            accounts.delete(name);
            groups.leave(id);
            rules.deleteOf(id);
            tokens.revokeAll(id);
            done.accept(account);
            return account;
        });
    }

    private Account require(Directory directory, Subject.Kind kind, String name, Predicate<Account> unchanged) {
        Account account = directory
                .find(kind, name)
                .orElseThrow(() -> new ChangeRefusedException(
                        Reason.MISSING, "there is no " + kind.word() + " of the name '" + name + "'"));
        requireHere(account);
        if (!unchanged.test(account)) {
            throw new ChangeRefusedException(
                    Reason.STALE, "the " + account.subject() + " was changed since it was read: read it again");
        }
        return account;
    }

    private void requireHere(Account account) {
        String place = switch (account.origin()) {
            case DATABASE -> isDeclaredAdministrator(account) ? "by staithe.access.admin-password" : "";
            case HTPASSWD -> "in the file of staithe.access.htpasswd";
            case CONFIGURATION -> "in the configuration";
            case DEFAULT -> throw new IllegalStateException("no account is there by default");
        };
        if (!place.isEmpty()) {
            throw new ChangeRefusedException(
                    Reason.CONFLICT, "the %s is declared %s: change it there".formatted(account.subject(), place));
        }
    }

    private boolean isDeclaredAdministrator(Account account) {
        return administratorDeclared && account.subject().name().equals(Administrator.NAME);
    }

    static boolean isLongEnough(String password) {
        return password.length() >= SHORTEST_PASSWORD && Passwords.fits(password);
    }

    private String hash(String password) {
        if (!isLongEnough(password)) {
            throw new ChangeRefusedException(Reason.INVALID, PASSWORD_FORM);
        }
        return passwords.hash(password);
    }
}
