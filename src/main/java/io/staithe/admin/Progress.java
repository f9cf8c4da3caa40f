package io.staithe.admin;

import java.io.PrintWriter;

/** Says how far a table is: a bar that moves on a terminal, a line a table elsewhere. */
final class Progress {

    private static final int WIDTH = 30;
    private static final int STEP = 1000;

    private final PrintWriter out;
    private final boolean terminal;

    Progress(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    void at(String table, long rows, long total) {
        if (terminal && rows % STEP == 0) {
            draw(table, rows, total);
        }
    }

    void done(String table, long rows, String hash) {
        if (terminal) {
            draw(table, rows, rows);
        }
        say((terminal ? "  " : "%-20s %,12d rows  ".formatted(table, rows)) + "sha256:" + hash);
    }

    void say(String line) {
        out.println(line);
        out.flush();
    }

    private void draw(String table, long rows, long total) {
        int filled = total == 0 ? WIDTH : (int) Math.min(WIDTH, rows * WIDTH / total);
        out.print("\r%-20s [%s%s] %,12d rows".formatted(table, "#".repeat(filled), " ".repeat(WIDTH - filled), rows));
        out.flush();
    }
}
