package io.staithe.client;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code staithe token}. */
@Command(name = "token", description = "Access tokens, in the place of a password.")
public final class TokenCommands {

    @Command(description = "Lists tokens, without their secrets.")
    void list(
            @Mixin Connection connection,
            @Option(names = "--owner", description = "account:<name> or robot:<name>.") @Nullable String owner) {
        String query = owner == null ? "" : "?owner=" + ApiClient.encode(owner);
        connection
                .printer()
                .list(
                        connection.client().list("tokens" + query),
                        "id",
                        "owner",
                        "name",
                        "limits",
                        "expiresAt",
                        "lastUsedAt");
    }

    @Command(description = "Makes a token and says its secret, which nobody sees again.")
    void create(
            @Mixin Connection connection,
            @Parameters(paramLabel = "NAME", description = "What the token is for.") String name,
            @Option(names = "--owner", description = "account:<name> or robot:<name>; you, if it is missing.") @Nullable
                    String owner,
            @Option(names = "--expires", paramLabel = "DAYS", description = "Days until it ends; never, if missing.")
                    @Nullable
                    Integer days,
            @Option(
                            names = "--limit",
                            paramLabel = "ROLE:REPOSITORY",
                            description = "Narrows it, such as pull:team/**, as often as needed.")
                    @Nullable
                    List<String> limits) {
        Map<String, Object> body = new HashMap<>(Map.of("name", name));
        if (owner != null) {
            body.put("owner", owner);
        }
        if (days != null) {
            body.put("expiresAt", Instant.now().plus(Duration.ofDays(days)).toString());
        }
        if (limits != null) {
            body.put("limits", limits.stream().map(TokenCommands::limit).toList());
        }
        JsonNode made = connection.client().post("tokens", body);
        connection.printer().done(made, made.path("secret").asString(""));
    }

    private static Map<String, String> limit(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new FailedException("--limit is '" + text + "': write a role, a colon and repositories");
        }
        return Map.of("role", text.substring(0, colon), "repository", text.substring(colon + 1));
    }

    @Command(description = "Takes a token back, and what was issued for it.")
    void revoke(
            @Mixin Connection connection,
            @Parameters(paramLabel = "ID", description = "Id of the token, from 'token list'.") String id) {
        connection.client().revoke(ApiClient.path("tokens", id));
        connection.printer().done("The token was revoked.");
    }
}
