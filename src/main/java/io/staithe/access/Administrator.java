package io.staithe.access;

import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees to it that somebody can get in where strangers could too. */
final class Administrator {

    static final String NAME = "admin";

    private static final Logger log = LoggerFactory.getLogger(Administrator.class);
    private static final int PASSWORD_LENGTH = 24;

    private final Accounts accounts;
    private final StoredRules rules;
    private final Changes changes;
    private final Passwords passwords;
    private final RandomGenerator random;

    Administrator(Accounts accounts, StoredRules rules, Changes changes, Passwords passwords, RandomGenerator random) {
        this.accounts = accounts;
        this.rules = rules;
        this.changes = changes;
        this.passwords = passwords;
        this.random = random;
    }

    /** Gives the administrator this password, unless he has it already. */
    void ensure(String password) {
        Optional<String> hash = accounts.list().stream()
                .filter(account -> account.subject().name().equals(NAME))
                .findFirst()
                .flatMap(Account::password);
        if (hash.isEmpty() || !passwords.matches(password, hash.get(), 0)) {
            set(passwords.hash(password));
        }
    }

    private void set(String hash) {
        changes.write(() -> {
            boolean created = accounts.insert(Subject.Kind.ACCOUNT, NAME, hash);
            if (!created) {
                accounts.setPassword(NAME, hash);
            }
            rules.put(Rule.administrator(NAME));
            return created;
        });
    }

    /** Makes an administrator with a password that is said once, unless there is an account already. */
    void createFirst() {
        if (!accounts.list().isEmpty()) {
            return;
        }
        String password = Secrets.random(random, PASSWORD_LENGTH);
        String hash = passwords.hash(password);
        boolean created = changes.write(() -> {
            boolean first = accounts.insert(Subject.Kind.ACCOUNT, NAME, hash);
            if (first) {
                rules.put(Rule.administrator(NAME));
            }
            return first;
        });
        if (created) {
            log.warn(
                    "Nobody was configured who may do anything, so the account '{}' was created with the password {}"
                            + " which is not shown again. Set staithe.access.admin-password to choose another one.",
                    NAME,
                    password);
        }
    }
}
