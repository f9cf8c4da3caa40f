package io.staithe.client;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code staithe session}. */
@Command(name = "session", description = "What clients keep after a log-in.")
public final class SessionCommands {

    @Command(description = "Lists sessions.")
    void list(
            @Mixin Connection connection,
            @Option(names = "--owner", description = "account:<name>.") @Nullable String owner) {
        String query = owner == null ? "" : "?owner=" + ApiClient.encode(owner);
        connection
                .printer()
                .list(connection.client().list("sessions" + query), "id", "owner", "client", "createdAt", "lastUsedAt");
    }

    @Command(description = "Ends a session.")
    void end(
            @Mixin Connection connection,
            @Parameters(paramLabel = "ID", description = "Id of the session, from 'session list'.") String id) {
        connection.client().revoke(ApiClient.path("sessions", id));
        connection.printer().done("The session was ended.");
    }
}
