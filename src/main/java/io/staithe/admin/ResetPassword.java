package io.staithe.admin;

import io.staithe.access.PasswordReset;
import io.staithe.client.Secret;
import io.staithe.database.OfflineDatabase;
import io.staithe.settings.InvalidSettingException;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "reset-password",
        description = "Sets a password in the database itself, for who is locked out. A registry on SQLite has to be"
                + " stopped first; nodes on PostgreSQL take it up while they run. Where"
                + " staithe.access.admin-password is set, the account admin gets that one again at the next start.",
        showDefaultValues = true)
final class ResetPassword implements Callable<Integer> {

    @Option(names = "--database", defaultValue = "./data", description = "A data folder or a JDBC URL.")
    private String database = "";

    @Option(
            names = "--username",
            defaultValue = "${env:SPRING_DATASOURCE_USERNAME:-}",
            description = "The user at PostgreSQL, unless the URL names one. His password comes from"
                    + " SPRING_DATASOURCE_PASSWORD.")
    private String username = "";

    @Option(names = "--administrator", description = "Gives the account the role admin on all repositories, too.")
    private boolean administrator;

    @Parameters(
            paramLabel = "NAME",
            defaultValue = "admin",
            description = "The account; it is made if it is not there. The password is asked for, or is the first line"
                    + " of the standard input.")
    private String name = "";

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
        String password = System.getenv("SPRING_DATASOURCE_PASSWORD");
        try (OfflineDatabase offline =
                OfflineDatabase.open(database, username, password == null ? "" : password, true)) {
            if (!offline.isCurrent()) {
                throw new IllegalArgumentException(offline.name() + " does not have the tables of this version."
                        + " Start and stop this version of the registry on it once.");
            }
            PasswordReset.run(offline.database(), name, Secret.choose("New password of " + name + ": "), administrator);
            spec.commandLine().getOut().println("The password of " + name + " was set.");
            spec.commandLine().getOut().flush();
            return 0;
        } catch (InvalidSettingException e) {
            throw new IllegalArgumentException(e.value() + ": " + e.reason() + ". " + e.remedy(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("the database cannot be closed: " + e.getMessage(), e);
        }
    }
}
