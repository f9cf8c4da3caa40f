package io.staithe.client;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code staithe verify}. */
@Command(
        name = "verify",
        description =
                "Compares stored content with its digests: everything, or one repository. Exits with 3 if something is"
                        + " damaged or could not be read.")
public final class VerifyCommand implements Callable<Integer> {

    private static final int DAMAGED = 3;
    private static final long POLL_MILLIS = 250;

    @Mixin
    private Connection connection = new Connection();

    @Parameters(arity = "0..1", paramLabel = "REPOSITORY", description = "Name of a repository; all, if it is missing.")
    private @Nullable String repository;

    @Option(names = "--digest", description = "Only this blob or manifest.")
    private @Nullable String digest;

    @Option(
            names = "--accept-missing",
            description = "Quarantine what is missing even if most of all is. Otherwise that stops it, since then it is"
                    + " rather the store that is missing.")
    private boolean acceptMissing;

    @Option(names = "--detach", description = "Do not wait for the end.")
    private boolean detach;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec command;

    @Override
    public Integer call() throws InterruptedException {
        Map<String, Object> wanted = new LinkedHashMap<>();
        wanted.put("acceptMissing", acceptMissing);
        if (repository != null) {
            wanted.put("repository", repository);
        }
        if (digest != null) {
            wanted.put("digest", digest);
        }
        ApiClient client = connection.client();
        JsonNode state = client.post("verifications", wanted);
        if (detach) {
            connection.printer().done(state, "Verification " + state.path("id").asLong() + " will run.");
            return 0;
        }
        PrintWriter errors = command.commandLine().getErr();
        ProgressBar bar = new ProgressBar(errors);
        while (!state.hasNonNull("finishedAt")) {
            bar.at(state.path("checkedBytes").asLong(), state.path("totalBytes").asLong());
            Thread.sleep(POLL_MILLIS);
            state = client.get("verifications/" + state.path("id").asLong());
        }
        bar.end();
        return report(state);
    }

    private int report(JsonNode state) {
        long damaged = state.path("damaged").asLong();
        long errors = state.path("errors").asLong();
        String sentence = "%d blobs and manifests of %d bytes were compared: %d damaged, %d could not be read."
                .formatted(
                        state.path("checked").asLong(),
                        state.path("checkedBytes").asLong(),
                        damaged,
                        errors);
        if (damaged > 0) {
            sentence += " 'quarantine' lists what is damaged.";
        }
        boolean stopped = state.hasNonNull("stopped");
        if (stopped) {
            sentence += "\nIt was stopped: " + state.path("stopped").asString("");
        }
        connection.printer().done(state, sentence);
        return damaged > 0 || errors > 0 || stopped ? DAMAGED : 0;
    }
}
