package io.staithe.client;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code staithe robot}. */
@Command(name = "robot", description = "Machines, which log in with tokens.")
public final class RobotCommands {

    private static final String NAME = "Name of the robot.";

    @Command(description = "Lists robots.")
    void list(@Mixin Connection connection) {
        connection.printer().list(connection.client().list("robots"), "name", "origin", "groups");
    }

    @Command(description = "Makes a robot.")
    void add(@Mixin Connection connection, @Parameters(paramLabel = "NAME", description = NAME) String name) {
        connection
                .printer()
                .done(
                        connection.client().post("robots", Map.of("name", name)),
                        "The robot " + name + " was made. Make a token for it: token create NAME --owner robot:"
                                + name);
    }

    @Command(description = "Deletes a robot with its tokens and rules.")
    void remove(@Mixin Connection connection, @Parameters(paramLabel = "NAME", description = NAME) String name) {
        connection.client().delete(ApiClient.path("robots", name));
        connection.printer().done("The robot " + name + " was deleted.");
    }
}
