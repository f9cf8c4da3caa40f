package io.staithe.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code staithe retention}. */
@Command(
        name = "retention",
        description = "Which tags and manifests stay, and which go.",
        subcommands = RetentionRuleCommands.class)
public final class RetentionCommands {

    private static final String REPOSITORY = "Name of a repository.";
    private static final String REFERENCE = "A tag or a digest.";

    @Command(description = "Tries the rules on a repository, without removing anything.")
    void plan(
            @Mixin Connection connection,
            @Parameters(paramLabel = "REPOSITORY", description = REPOSITORY) String repository,
            @Option(names = "--all", description = "List also what stays.") boolean all) {
        ApiClient client = connection.client();
        String path = "retention/plan?n=1000&repository=" + ApiClient.encode(repository) + (all ? "&all=true" : "");
        JsonNode first = client.get(path);
        List<JsonNode> items = new ArrayList<>(first.path("items").valueStream().toList());
        for (JsonNode page = first; !page.path("next").asString("").isEmpty(); ) {
            page = client.get(
                    path + "&last=" + ApiClient.encode(page.path("next").asString("")));
            page.path("items").forEach(items::add);
        }
        Printer printer = connection.printer();
        printer.list(items, "reference", "goes", "at", "pulledAt", "exclusiveBytes", "freedBytes", "reason");
        printer.done(sentence(first.path("summary")));
    }

    private static String sentence(JsonNode summary) {
        String when = switch (summary.path("state").asString("")) {
            case "new" ->
                "Nothing is removed yet, the rules are new: "
                        + (summary.path("from").isNull() || summary.path("from").isMissingNode()
                                ? "their time begins with the next run."
                                : "from " + summary.path("from").asString("") + " on.");
            case "confirmation" -> "It waits for 'staithe retention confirm'.";
            case "next_run" -> "It goes with the next run.";
            default -> "Nothing is removed.";
        };
        return "%s of %s tags and %s%s of %s manifests would go, %s percent; %s. %s"
                .formatted(
                        summary.path("goingTags").asString("0"),
                        summary.path("tags").asString("0"),
                        atLeast(summary),
                        summary.path("goingManifests").asString("0"),
                        summary.path("manifests").asString("0"),
                        summary.path("share").asString("0"),
                        bytes(summary),
                        when);
    }

    /** Not everything may have been counted. */
    private static String atLeast(JsonNode summary) {
        return summary.path("whole").asBoolean(true) ? "" : "at least ";
    }

    /** Who does not manage the registry is not told whether other repositories have the same content. */
    private static String bytes(JsonNode summary) {
        String atLeast = atLeast(summary);
        return summary.hasNonNull("freedBytes")
                ? "that frees " + atLeast + summary.path("freedBytes").asString("0") + " bytes"
                : atLeast + summary.path("exclusiveBytes").asString("0") + " bytes are needed by nothing else in it";
    }

    @Command(description = "Lists repositories in which so much would go that it waits for a confirmation.")
    void waiting(@Mixin Connection connection) {
        connection
                .printer()
                .list(
                        connection.client().list("retention/waiting"),
                        "repository",
                        "tags",
                        "manifests",
                        "share",
                        "at",
                        "confirmedBy",
                        "confirmedAt");
    }

    @Command(description = "Lets the rules remove what they take from a repository, in the next run.")
    void confirm(
            @Mixin Connection connection,
            @Parameters(paramLabel = "REPOSITORY", description = REPOSITORY) String repository) {
        JsonNode hold = connection.client().post("retention/confirmations", Map.of("repository", repository));
        connection
                .printer()
                .done(
                        hold,
                        "%s tags and %s untagged manifests of %s go with the next run."
                                .formatted(
                                        hold.path("tags").asString("0"),
                                        hold.path("manifests").asString("0"),
                                        repository));
    }

    @Command(description = "Lists the pins of a repository.")
    void pins(
            @Mixin Connection connection,
            @Parameters(paramLabel = "REPOSITORY", description = REPOSITORY) String repository) {
        connection
                .printer()
                .list(
                        connection.client().list("pins?repository=" + ApiClient.encode(repository)),
                        "reference",
                        "pinnedBy",
                        "pinnedAt",
                        "reason");
    }

    @Command(description = "Pins a tag or a manifest: nothing removes it.")
    void pin(
            @Mixin Connection connection,
            @Parameters(paramLabel = "REPOSITORY", description = REPOSITORY) String repository,
            @Parameters(paramLabel = "REFERENCE", description = REFERENCE) String reference,
            @Option(names = "--reason", required = true, description = "Why it must stay.") String reason) {
        connection
                .printer()
                .done(
                        connection
                                .client()
                                .post(
                                        "pins",
                                        Map.of("repository", repository, "reference", reference, "reason", reason)),
                        reference + " is pinned.");
    }

    @Command(description = "Takes a pin back.")
    void unpin(
            @Mixin Connection connection,
            @Parameters(paramLabel = "REPOSITORY", description = REPOSITORY) String repository,
            @Parameters(paramLabel = "REFERENCE", description = REFERENCE) String reference) {
        connection
                .client()
                .revoke("pins?repository=" + ApiClient.encode(repository) + "&reference="
                        + ApiClient.encode(reference));
        connection.printer().done(reference + " is no longer pinned.");
    }
}
