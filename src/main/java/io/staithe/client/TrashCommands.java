package io.staithe.client;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code staithe trash}. */
@Command(name = "trash", description = "What was deleted, and can be had back.")
public final class TrashCommands {

    private static final String REPOSITORY = "Name of a repository.";
    private static final String MOMENT =
            "A moment such as 2026-11-24T12:00:00Z, or how long ago, such as 90m, 2h or 1d.";

    @Command(description = "Lists the deleted manifests of a repository.")
    void list(
            @Mixin Connection connection,
            @Parameters(paramLabel = "REPOSITORY", description = REPOSITORY) String repository) {
        connection
                .printer()
                .list(
                        connection.client().list("trash?repository=" + ApiClient.encode(repository)),
                        "digest",
                        "size",
                        "deletedAt",
                        "deletedBy",
                        "purgedAfter");
    }

    @Command(
            description = "Restores a manifest (--digest), a tag (--tag with --at), or all that was deleted (--since).")
    void restore(
            @Mixin Connection connection,
            @Parameters(paramLabel = "REPOSITORY", description = REPOSITORY) String repository,
            @Option(names = "--digest", description = "Digest of a deleted manifest.") @Nullable String digest,
            @Option(names = "--tag", description = "A tag, to be where it was.") @Nullable String tag,
            @Option(names = "--at", converter = Moment.class, description = MOMENT) @Nullable Instant at,
            @Option(names = "--since", converter = Moment.class, description = MOMENT) @Nullable Instant since) {
        Map<String, String> wanted = new HashMap<>(Map.of("repository", repository));
        put(wanted, "digest", digest);
        put(wanted, "tag", tag);
        put(wanted, "at", at);
        put(wanted, "since", since);
        JsonNode restored = connection.client().post("restores", wanted);
        connection
                .printer()
                .done(
                        restored,
                        "There again: %s, %s."
                                .formatted(
                                        counted(restored.path("manifests").size(), "manifest"),
                                        counted(restored.path("tags").size(), "tag")));
    }

    private static String counted(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private static void put(Map<String, String> wanted, String name, @Nullable Object value) {
        if (value != null) {
            wanted.put(name, value.toString());
        }
    }

    @Command(name = "delete-repository", description = "Deletes all manifests and tags of a repository.")
    void deleteRepository(
            @Mixin Connection connection,
            @Parameters(paramLabel = "REPOSITORY", description = REPOSITORY) String repository) {
        connection.client().revoke("repositories?repository=" + ApiClient.encode(repository));
        connection.printer().done(repository + " was deleted; 'trash restore --since' takes that back.");
    }

    @Command(description = "Says who moved a tag, when, from where and to where.")
    void history(
            @Mixin Connection connection,
            @Parameters(paramLabel = "REPOSITORY", description = REPOSITORY) String repository,
            @Parameters(paramLabel = "TAG", description = "A tag.") String tag) {
        JsonNode history = connection
                .client()
                .get(ApiClient.path("tags", tag, "history") + "?repository=" + ApiClient.encode(repository));
        connection.printer().list(history.path("items").valueStream().toList(), "at", "action", "by", "from", "to");
    }
}
