package io.staithe.client;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code staithe task}. */
@Command(name = "task", description = "What the registry does in the background.")
public final class TaskCommands {

    private static final String NAME = "Name of the task, from 'task list'.";

    @Command(description = "Lists background tasks.")
    void list(@Mixin Connection connection) {
        connection
                .printer()
                .list(connection.client().list("tasks"), "name", "paused", "pausedAt", "pausedBy", "finishedAt");
    }

    @Command(description = "Lets a task rest on all nodes until it is resumed.")
    void pause(@Mixin Connection connection, @Parameters(paramLabel = "NAME", description = NAME) String name) {
        tell(connection, name, "pause", "is paused");
    }

    @Command(description = "Lets a task go on.")
    void resume(@Mixin Connection connection, @Parameters(paramLabel = "NAME", description = NAME) String name) {
        tell(connection, name, "resume", "goes on");
    }

    @Command(description = "Lets a task that is done once in a while begin soon.")
    void run(@Mixin Connection connection, @Parameters(paramLabel = "NAME", description = NAME) String name) {
        tell(connection, name, "run", "begins soon");
    }

    private static void tell(Connection connection, String name, String what, String sentence) {
        connection
                .printer()
                .done(
                        connection.client().post(ApiClient.path("tasks", name, what), Map.of()),
                        name + " " + sentence + ".");
    }
}
