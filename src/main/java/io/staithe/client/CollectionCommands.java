package io.staithe.client;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code staithe gc}. */
@Command(name = "gc", description = "Why content is kept, and what goes.")
public final class CollectionCommands {

    @Command(description = "Says what keeps a tag, a manifest or a blob, or when it goes.")
    void why(
            @Mixin Connection connection,
            @Parameters(paramLabel = "REPOSITORY", description = "Name of a repository.") String repository,
            @Parameters(paramLabel = "REFERENCE", description = "A tag or a digest.") String reference) {
        JsonNode why = connection
                .client()
                .get("gc/why?repository=" + ApiClient.encode(repository) + "&reference=" + ApiClient.encode(reference));
        StringBuilder text = new StringBuilder(
                why.path("what").asString("") + " " + why.path("digest").asString(""));
        for (JsonNode reason : why.path("keptBy")) {
            text.append("\n  ")
                    .append(reason.path("of").asString(""))
                    .append(" is kept by ")
                    .append(reason.path("kind").asString(""))
                    .append(' ')
                    .append(reason.path("by").asString(""));
        }
        if (why.hasNonNull("goesAt")) {
            text.append("\n  goes after ").append(why.path("goesAt").asString(""));
        }
        why.path("advice").forEach(line -> text.append("\n  ").append(line.asString("")));
        connection.printer().done(why, text.toString());
    }

    @Command(description = "Lists what will be collected if nothing happens any more, by repository.")
    void plan(@Mixin Connection connection) {
        JsonNode plan = connection.client().get("gc/plan");
        connection
                .printer()
                .list(
                        plan.path("repositories").valueStream().toList(),
                        "repository",
                        "manifests",
                        "blobs",
                        "blobBytes",
                        "freedBytes",
                        "first",
                        "last");
    }
}
