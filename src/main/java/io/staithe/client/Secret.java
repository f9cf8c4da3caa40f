package io.staithe.client;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.Optional;

/** Reads passwords: from the terminal without showing them, or from the standard input; never from an argument. */
public final class Secret {

    private Secret() {}

    /** Somebody's own password. */
    static String ask(String question) {
        return Terminal.find()
                .map(console -> read(console, question))
                .orElseThrow(
                        () -> new FailedException(
                                "there is no terminal to ask for the password: set STAITHE_PASSWORD or name a --password-file"));
    }

    /**
     * A new password: asked for twice, or the first line of the standard input.
     *
     * @throws IllegalArgumentException if there is none, or the two differ
     */
    public static String choose(String question) {
        Optional<Console> console = Terminal.find();
        if (console.isEmpty()) {
            return standardInput();
        }
        String password = read(console.get(), question);
        if (!password.equals(read(console.get(), "Again: "))) {
            throw new IllegalArgumentException("the two passwords differ");
        }
        return password;
    }

    private static String standardInput() {
        try {
            // Whoever pipes a password in chose its characters in the encoding of his terminal.
            Charset charset = Charset.forName(System.getProperty("stdin.encoding", "UTF-8"));
            String line = new BufferedReader(new InputStreamReader(System.in, charset)).readLine();
            if (line == null || line.isEmpty()) {
                throw new IllegalArgumentException("the new password is read from the standard input, which is empty");
            }
            return line;
        } catch (IOException e) {
            throw new IllegalArgumentException("the standard input cannot be read", e);
        }
    }

    private static String read(Console console, String question) {
        char[] password = console.readPassword("%s", question);
        if (password == null) {
            throw new IllegalArgumentException("no password was given");
        }
        String text = new String(password);
        Arrays.fill(password, ' ');
        return text;
    }
}
