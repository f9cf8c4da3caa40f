package io.staithe.client;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code staithe rule}. */
@Command(name = "rule", description = "Who may do what with which repositories.")
public final class RuleCommands {

    private static final String ROLE = "pull, push, maintain or admin; each includes those before it.";

    @Command(description = "Lists rules.")
    void list(@Mixin Connection connection) {
        connection.printer().list(connection.client().list("rules"), "id", "subject", "repository", "role", "origin");
    }

    @Command(description = "Makes a rule.")
    void add(
            @Mixin Connection connection,
            @Parameters(
                            paramLabel = "SUBJECT",
                            description = "account:<name>, robot:<name>, group:<name>, authenticated or anonymous.")
                    String subject,
            @Parameters(paramLabel = "REPOSITORY", description = "team/app, team/*, team/** or **.") String repository,
            @Parameters(paramLabel = "ROLE", description = ROLE) String role) {
        connection
                .printer()
                .done(
                        connection
                                .client()
                                .post("rules", Map.of("subject", subject, "repository", repository, "role", role)),
                        "%s has the role %s on %s.".formatted(subject, role, repository));
    }

    @Command(description = "Sets the role of a rule.")
    void set(
            @Mixin Connection connection,
            @Parameters(paramLabel = "ID", description = "Id of the rule, from 'rule list'.") String id,
            @Parameters(paramLabel = "ROLE", description = ROLE) String role) {
        connection
                .printer()
                .done(
                        connection.client().put(ApiClient.path("rules", id), "", Map.of("role", role)),
                        "The rule was changed.");
    }

    @Command(description = "Deletes a rule.")
    void remove(
            @Mixin Connection connection,
            @Parameters(paramLabel = "ID", description = "Id of the rule, from 'rule list'.") String id) {
        connection.client().delete(ApiClient.path("rules", id));
        connection.printer().done("The rule was deleted.");
    }
}
