package io.staithe.client;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code staithe group}. */
@Command(name = "group", description = "Accounts and robots that rules name together.")
public final class GroupCommands {

    private static final String NAME = "Name of the group.";
    private static final String MEMBER = "'account:<name>' or 'robot:<name>', as often as needed.";

    @Command(description = "Lists groups.")
    void list(@Mixin Connection connection) {
        connection.printer().list(connection.client().list("groups"), "name", "origin", "members");
    }

    @Command(description = "Makes a group.")
    void add(
            @Mixin Connection connection,
            @Parameters(paramLabel = "NAME", description = NAME) String name,
            @Option(names = "--member", description = MEMBER) @Nullable List<String> members) {
        connection
                .printer()
                .done(
                        connection.client().post("groups", Map.of("name", name, "members", all(members))),
                        "The group " + name + " was made.");
    }

    @Command(description = "Sets the members of a group: those that are not named are members no longer.")
    void set(
            @Mixin Connection connection,
            @Parameters(paramLabel = "NAME", description = NAME) String name,
            @Option(names = "--member", description = MEMBER) @Nullable List<String> members) {
        connection
                .printer()
                .done(
                        connection.client().put(ApiClient.path("groups", name), "", Map.of("members", all(members))),
                        "The members of " + name + " were set.");
    }

    @Command(description = "Deletes a group with its rules.")
    void remove(@Mixin Connection connection, @Parameters(paramLabel = "NAME", description = NAME) String name) {
        connection.client().delete(ApiClient.path("groups", name));
        connection.printer().done("The group " + name + " was deleted.");
    }

    private static List<String> all(@Nullable List<String> members) {
        return members == null ? List.of() : members;
    }
}
