package io.staithe.client;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code staithe can-i}. */
@Command(
        name = "can-i",
        description = "Says whether something is allowed, and by which rule. Exits with 3 if it is not.")
public final class CanI implements Callable<Integer> {

    private static final int NO = 3;

    @Mixin
    private Connection connection = new Connection();

    @Parameters(index = "0", paramLabel = "ACTION", description = "pull, push, delete or administer.")
    private String action = "";

    @Parameters(index = "1", paramLabel = "REPOSITORY", description = "Name of a repository, which need not exist.")
    private String repository = "";

    @Option(names = "--subject", description = "anonymous, account:<name> or robot:<name>; you, if it is missing.")
    private @Nullable String subject;

    @Override
    public Integer call() {
        String about = subject == null ? "" : "&subject=" + ApiClient.encode(subject);
        JsonNode verdict = connection
                .client()
                .get("can-i?repository=" + ApiClient.encode(repository) + "&action=" + ApiClient.encode(action)
                        + about);
        boolean allowed = verdict.path("allowed").asBoolean(false);
        connection
                .printer()
                .done(
                        verdict,
                        (allowed ? "yes: " : "no: ") + verdict.path("reason").asString(""));
        return allowed ? 0 : NO;
    }
}
