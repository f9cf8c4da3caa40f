package io.staithe.client;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code staithe retention rule}. */
@Command(name = "rule", description = "Rules of what stays.")
final class RetentionRuleCommands {

    private static final String NAME = "Name of the rule.";
    private static final String RULES = "retention/rules";

    /** What a rule says. */
    static final class Definition {

        @Parameters(index = "0", paramLabel = "NAME", description = NAME)
        private String name = "";

        @Parameters(index = "1", paramLabel = "REPOSITORY", description = "team/app, team/*, team/** or **.")
        private String repository = "";

        @Option(names = "--tags", description = "Pattern of tags that it is about, as often as needed. Default: all")
        private List<String> tags = List.of();

        @Option(names = "--keep-newest", description = "How many of them stay.")
        private @Nullable Integer keepNewest;

        @Option(names = "--by", description = "What makes them new: push or pull. Default: push")
        private @Nullable String by;

        @Option(names = "--keep-pulled-within", description = "How long one stays after it was pulled or pushed: 30d")
        private @Nullable String keepPulledWithin;

        @Option(names = "--keep-newest-patch", description = "The newest patch of each minor version stays.")
        private boolean keepNewestPatch;

        @Option(names = "--expire-untagged", description = "How long a manifest stays that nothing names: 7d")
        private @Nullable String expireUntagged;

        @Option(names = "--protect", description = "Pattern of tags that always stay, as often as needed.")
        private List<String> protect = List.of();

        private Map<String, Object> body() {
            Map<String, Object> body = new HashMap<>(Map.of("name", name, "repository", repository));
            body.put("tags", tags);
            body.put("keepNewest", keepNewest);
            body.put("by", by);
            body.put("keepPulledWithin", keepPulledWithin);
            body.put("keepNewestPatch", keepNewestPatch);
            body.put("expireUntagged", expireUntagged);
            body.put("protect", protect);
            return body;
        }
    }

    @Command(description = "Lists rules.")
    void list(@Mixin Connection connection) {
        connection
                .printer()
                .list(
                        connection.client().list(RULES),
                        "name",
                        "repository",
                        "tags",
                        "keepNewest",
                        "by",
                        "keepPulledWithin",
                        "keepNewestPatch",
                        "expireUntagged",
                        "protect",
                        "origin",
                        "removesFrom");
    }

    @Command(description = "Makes a rule.")
    void add(@Mixin Connection connection, @Mixin Definition definition) {
        done(connection, connection.client().post(RULES, definition.body()), definition.name);
    }

    @Command(description = "Says anew what a rule says.")
    void set(@Mixin Connection connection, @Mixin Definition definition) {
        String resource = ApiClient.path("retention", "rules", definition.name);
        done(connection, connection.client().put(resource, "", definition.body()), definition.name);
    }

    private static void done(Connection connection, JsonNode rule, String name) {
        connection
                .printer()
                .done(
                        rule,
                        "The rule %s is new: it removes nothing until staithe.retention.first-run-delay is over."
                                        .formatted(name)
                                + " 'staithe retention plan' says what it takes.");
    }

    @Command(description = "Deletes a rule.")
    void remove(@Mixin Connection connection, @Parameters(paramLabel = "NAME", description = NAME) String name) {
        connection.client().delete(ApiClient.path("retention", "rules", name));
        connection.printer().done("The rule " + name + " was deleted.");
    }
}
