package io.staithe.client;

import java.io.Console;
import java.io.PrintWriter;

/** A bar that moves on a terminal; nothing elsewhere. */
final class ProgressBar {

    private static final int WIDTH = 40;

    private final PrintWriter out;
    private final boolean terminal;

    ProgressBar(PrintWriter out) {
        this(out, isTerminal());
    }

    ProgressBar(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    void at(long done, long total) {
        if (terminal) {
            int filled = total == 0 ? 0 : (int) Math.min(WIDTH, done * WIDTH / total);
            out.print("\r[%s%s] %3d %%  %,d of %,d bytes"
                    .formatted(
                            "#".repeat(filled),
                            " ".repeat(WIDTH - filled),
                            total == 0 ? 0 : Math.min(100, done * 100 / total),
                            done,
                            total));
            out.flush();
        }
    }

    void end() {
        if (terminal) {
            out.println();
            out.flush();
        }
    }

    @SuppressWarnings("SystemConsoleNull") // since JDK 25 it is null again where there is no terminal
    private static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }
}
