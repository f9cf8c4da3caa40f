package io.staithe.access;

import io.staithe.database.Database;
import java.security.SecureRandom;
import java.time.Clock;

/** Sets a password where no registry runs, or none lets the operator in. */
public final class PasswordReset {

    private PasswordReset() {}

    /**
     * Sets the password of an account, which is made if it is not there.
     *
     * @param administrator whether it gets the role admin on all repositories, too
     * @throws IllegalArgumentException if name or password cannot be
     */
    public static void run(Database database, String name, String password, boolean administrator) {
        if (!Names.isValid(name)) {
            throw new IllegalArgumentException("a name is " + Names.FORM);
        }
        if (!ManagedAccounts.isLongEnough(password)) {
            throw new IllegalArgumentException(ManagedAccounts.PASSWORD_FORM);
        }
        String hash = new Passwords().hash(password);
        SecureRandom random = new SecureRandom();
        Changes changes = new Changes(database);
        AccessTokens tokens = new AccessTokens(database, changes, Clock.systemUTC(), random);
        Accounts accounts = new Accounts(database, tokens, random);
        changes.write(() -> {
            if (!accounts.insert(Subject.Kind.ACCOUNT, name, hash) && !accounts.setPassword(name, hash)) {
                throw new IllegalArgumentException("'" + name + "' is a robot, which has no password");
            }
            if (administrator) {
                new StoredRules(database).put(Rule.administrator(name));
            }
            tokens.endSessions(new RuleSubject.Account(name).toString());
            return name;
        });
    }
}
