package io.staithe.client;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code staithe quota}. */
@Command(name = "quota", description = "What repositories may hold, hold, and could do without.")
public final class QuotaCommands {

    @Command(description = "Lists quotas: bytes, repositories and tags that may be held, and that are.")
    void list(@Mixin Connection connection) {
        connection
                .printer()
                .list(
                        connection.client().list("quotas"),
                        "name",
                        "pattern",
                        "used.bytes",
                        "limits.bytes",
                        "used.repositories",
                        "limits.repositories",
                        "used.tags",
                        "limits.tags",
                        "recountedAt",
                        "difference.bytes",
                        "difference.repositories",
                        "difference.tags");
    }

    @Command(description = "Counts what a quota is about anew, and mends its account.")
    void recount(
            @Mixin Connection connection,
            @Parameters(paramLabel = "NAME", description = "Name of a quota.") String name) {
        JsonNode quota = connection.client().post(ApiClient.path("quotas", name, "recount"), Map.of());
        JsonNode used = quota.path("used");
        connection
                .printer()
                .done(
                        quota,
                        "%s holds %s bytes, %s repositories and %s tags."
                                .formatted(
                                        name,
                                        used.path("bytes").asString(""),
                                        used.path("repositories").asString(""),
                                        used.path("tags").asString("")));
    }

    @Command(description = "Shows what repositories hold, or the tags of one, and what a delete would free.")
    void reclaim(
            @Mixin Connection connection,
            @Option(names = "--namespace", description = "Only repositories below this name.") @Nullable
                    String namespace,
            @Option(names = "--repository", description = "The tags of this repository.") @Nullable String repository) {
        String below = ApiClient.encode(namespace == null ? "" : namespace);
        if (repository != null) {
            print(connection, connection.client().list("reclaim/tags?repository=" + ApiClient.encode(repository)));
        } else {
            print(connection, connection.client().list("reclaim/repositories?namespace=" + below));
        }
    }

    private static void print(Connection connection, List<JsonNode> holdings) {
        connection.printer().list(holdings, "name", "bytes", "exclusive", "shared", "freed", "trash");
    }

    @Command(description = "Shows what all repositories below a name hold together, and what is theirs alone.")
    void namespace(
            @Mixin Connection connection,
            @Parameters(paramLabel = "NAME", arity = "0..1", description = "A name; the whole registry without it.")
                    @Nullable
                    String name) {
        print(
                connection,
                List.of(connection
                        .client()
                        .get("reclaim/namespace?name=" + ApiClient.encode(name == null ? "" : name))));
    }
}
