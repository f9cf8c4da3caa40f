package io.staithe.client;

import java.io.PrintWriter;

/** A bar that moves on a terminal; nothing elsewhere. */
final class ProgressBar {

    private static final int WIDTH = 40;

    private final PrintWriter out;
    private final boolean terminal;

    ProgressBar(PrintWriter out) {
        this(out, Terminal.isThere());
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
}
