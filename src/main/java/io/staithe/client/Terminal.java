package io.staithe.client;

import java.io.Console;
import java.util.Optional;

/** The terminal that the process was started from. */
public final class Terminal {

    private Terminal() {}

    /** @return empty if somebody else reads and writes in its place, such as a pipe */
    @SuppressWarnings("SystemConsoleNull") // since JDK 25 it is null again where there is no terminal
    static Optional<Console> find() {
        Console console = System.console();
        return console != null && console.isTerminal() ? Optional.of(console) : Optional.empty();
    }

    public static boolean isThere() {
        return find().isPresent();
    }
}
