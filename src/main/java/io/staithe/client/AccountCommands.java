package io.staithe.client;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code staithe account}. */
@Command(name = "account", description = "People, with a password.")
public final class AccountCommands {

    private static final String NAME = "Name of the account.";
    private static final String NEW = "New password of ";

    @Command(description = "Lists accounts.")
    void list(@Mixin Connection connection) {
        connection.printer().list(connection.client().list("accounts"), "name", "origin", "groups");
    }

    @Command(description = "Makes an account. Its password is asked for, or is the first line of the standard input.")
    void add(@Mixin Connection connection, @Parameters(paramLabel = "NAME", description = NAME) String name) {
        ApiClient client = connection.client();
        String password = Secret.choose(NEW + name + ": ");
        connection
                .printer()
                .done(
                        client.post("accounts", Map.of("name", name, "password", password)),
                        "The account " + name + " was made. Give it a rule, or make it a member of a group.");
    }

    @Command(description = "Sets another password, which ends all sessions of the account.")
    void password(@Mixin Connection connection, @Parameters(paramLabel = "NAME", description = NAME) String name) {
        ApiClient client = connection.client();
        String password = Secret.choose(NEW + name + ": ");
        client.put(ApiClient.path("accounts", name), "/password", Map.of("password", password));
        connection.printer().done("The password of " + name + " was set.");
    }

    @Command(description = "Deletes an account with its tokens and rules.")
    void remove(@Mixin Connection connection, @Parameters(paramLabel = "NAME", description = NAME) String name) {
        connection.client().delete(ApiClient.path("accounts", name));
        connection.printer().done("The account " + name + " was deleted.");
    }
}
