package io.staithe.client;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code staithe quarantine}. */
@Command(name = "quarantine", description = "Lists content that is not served, since its bytes are damaged.")
public final class QuarantineCommand implements Runnable {

    @Mixin
    private Connection connection = new Connection();

    @Override
    public void run() {
        connection
                .printer()
                .list(
                        connection.client().list("quarantine"),
                        "kind",
                        "digest",
                        "size",
                        "damage",
                        "since",
                        "where",
                        "repositories",
                        "seen");
    }
}
